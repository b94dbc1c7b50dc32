/*
 * Where the desk appears in Tasklist and in Cockpit. Neither starts without this module, so it imports nothing: each part is
 * loaded when its place is drawn, and where one is missing or breaks, the web app goes on without it.
 */
function part(id, pluginPoint, load, more = {}) {
  let shown = null;
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
        node.lang = (await import('./desk.js')).locale;
        if (here === shown) {
          leave = await draw(node, given, scope);
        }
      } catch (error) {
        broken(error);
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

const HEAD = 'tasklist.navbar.action';

export default [
  part('withdrawal-desk-search', HEAD, async () => (await import('./search.js')).default, {priority: 1200}),
  part('withdrawal-desk-link', HEAD, async () => (await import('./withdrawals.js')).link, {priority: 1100}),
  part('withdrawal-desk-alerts', HEAD, async () => (await import('./alerts.js')).default),
  part('withdrawal-desk-news', 'tasklist.list', async () => (await import('./news.js')).default),
  part('withdrawal-desk-looking', 'tasklist.task.action', async () => (await import('./looking.js')).default),
  part('withdrawal-desk-withdrawals', 'tasklist.route', async () => (await import('./withdrawals.js')).default, {
    properties: {path: '/withdrawals'}
  })
];
