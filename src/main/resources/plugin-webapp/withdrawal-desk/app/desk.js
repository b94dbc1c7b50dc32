import english from './messages-en.js';

const OTHERS = {fr: () => import('./messages-fr.js')};
const languageOf = tag => tag.split('-')[0];

/** The first of this person's languages that the desk knows, with its region; what has no text in it is said in English. */
export const locale = navigator.languages.find(tag => languageOf(tag) === 'en' || languageOf(tag) in OTHERS) ?? 'en';
const messages = {...english, ...(await OTHERS[languageOf(locale)]?.())?.default};

/** The message of that name, its braces filled in. */
export function text(name, values = {}) {
  return messages[name].replace(/\{(\w+)}/g, (whole, key) => values[key]);
}

/** An element with attributes, listeners (`onclick`) and children. Strings become text, never markup. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      made.addEventListener(name.slice(2), value);
    } else if (value === true) {
      made.setAttribute(name, '');
    } else if (value !== false && value != null) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.filter(child => child != null));
  return made;
}

/** An answer that is none of the good ones. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.errors?.map(fault => fault.message).join(' ') || problem.detail || text('failed'));
    this.status = status;
    this.code = problem.code;
  }
}

/** The session of Tasklist or Cockpit counts only together with this token. */
async function answered(method, path, body, headers) {
  const cookie = document.cookie.match(/(?:^|; *)XSRF-TOKEN=([^;]*)/);
  const response = await fetch(path, {
    method,
    headers: {
      'X-XSRF-TOKEN': cookie ? cookie[1] : 'none',
      ...(body === undefined ? {} : {'Content-Type': 'application/json'}),
      ...headers
    },
    body: body === undefined ? undefined : JSON.stringify(body)
  }).catch(() => {
    throw new Refused(0, {});
  });
  if (!response.ok) {
    throw new Refused(response.status, await response.json().catch(() => ({})));
  }
  return response;
}

/** Calls the desk's API as whoever is logged in. */
export async function call(method, path, body, headers = {}) {
  return (await answered(method, path, body, {Accept: 'application/json', ...headers})).json().catch(() => ({}));
}

/** Has the browser save a file of the desk's API under the name that it comes with. */
export async function download(path) {
  const response = await answered('GET', path);
  const [, file] = response.headers.get('Content-Disposition').match(/filename="([^"]+)"/);
  const address = URL.createObjectURL(await response.blob());
  element('a', {href: address, download: file}).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

let asked = null;

/** Whether this person decides on withdrawals. Others use Tasklist, too, and are offered nothing that they may not do. */
export function decides() {
  asked ??= call('GET', '/api/admin/finance/looking').then(answer => answer.decides).catch(() => {
    asked = null;
    return false;
  });
  return asked;
}

/**
 * Opens the withdrawal's task in this page. Resolves to false when it has none, or none that this person may see.
 *
 * @param api what Tasklist tells its plug-ins
 */
export async function openTask(api, reference) {
  const query = new URLSearchParams({processInstanceBusinessKey: reference, maxResults: 1});
  const response = await fetch(`${api.engineApi}/task?${query}`, {headers: {Accept: 'application/json'}});
  if (!response.ok) {
    throw new Refused(response.status, {});
  }
  const [task] = await response.json();
  if (task) {
    const [path, search] = location.hash.slice(1).split('?');
    const now = new URLSearchParams(path === '/' ? search : '');
    now.set('task', task.id);
    location.hash = `/?${now}`;
  }
  return Boolean(task);
}

/**
 * Opens the withdrawal's process instance in Cockpit. Resolves to false when it runs no longer.
 *
 * @param api what Cockpit tells its plug-ins
 */
export async function openInstance(api, reference) {
  const response = await fetch(`${api.engineApi}/process-instance?${new URLSearchParams({businessKey: reference})}`);
  if (!response.ok) {
    throw new Refused(response.status, {});
  }
  const [instance] = await response.json();
  if (instance) {
    location.hash = instancePage(instance.id);
  }
  return Boolean(instance);
}

/** Where Cockpit shows a process instance that runs. */
export function instancePage(id) {
  return `#/process-instance/${id}/runtime`;
}

/** An amount such as 50000.00 as people write it. It is never calculated with as a floating-point number. */
export function money(amount, currency) {
  return new Intl.NumberFormat('en', {style: 'currency', currency, currencyDisplay: 'narrowSymbol'}).format(amount);
}

/** A time as people say it, in their own zone. */
export function time(iso) {
  return new Date(iso).toLocaleString(locale, {dateStyle: 'medium', timeStyle: 'short'});
}

/** A date such as 2026-11-21 as people say it. */
export function date(iso) {
  return new Date(`${iso}T12:00`).toLocaleDateString(locale, {dateStyle: 'medium'});
}

/** A duration as people say it, in one unit, rounded down. */
export function duration(seconds) {
  const minutes = Math.max(0, Math.floor(seconds / 60));
  return minutes === 0 && seconds > 0 ? text('underAMinute')
      : minutes < 60 ? text('minutes', {minutes})
      : minutes < 2880 ? text('hours', {hours: Math.floor(minutes / 60)})
      : text('days', {days: Math.floor(minutes / 1440)});
}

/** How long ago that was. */
export function age(iso) {
  return duration((Date.now() - new Date(iso)) / 1000);
}
