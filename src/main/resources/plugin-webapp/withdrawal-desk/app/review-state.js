// @ts-check

const REVIEWS = ['userTask_reviewWithdrawal', 'userTask_confirmWithdrawal'];
/** The API's limit of a reason. */
export const LONGEST = 500;

/**
 * What is typed and not decided yet.
 *
 * @typedef {object} Draft
 * @property {string} reason
 * @property {string} notes
 * @property {'approve' | 'reject' | null} [mode] the decision that is asked for a second time
 */

/**
 * Whether a task is the review of a withdrawal.
 *
 * @param {Desk.Task | null | undefined} task
 */
export function isReview(task) {
  return REVIEWS.includes(task?.taskDefinitionKey ?? '');
}

/**
 * The review that comes next in Tasklist's list; null when there is none.
 *
 * @param {{_embedded?: {task?: Desk.Task[]}} | null | undefined} list
 * @param {Desk.Task | null | undefined} open
 */
export function nextReview(list, open) {
  return list?._embedded?.task?.find(one => isReview(one) && one.id !== open?.id) ?? null;
}

/**
 * Whether what is shown of a withdrawal is not true any more.
 *
 * @param {Pick<Desk.Detail, 'request' | 'flags'>} shown
 * @param {Pick<Desk.Detail, 'request' | 'flags'>} newer
 */
export function changed(shown, newer) {
  return newer.request.updated_at !== shown.request.updated_at || newer.request.stage !== shown.request.stage
      || JSON.stringify(newer.flags) !== JSON.stringify(shown.flags);
}

/**
 * What a key does here; null when nothing.
 *
 * @param {{key: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean}} event
 * @param {{typing: boolean, free: boolean, asking: boolean, inside: boolean}} at `free` when a decision can be made,
 *     `asking` when it is asked for a second time, `inside` when the bar has the focus
 * @returns {'back' | 'approve' | 'reject' | 'keys' | null}
 */
export function keyAction({key, ctrlKey, metaKey, altKey}, {typing, free, asking, inside}) {
  if (ctrlKey || metaKey || altKey) {
    return null;
  }
  return key === 'Escape' ? free && asking && inside ? 'back' : null
      : typing ? null
      : key === 'a' ? free ? 'approve' : null
      : key === 'r' ? free ? 'reject' : null
      : key === '?' ? 'keys'
      : null;
}

/**
 * A reason with one of the sentences that admins often need.
 *
 * @param {string} reason
 * @param {string} sentence
 */
export function withSentence(reason, sentence) {
  return [reason.trim(), sentence].filter(Boolean).join(' ').slice(0, LONGEST);
}

/**
 * What the API takes of this decision; null as long as a rejection has no reason.
 *
 * @param {string} reference
 * @param {Draft} draft
 */
export function decisionOf(reference, {mode, reason, notes}) {
  if (mode === 'approve') {
    return {path: /** @type {const} */ ('approve-withdrawal'), body: {reference, notes: notes.trim()}};
  }
  return !reason.trim() ? null
      : {path: /** @type {const} */ ('reject-withdrawal'), body: {reference, reason: reason.trim()}};
}

/**
 * The message of a decision that was made. A rejected one and one that somebody else confirms have their own.
 *
 * @param {string} stage
 * @returns {Desk.Message}
 */
export function doneMessage(stage) {
  return stage === 'rejected' || stage === 'second_review' ? `done_${stage}` : 'done_approved';
}
