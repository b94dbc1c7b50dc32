/** What the desk says in Tasklist, in English. A name in braces is replaced by its value. */
export default {
  alerts: 'Alerts',
  alertsUnread: 'Alerts, {count} unread',
  alertsNone: 'You have no alerts.',
  alertsAllRead: 'Mark all as read',
  alertRead: 'Mark as read',
  alertUnread: 'New',
  alertClose: 'Close this alert',
  highPriority: 'High priority',
  missedAlerts: '{count} more alerts came while you were away. You find them under Alerts.',
  offline: 'No live alerts at the moment. The desk keeps trying.',
  taskGone: 'There is nothing left to do here.',
  sessionEnded: 'Your session has ended',
  sessionEndedHow: 'Log in to go on. What you typed on this page is kept.',
  logIn: 'Log in',
  failed: 'That did not work. Please try again.'
};
