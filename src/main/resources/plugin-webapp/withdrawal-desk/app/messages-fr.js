/** What the desk says in French. What is missing here is said in English. */
export default {
  alerts: 'Alertes',

  unreachable: 'Le bureau n’a pas pu être joint. Veuillez réessayer.',
  priority_normal: 'Normale',
  priority_high: 'Haute',
  loadMore: 'Afficher {count} de plus',
  rangeHelp: 'Maintenez Maj en cochant une case pour cocher toutes celles depuis la précédente. Les flèches mènent d’une case à l’autre.',
  showRefused: 'Montrer la première qui n’a pas été traitée'
};
