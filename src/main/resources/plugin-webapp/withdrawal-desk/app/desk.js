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

/** The word for a value of the API; one that the desk has no word for is said as it is, or otherwise. */
export function word(kind, value, otherwise = value.replaceAll('_', ' ')) {
  const name = `${kind}_${value}`;
  return name in messages ? text(name) : otherwise;
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

const reach = (path, request) => fetch(path, request).catch(() => {
  throw new Refused(0, {detail: text('unanswered')});
});

/** Whoever only leaves a page open is logged out in the end, however often the page asks: it says when nobody touches it. */
const TOUCHED_FOR = 60_000;
let touched = Date.now();
for (const kind of ['pointerdown', 'keydown', 'wheel']) {
  window.addEventListener(kind, () => touched = Date.now(), {capture: true, passive: true});
}

/** Asks the desk's API as whoever is logged in to the web app. The session counts only together with this token. */
async function send(method, path, body, headers = {}) {
  const cookie = document.cookie.match(/(?:^|; *)XSRF-TOKEN=([^;]*)/);
  const response = await reach(path, {
    method,
    headers: {
      'X-XSRF-TOKEN': cookie ? cookie[1] : 'none',
      ...(Date.now() - touched > TOUCHED_FOR ? {'X-Desk-By-Itself': 'true'} : {}),
      ...(body === undefined ? {} : {'Content-Type': 'application/json'}),
      ...headers
    },
    body: body === undefined ? undefined : JSON.stringify(body)
  });
  if (!response.ok) {
    throw new Refused(response.status, await response.json().catch(() => ({})));
  }
  return response;
}

/** Calls the desk's API, and returns the JSON of its answer. */
export async function call(...request) {
  return (await send(...request)).json().catch(() => ({}));
}

let unanswered = null;

/** Calls under a key that is used again for the same request as long as there was no answer, so that nothing is done twice. */
export async function once(method, path, body) {
  const request = JSON.stringify([method, path, body]);
  if (unanswered?.request !== request) {
    unanswered = {request, key: [...crypto.getRandomValues(new Uint32Array(4))].join('-')};
  }
  const answer = await call(method, path, body, {'Idempotency-Key': unanswered.key});
  unanswered = null;
  return answer;
}

/** Has the browser save a file of the desk's API under the name that it comes with. */
export async function download(path) {
  const response = await send('GET', path);
  const [, file] = response.headers.get('Content-Disposition').match(/filename="([^"]+)"/);
  const address = URL.createObjectURL(await response.blob());
  element('a', {href: address, download: file}).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

let asked = null;

/**
 * Whether this person decides on withdrawals; null where the desk cannot say. Others use Tasklist, too, and are offered
 * nothing that they may not do.
 */
export function decides() {
  asked ??= call('GET', '/api/admin/finance/looking').then(answer => answer.decides).catch(refused => {
    asked = null;
    return refused.status === 403 ? false : null;
  });
  return asked;
}

/** The first that the engine's own API finds; undefined when that is nothing, or nothing that this person may see. */
async function first(api, path, query) {
  const search = new URLSearchParams({...query, maxResults: 1});
  const response = await reach(`${api.engineApi}/${path}?${search}`, {headers: {Accept: 'application/json'}});
  if (!response.ok) {
    throw new Refused(response.status, {});
  }
  return (await response.json())[0];
}

/** The withdrawal's open task; undefined when it has none, or none that this person may see. */
export function taskOf(api, reference) {
  return first(api, 'task', {processInstanceBusinessKey: reference});
}

/** Opens this task in this page. */
export function go(task, instead = false) {
  const [path, search] = location.hash.slice(1).split('?');
  const now = new URLSearchParams(path === '/' ? search : '');
  now.set('task', task.id);
  location[instead ? 'replace' : 'assign'](`#/?${now}`);
}

/**
 * Opens the withdrawal's task in this page, or what is known of it where it has none.
 *
 * @param api what Tasklist tells its plug-ins
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
 * @param api what Cockpit tells its plug-ins
 */
export async function openInstance(api, reference) {
  const instance = await first(api, 'process-instance', {businessKey: reference});
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

const UNITS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]];

/** How long ago that was, or how soon it is. */
export function ago(iso) {
  const millis = new Date(iso) - Date.now();
  const [unit, length] = UNITS.find(([, length]) => Math.abs(millis) >= length) ?? UNITS[2];
  return new Intl.RelativeTimeFormat(locale, {numeric: 'auto'}).format(Math.trunc(millis / length), unit);
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
