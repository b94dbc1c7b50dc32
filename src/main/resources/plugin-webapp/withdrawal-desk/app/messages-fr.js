/** What the desk says in French. What is missing here is said in English. */
export default {
  alerts: 'Alertes'
};
