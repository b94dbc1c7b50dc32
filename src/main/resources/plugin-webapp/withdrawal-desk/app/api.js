// @ts-check
import {element, text} from './desk.js';

/** An answer that is none of the good ones. */
export class Refused extends Error {
  /**
   * @param {number} status 0 where there was no answer
   * @param {Desk.Problem} problem
   */
  constructor(status, problem) {
    super(problem.errors?.map(fault => fault.message).join(' ') || problem.detail || text('failed'));
    this.status = status;
    this.code = problem.code;
  }
}

/**
 * Asks the server. Where it does not answer, that is a {@link Refused}, too.
 *
 * @param {string} path
 * @param {RequestInit} request
 */
export const reach = (path, request) => fetch(path, request).catch(() => {
  throw new Refused(0, {detail: text('unanswered')});
});

/** Who only leaves a page open is logged out in the end, however often the page asks: it says when it is left alone. */
const TOUCHED_FOR = 60_000;
let touched = Date.now();
for (const kind of ['pointerdown', 'keydown', 'wheel']) {
  window.addEventListener(kind, () => touched = Date.now(), {capture: true, passive: true});
}

/**
 * Asks the desk's API as whoever is logged in to the web app. The session counts only together with this token.
 *
 * @param {Desk.Method} method
 * @param {string} path
 * @param {object} [body]
 * @param {Record<string, string>} [headers]
 */
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

/**
 * Calls the desk's API, and returns the JSON of its answer.
 *
 * @template {Desk.Method} M
 * @template {Desk.Address<M>} A
 * @param {M} method
 * @param {A} path
 * @param {Desk.Body<M, A>} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<Desk.Answer<M, A>>}
 */
export async function call(method, path, body, headers) {
  return (await send(method, path, body, headers)).json().catch(() => ({}));
}

/** @type {{request: string, key: string} | null} */
let unanswered = null;

/**
 * Calls under a key that is used again for the same request as long as there was no answer. So nothing is done twice.
 *
 * @template {Desk.Address<'POST'>} A
 * @param {A} path
 * @param {Desk.Body<'POST', A>} body
 * @returns {Promise<Desk.Answer<'POST', A>>}
 */
export async function once(path, body) {
  const request = JSON.stringify([path, body]);
  if (unanswered?.request !== request) {
    unanswered = {request, key: [...crypto.getRandomValues(new Uint32Array(4))].join('-')};
  }
  const answer = await call('POST', path, body, {'Idempotency-Key': unanswered.key});
  unanswered = null;
  return answer;
}

/**
 * Has the browser save a file of the desk's API under the name that it comes with.
 *
 * @param {Desk.Address<'GET'>} path
 */
export async function download(path) {
  const response = await send('GET', path);
  const file = response.headers.get('Content-Disposition')?.match(/filename="([^"]+)"/)?.[1];
  const address = URL.createObjectURL(await response.blob());
  element('a', {href: address, download: file}).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** @type {Promise<boolean | null> | null} */
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
