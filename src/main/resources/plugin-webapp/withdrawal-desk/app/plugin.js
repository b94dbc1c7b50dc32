import alerts from './alerts.js';
import {guarded} from './desk.js';

/** A part of the desk at a place of Tasklist. What renders it returns what takes it away. */
function part(id, pluginPoint, draw, more = {}) {
  let leave;
  return guarded({
    id,
    pluginPoint,
    priority: 1000,
    ...more,
    render(node, given, scope) {
      leave = draw(node, given, scope);
    },
    unmount() {
      leave?.();
      leave = undefined;
    }
  });
}

export default [
  part('withdrawal-desk-alerts', 'tasklist.navbar.action', alerts)
];
