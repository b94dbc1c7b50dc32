// @ts-check
import {element, text} from './desk.js';
import {inbox} from './inbox.js';

/** What brings a task to somebody. */
const NEW_TASK = ['withdrawal.requested', 'payout.record', 'payout.investigate', 'payout.confirm'];

/** A button "3 new" that is there when there are any. Nothing in a list moves until it is clicked. */
export function pill(reload) {
  let count = 0;
  const button = element('button', {type: 'button', class: 'desk-pill', hidden: true, onclick: () => {
    set(0);
    reload();
  }});
  const node = element('div', {role: 'status', class: 'desk-news'}, button);

  function set(wanted) {
    count = wanted;
    button.hidden = count === 0;
    button.textContent = count === 0 ? '' : text('newTasks', {count});
  }

  /** @param {any} event */
  const told = ({detail}) => set(count + detail.filter(notice => NEW_TASK.includes(notice.event)).length);
  inbox.addEventListener('told', told);
  return {node, reset: () => set(0), leave: () => inbox.removeEventListener('told', told)};
}

/** Over Tasklist's list. */
export default function newsOfTheList(node, given, scope) {
  const tasks = scope.tasklistData;
  const news = pill(() => scope.$applyAsync(() => tasks.changed('taskList')));
  // Tasklist reloads by itself, too, as when a task was completed.
  tasks.newChild(scope).observe('taskList', news.reset);
  node.append(news.node);
  return news.leave;
}
