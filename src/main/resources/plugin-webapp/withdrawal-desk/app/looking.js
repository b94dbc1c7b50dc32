// @ts-check
import {call, decides} from './api.js';
import {element, text} from './desk.js';

const SAY_AGAIN = 20_000;

/** Beside an open task: who else has it open. Others are told that this person has. */
export default function looking(node, given, scope) {
  const note = element('span', {role: 'status', class: 'desk-looking'});
  let task = null;
  let timer = null;

  async function look() {
    clearTimeout(timer);
    timer = setTimeout(look, SAY_AGAIN);
    const looked = task;
    if (!looked || document.hidden || !await decides()) {
      return;
    }
    try {
      const {names} = await call('POST', '/api/admin/finance/looking', {task: looked.id});
      if (looked === task) {
        note.textContent = names.length > 0 ? text('looking', {names: names.join(', ')}) : '';
      }
    } catch {
      // The task is done, or the desk cannot say: then nothing is said.
      note.textContent = '';
    }
  }

  scope.taskData.newChild(scope).observe('task', open => {
    task = open;
    note.textContent = '';
    look();
  });
  node.append(note);
  return () => {
    task = null;
    clearTimeout(timer);
  };
}
