// @ts-check
import {element, text} from './desk.js';
import {read, sheet} from './withdrawal.js';
import {decisionBar} from './review-bar.js';
import {go} from './places.js';
import {isReview} from './review-state.js';
import {whatFailed} from './inbox.js';

const TAB = 'withdrawal-desk-review';

/** Whether the last task was left for the one that comes now. */
let arriving = false;
/**
 * The task that is no review and has been shown with its form.
 *
 * @type {string | null}
 */
let begun = null;

/**
 * The withdrawal of a task, and where it is to be reviewed, the two decisions. Other tasks begin with their form.
 *
 * @param {HTMLElement} node
 * @param {unknown} given
 * @param {any} scope
 * @param {() => void} camundasForm
 */
export default async function review(node, given, scope, camundasForm) {
  const {task} = scope;
  const reviewing = isReview(task);
  if (!reviewing && begun !== task.id) {
    begun = task.id;
    camundasForm();
    return;
  }
  scope.$parent.taskDetailTabs.find(tab => tab.id === TAB).label = text(reviewing ? 'review' : 'withdrawal');
  scope.$applyAsync();
  const state = element('p', {role: 'status', class: 'desk-state'}, text('loading'));
  const place = element('div', {class: 'desk-review'}, state);
  node.append(place);
  let detail;
  try {
    detail = await read(task.processInstanceId);
  } catch (error) {
    state.textContent = error.status === 404 ? text('noWithdrawal') : whatFailed(error);
    return;
  }
  state.remove();
  place.append(sheet(detail));
  if (!reviewing) {
    return;
  }
  const leave = decisionBar(detail, place, scope, next => {
    arriving = true;
    go(next);
  });
  if (arriving) {
    place.querySelector('h2')?.focus();
    arriving = false;
  }
  return leave;
}
