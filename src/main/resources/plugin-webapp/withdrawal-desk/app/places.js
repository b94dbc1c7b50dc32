// @ts-check
import {reach, Refused} from './api.js';

/**
 * The first that the engine's own API finds; undefined when that is nothing, or nothing that this person may see.
 *
 * @param {Desk.WebApp} api
 * @param {string} path
 * @param {Record<string, string>} query
 * @returns {Promise<Desk.Task | undefined>}
 */
async function first(api, path, query) {
  const search = new URLSearchParams({...query, maxResults: '1'});
  const response = await reach(`${api.engineApi}/${path}?${search}`, {headers: {Accept: 'application/json'}});
  if (!response.ok) {
    throw new Refused(response.status, {});
  }
  return (await response.json())[0];
}

/**
 * The withdrawal's open task; undefined when it has none, or none that this person may see.
 *
 * @param {Desk.WebApp} api
 * @param {string} reference
 */
export function taskOf(api, reference) {
  return first(api, 'task', {processInstanceBusinessKey: reference});
}

/**
 * Opens this task in this page.
 *
 * @param {{id: string}} task
 */
export function go(task, instead = false) {
  const [path, search] = location.hash.slice(1).split('?');
  const now = new URLSearchParams(path === '/' ? search : '');
  now.set('task', task.id);
  location[instead ? 'replace' : 'assign'](`#/?${now}`);
}

/**
 * Opens the withdrawal's task in this page, or what is known of it where it has none.
 *
 * @param {Desk.WebApp} api
 * @param {string} reference
 */
export async function open(api, reference) {
  const task = await taskOf(api, reference);
  if (task) {
    go(task);
  } else {
    location.hash = `/withdrawal?${new URLSearchParams({id: reference})}`;
  }
}

/**
 * Opens the withdrawal's process instance in Cockpit. Resolves to false when it runs no longer.
 *
 * @param {Desk.WebApp} api
 * @param {string} reference
 */
export async function openInstance(api, reference) {
  const instance = await first(api, 'process-instance', {businessKey: reference});
  if (instance) {
    location.hash = instancePage(instance.id);
  }
  return Boolean(instance);
}

/**
 * Where Cockpit shows a process instance that runs.
 *
 * @param {string} id
 */
export function instancePage(id) {
  return `#/process-instance/${id}/runtime`;
}
