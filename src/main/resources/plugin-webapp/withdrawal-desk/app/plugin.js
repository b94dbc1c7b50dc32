// @ts-check
/*
 * Where the desk appears in Tasklist and in Cockpit. Neither starts without this module, so it imports nothing that it
 * cannot do without: each part is loaded when its place is drawn, and where one is missing or breaks, the web app goes
 * on without it.
 */

/**
 * One place of a web app that the desk draws.
 *
 * @param {string} id
 * @param {string} pluginPoint
 * @param {() => Promise<Desk.Draw>} load
 * @param {{instead?: (scope: any) => void, priority?: number, properties?: object}} more
 */
function part(id, pluginPoint, load, {instead = () => {}, ...more} = {}) {
  /** @type {object | null} */
  let shown = null;
  /** @type {(() => void) | null | undefined | void} */
  let leave = null;
  const broken = error => console.error('withdrawal desk:', id, error);
  return {
    id,
    pluginPoint,
    priority: 1000,
    ...more,
    async render(node, given, scope) {
      const here = shown = {};
      try {
        const draw = await load();
        node.lang = locale;
        if (here === shown) {
          const left = await draw(node, given, scope, () => instead(scope));
          if (here === shown) {
            leave = left;
          } else {
            left?.();
          }
        }
      } catch (error) {
        broken(error);
        instead(scope);
      }
    },
    unmount() {
      shown = null;
      try {
        leave?.();
      } catch (error) {
        broken(error);
      }
      leave = null;
    }
  };
}

/** Shows the tab of Camunda's form in place of one of ours. */
function camundasForm(scope) {
  const {taskDetailTabs, selectTaskDetailTab} = scope.$parent;
  scope.$applyAsync(() => selectTaskDetailTab(taskDetailTabs.find(tab => tab.id === 'task-detail-form')));
}

// Tabs are named when the web app starts; where the texts do not come, it starts all the same.
const {locale, text} = await import('./desk.js').catch(() => ({locale: 'en', text: () => 'Withdrawal'}));

const HEAD = 'tasklist.navbar.action';
const COCKPIT_HEAD = 'cockpit.navigation';
const COCKPIT_INSTANCE = 'cockpit.processInstance.runtime.tab';

export default [
  part('withdrawal-desk-search', HEAD, async () => (await import('./search.js')).default, {priority: 1200}),
  part('withdrawal-desk-link', HEAD, async () => (await import('./withdrawals.js')).link, {priority: 1100}),
  part('withdrawal-desk-alerts', HEAD, async () => (await import('./alerts.js')).alertsInTasklist),
  part('withdrawal-desk-news', 'tasklist.list', async () => (await import('./news.js')).default),
  part('withdrawal-desk-review', 'tasklist.task.detail', async () => (await import('./review.js')).default, {
    priority: 1100, properties: {label: text('withdrawal')}, instead: camundasForm
  }),
  part('withdrawal-desk-looking', 'tasklist.task.action', async () => (await import('./looking.js')).default),
  part('withdrawal-desk-withdrawals', 'tasklist.route', async () => (await import('./withdrawals.js')).default, {
    properties: {path: '/withdrawals'}
  }),
  part('withdrawal-desk-withdrawal', 'tasklist.route', async () => (await import('./withdrawal.js')).default, {
    properties: {path: '/withdrawal'}
  }),
  part('withdrawal-desk-instance', COCKPIT_INSTANCE, async () => (await import('./withdrawal.js')).ofInstance, {
    properties: {label: text('withdrawal')}
  }),
  part('withdrawal-desk-operations-link', COCKPIT_HEAD, async () => (await import('./cockpit.js')).link, {
    priority: 50
  }),
  part('withdrawal-desk-operations-alerts', COCKPIT_HEAD, async () => (await import('./alerts.js')).alertsInCockpit, {
    priority: 0
  }),
  part('withdrawal-desk-operations-card', 'cockpit.dashboard', async () => (await import('./cockpit.js')).card),
  part('withdrawal-desk-operations', 'cockpit.route', async () => (await import('./operations.js')).default, {
    properties: {path: '/withdrawals'}
  })
];
