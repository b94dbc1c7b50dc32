// @ts-check
import {once} from './api.js';
import {AT_ONCE} from './queue.js';

/**
 * Decides on many, as many at once as the API takes. Where one call fails, what comes after it is not sent, and stays
 * selected together with what that call was about.
 *
 * @param {import('./queue.js').Queue} queue
 * @param {import('./queue.js').Decision} decision
 * @param {string} reason
 * @param {import('./queue.js').Row[]} list
 * @param {{begins: (from: number, to: number) => void, ends: () => void}} part is told of each call
 * @returns {Promise<{decided: number, refused: number, failure: Error | null}>}
 */
export async function decideMany(queue, decision, reason, list, part) {
  const outcome = {decided: 0, refused: 0};
  try {
    for (let from = 0; from < list.length; from += AT_ONCE) {
      const some = list.slice(from, from + AT_ONCE);
      part.begins(from + 1, from + some.length);
      const references = some.map(row => row.item.reference);
      const answer = await once('/api/admin/finance/decide-many', {decision, reason, references});
      queue.report(decision, answer.results);
      part.ends();
      outcome.decided += answer.decided;
      outcome.refused += answer.refused;
    }
    return {...outcome, failure: null};
  } catch (failure) {
    return {...outcome, failure};
  }
}
