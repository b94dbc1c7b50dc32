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

const reach = (path, request) => fetch(path, request).catch(() => {
  throw new Refused(0, {detail: text('unreachable')});
});

/** Calls the desk's API as whoever is logged in to Tasklist. The session counts only together with this token. */
export async function call(method, path, body, headers = {}) {
  const cookie = document.cookie.match(/(?:^|; *)XSRF-TOKEN=([^;]*)/);
  const response = await reach(path, {
    method,
    headers: {
      'Accept': 'application/json',
      'X-XSRF-TOKEN': cookie ? cookie[1] : 'none',
      ...(body === undefined ? {} : {'Content-Type': 'application/json'}),
      ...headers
    },
    body: body === undefined ? undefined : JSON.stringify(body)
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Refused(response.status, answer);
  }
  return answer;
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
  const response = await reach(`${api.engineApi}/task?${query}`, {headers: {Accept: 'application/json'}});
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

/** An amount such as 50000.00 as people write it. It is never calculated with as a floating-point number. */
export function money(amount, currency) {
  return new Intl.NumberFormat('en', {style: 'currency', currency, currencyDisplay: 'narrowSymbol'}).format(amount);
}

/** A time as people say it, in their own zone. */
export function time(iso) {
  return new Date(iso).toLocaleString(locale, {dateStyle: 'medium', timeStyle: 'short'});
}
