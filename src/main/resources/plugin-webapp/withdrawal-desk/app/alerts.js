// @ts-check
import {element, text, time} from './desk.js';
import {inbox} from './inbox.js';
import {openInstance, open as openTask} from './places.js';

const TOASTS = 2;
const TOAST_MILLIS = 12_000;

/** In Tasklist, an alert leads to the task, or to what is known of a withdrawal that has none. */
export function alertsInTasklist(node, given, scope) {
  return alerts(node, given, scope, openTask);
}

/** In Cockpit, an alert leads to the process instance. */
export function alertsInCockpit(node, given, scope) {
  return alerts(node, given, scope, openInstance);
}

/**
 * The number on the bell, which has room for two digits.
 *
 * @param {number} unread
 */
export function badge(unread) {
  return unread > 99 ? '99+' : unread > 0 ? String(unread) : '';
}

/** The bell in the head of the page, its list, and the toasts of what has just happened. */
function alerts(node, {api}, scope, openWithdrawal) {
  const toasts = element('div', {class: 'desk-toasts', role: 'status', 'aria-live': 'polite', lang: node.lang});
  const count = element('span', {class: 'desk-badge', 'aria-hidden': 'true'});
  const list = element('ul', {class: 'desk-alerts-list'});
  const state = element('p', {class: 'desk-alerts-state', role: 'status'});
  const allRead = element('button', {
    type: 'button', class: 'desk-link', onclick: () => marked(inbox.notices)
  }, text('alertsAllRead'));
  const panel = element('div', {class: 'desk-alerts', id: 'desk-alerts', hidden: true}, allRead, state, list);
  const bell = element('button', {
    type: 'button', class: 'desk-bell', 'aria-expanded': 'false', 'aria-controls': 'desk-alerts',
    onclick: () => open(panel.hidden)
  }, text('alerts'), count);
  const dismiss = event => {
    if (!panel.hidden && (event.key === 'Escape' || event.type === 'click' && !node.contains(event.target))) {
      open(false);
      if (event.key) {
        bell.focus();
      }
    }
  };

  function open(wanted) {
    panel.hidden = !wanted;
    bell.setAttribute('aria-expanded', String(wanted));
    if (wanted) {
      draw();
    }
  }

  function draw() {
    bell.setAttribute('aria-label', text(inbox.unread ? 'alertsUnread' : 'alerts', {count: inbox.unread}));
    count.textContent = badge(inbox.unread);
    if (!panel.hidden) {
      state.textContent = !inbox.live ? text('offline') : inbox.notices.length === 0 ? text('alertsNone') : '';
      allRead.hidden = !inbox.notices.some(notice => !notice.read);
      list.replaceChildren(...inbox.notices.map(row));
    }
  }

  function row(notice) {
    return element('li', {class: notice.read ? 'desk-read' : 'desk-unread'},
        ...body(notice),
        action(notice),
        notice.read ? null : element('button', {
          type: 'button', class: 'desk-link', onclick: () => marked([notice])
        }, text('alertRead')));
  }

  function body(notice) {
    return [
      element('p', {class: 'desk-notice-title'},
          notice.read ? null : element('span', {class: 'desk-tag'}, text('alertUnread')),
          notice.priority === 'high' ? element('span', {class: 'desk-tag desk-tag-high'}, text('highPriority')) : null,
          notice.title),
      element('p', {}, notice.message),
      element('p', {class: 'desk-notice-time'}, time(notice.created_at))
    ];
  }

  /** Opens the withdrawal here; what has none, such as a report, is a link of the desk. */
  function action(notice, after = () => {}) {
    const reference = notice.metadata?.reference;
    if (!notice.action_url) {
      return null;
    }
    if (!reference) {
      return element('a', {class: 'desk-action', href: notice.action_url}, notice.action_text);
    }
    return element('button', {type: 'button', class: 'desk-action', onclick: async () => {
      open(false);
      after();
      try {
        if (await openWithdrawal(api, reference) === false) {
          say(notice.title, text('taskGone'));
        }
        await inbox.markRead([notice]);
      } catch (refused) {
        failed(refused);
      }
    }}, notice.action_text);
  }

  async function marked(notices) {
    try {
      await inbox.markRead(notices);
    } catch (refused) {
      failed(refused);
    }
    draw();
  }

  function failed(refused) {
    if (refused.status === 401) {
      expired();
    } else {
      say(text('failed'), refused.message);
    }
  }

  function told({detail}) {
    const latest = detail.slice(0, TOASTS);
    if (detail.length > TOASTS) {
      say(text('alerts'), text('missedAlerts', {count: detail.length - TOASTS}));
    }
    latest.reverse().forEach(notice => toast(notice.priority === 'high', close =>
        [...body(notice), action(notice, close)]));
  }

  function say(title, message) {
    toast(false, () => [element('p', {class: 'desk-notice-title'}, title), element('p', {}, message)]);
  }

  /** Shows a toast until it is closed, or for a while unless somebody is at it. What is urgent stays. */
  function toast(stays, content) {
    const close = () => shown.remove();
    const shown = element('div', {class: stays ? 'desk-toast desk-toast-high' : 'desk-toast'});
    shown.append(...content(close).filter(Boolean), element('button', {
      type: 'button', class: 'desk-close', 'aria-label': text('alertClose'), onclick: close
    }, '×'));
    toasts.append(shown);
    while (toasts.children.length > TOASTS + 1) {
      toasts.firstElementChild?.remove();
    }
    shown.scrollIntoView({block: 'nearest'});
    const fade = () => shown.matches(':hover, :focus-within') ? setTimeout(fade, TOAST_MILLIS) : close();
    if (!stays) {
      setTimeout(fade, TOAST_MILLIS);
    }
    return shown;
  }

  function expired() {
    if (!toasts.querySelector('.desk-expired')) {
      toast(true, close => [
        element('p', {class: 'desk-notice-title'}, text('sessionEnded')),
        element('p', {}, text('sessionEndedHow')),
        element('button', {type: 'button', class: 'desk-action', onclick: () => {
          close();
          logIn();
        }}, text('logIn'))
      ]).classList.add('desk-expired');
    }
  }

  /** Tasklist's forms keep what was typed when they hear of it. The page, loaded anew, leads to the login and back. */
  function logIn() {
    const stay = scope.$root.$on('authentication.login.required', event => event.preventDefault());
    scope.$root.$broadcast('authentication.login.required');
    stay();
    location.reload();
  }

  const closed = () => {
    node.hidden = true;
  };
  /** @type {Record<string, (event: any) => void>} */
  const listeners = {changed: draw, told, expired, closed};
  Object.entries(listeners).forEach(([name, listener]) => inbox.addEventListener(name, listener));
  document.addEventListener('keydown', dismiss);
  document.addEventListener('click', dismiss);
  const again = scope.$root.$on('authentication.login.success', () => inbox.start());

  node.classList.add('desk-alerts-bar');
  node.append(bell, panel);
  document.body.append(toasts);
  draw();
  inbox.start();

  return () => {
    again();
    inbox.stop();
    Object.entries(listeners).forEach(([name, listener]) => inbox.removeEventListener(name, listener));
    document.removeEventListener('keydown', dismiss);
    document.removeEventListener('click', dismiss);
    toasts.remove();
  };
}
