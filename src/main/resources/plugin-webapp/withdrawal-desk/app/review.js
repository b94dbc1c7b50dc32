import {once} from './api.js';
import {element, money, text, word} from './desk.js';
import {inbox, whatFailed} from './inbox.js';
import {go} from './places.js';
import {decided, read, sheet} from './withdrawal.js';

const TAB = 'withdrawal-desk-review';
const REVIEWS = ['userTask_reviewWithdrawal', 'userTask_confirmWithdrawal'];
const LOOK_AGAIN = 15_000;
const PHRASES = ['phraseName', 'phraseEvidence', 'phraseAccount', 'phraseUnusual'];

/** Whether the last task was left for the one that comes now. */
let arriving = false;
/** The task that is no review and has been shown with its form. */
let begun = null;

function isReview(task) {
  return REVIEWS.includes(task?.taskDefinitionKey);
}

/** The withdrawal of a task, and where it is to be reviewed, the two decisions. Other tasks begin with their form. */
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
  const leave = decisionBar(detail, place, scope);
  if (arriving) {
    place.querySelector('h2').focus();
    arriving = false;
  }
  return leave;
}

/** The two decisions, always in sight under the sheet, which follows what becomes of the withdrawal. */
function decisionBar(first, place, scope) {
  const {reference, amount, currency} = first.request;
  const spoken = money(amount, currency);
  // Of this person only, as in the page of many.
  const kept = `withdrawal-desk.review.${scope.$root.authentication?.name}.${reference}`;
  const draft = {reason: '', notes: '', ...JSON.parse(sessionStorage.getItem(kept) || '{}')};
  let detail = first;
  let next = null;
  let busy = false;
  let done = false;
  let left = false;
  let timer = null;

  const said = element('p', {role: 'status', class: 'desk-said'});
  const content = element('div', {class: 'desk-bar-content'});
  const keys = element('p', {class: 'desk-help', id: 'desk-keys', hidden: true}, text('keysOfReview'));
  const help = element('button', {
    type: 'button', class: 'desk-link desk-keys', 'aria-expanded': 'false', 'aria-controls': 'desk-keys', onclick: showKeys
  }, text('keys'));
  const node = element('section', {class: 'desk-bar', 'aria-label': text('decision'), tabindex: -1}, said, content, keys);

  function showKeys() {
    keys.hidden = !keys.hidden;
    help.setAttribute('aria-expanded', String(!keys.hidden));
  }

  function keep() {
    sessionStorage.setItem(kept, JSON.stringify(draft));
  }

  function button(name, label, onclick, look = '') {
    return element('button', {type: 'button', name, class: `desk-action ${look}`, onclick}, label);
  }

  function field(name, label, more = {}) {
    const input = element('textarea', {id: `desk-${name}`, name, rows: 2, maxlength: 500, oninput: () => {
      draft[name] = input.value;
      keep();
    }, ...more});
    input.value = draft[name];
    return element('div', {class: 'desk-field'}, element('label', {for: input.id}, label), input);
  }

  function back() {
    const from = draft.mode;
    draft.mode = null;
    keep();
    said.textContent = '';
    draw();
    content.querySelector(`[name=${from}]`)?.focus();
  }

  /** Money moves with the second click, which says how much. */
  function ask(mode, focused) {
    draft.mode = mode;
    keep();
    said.textContent = '';
    draw();
    content.querySelector(focused).focus();
  }

  const askApprove = () => ask('approve', '[name=yes]');
  const askReject = () => ask('reject', 'textarea');

  function draw() {
    const refused = detail.review.refused;
    if (done || refused) {
      keys.hidden = true;
      const inside = content.contains(document.activeElement);
      said.textContent = done || decided(detail) || word('refused', refused.code, refused.message);
      content.replaceChildren(...(done || !detail.review.due_at ? [onward()] : []));
      if (inside) {
        (content.querySelector('button') ?? node).focus();
      }
    } else if (draft.mode === 'approve') {
      content.replaceChildren(
          field('notes', text('notesOfApproval')),
          element('div', {class: 'desk-buttons'},
              button('yes', text('approveYes', {amount: spoken}), () => decide('approve-withdrawal', {reference, notes: draft.notes.trim()})),
              element('button', {type: 'button', class: 'desk-link', onclick: back}, text('back'))));
    } else if (draft.mode === 'reject') {
      const reason = field('reason', text('reasonOfRejection'), {required: true});
      content.replaceChildren(
          element('div', {class: 'desk-phrases', role: 'group', 'aria-label': text('phrases')}, ...PHRASES.map(phrase =>
              element('button', {type: 'button', class: 'desk-phrase', onclick: () => {
                const input = reason.querySelector('textarea');
                draft.reason = input.value = [input.value.trim(), text(`${phrase}Said`)].filter(Boolean).join(' ').slice(0, 500);
                keep();
                input.focus();
              }}, text(phrase)))),
          reason,
          element('div', {class: 'desk-buttons'},
              button('yes', text('rejectYes', {amount: spoken}), reject, 'desk-reject'),
              element('button', {type: 'button', class: 'desk-link', onclick: back}, text('back'))));
    } else {
      content.replaceChildren(element('div', {class: 'desk-buttons'},
          button('approve', text('approve'), askApprove), button('reject', text('reject'), askReject, 'desk-reject'), help));
    }
  }

  function reject() {
    if (draft.reason.trim()) {
      decide('reject-withdrawal', {reference, reason: draft.reason.trim()});
    } else {
      said.textContent = text('reasonNeeded');
      content.querySelector('textarea').focus();
    }
  }

  async function decide(path, body) {
    if (busy) {
      return;
    }
    busy = true;
    said.textContent = text('decidingOne');
    content.querySelectorAll('button, textarea').forEach(one => {
      one.disabled = true;
    });
    try {
      const answer = await once(`/api/admin/finance/${path}`, body);
      sessionStorage.removeItem(kept);
      done = text(`done_${answer.stage === 'rejected' || answer.stage === 'second_review' ? answer.stage : 'approved'}`, {amount: spoken});
      draw();
      (content.querySelector('button') ?? node).focus();
      scope.taskData.changed('taskList');
    } catch (error) {
      draw();
      said.textContent = whatFailed(error);
      content.querySelector('[name=yes]')?.focus();
    }
    busy = false;
    lookAgain();
  }

  /** Reads the withdrawal anew; where it has moved on meanwhile, all that is shown does. */
  async function look() {
    const newer = await read(reference);
    const changed = newer.request.updated_at !== detail.request.updated_at || newer.request.stage !== detail.request.stage
        || JSON.stringify(newer.flags) !== JSON.stringify(detail.flags);
    detail = newer;
    if (changed) {
      place.querySelector('.desk-sheet').replaceWith(sheet(detail));
      if (detail.review.refused && !done) {
        draw();
      }
    }
  }

  async function lookAgain() {
    clearTimeout(timer);
    try {
      if (!document.hidden && !busy && detail.review.due_at) {
        await look();
      }
    } catch (error) {
      if (error.status === 401) {
        said.textContent = whatFailed(error);
      }
    }
    if (!left) {
      timer = setTimeout(lookAgain, LOOK_AGAIN);
    }
  }

  function onward() {
    return next ? button('next', text('next'), () => {
      arriving = true;
      go(next);
    }) : element('span', {}, text('noNext'));
  }

  const onKey = event => {
    const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
    const free = !done && !busy && !detail.review.refused;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('.modal-dialog')) {
      return;
    }
    if (event.key === 'Escape' && free && draft.mode && node.contains(event.target)) {
      back();
    } else if (!typing && free && event.key === 'a') {
      event.preventDefault();
      askApprove();
    } else if (!typing && free && event.key === 'r') {
      event.preventDefault();
      askReject();
    } else if (!typing && event.key === '?') {
      showKeys();
    }
  };
  const told = ({detail: notices}) => {
    if (notices.some(notice => notice.metadata?.reference === reference)) {
      lookAgain();
    }
  };

  scope.taskData.newChild(scope).observe('taskList', list => {
    next = list?._embedded?.task?.find(one => isReview(one) && one.id !== scope.task?.id) ?? null;
    if (done || detail.review.refused) {
      draw();
    }
  });
  inbox.addEventListener('told', told);
  document.addEventListener('keydown', onKey);
  place.append(node);
  draw();
  timer = setTimeout(lookAgain, LOOK_AGAIN);
  return () => {
    left = true;
    clearTimeout(timer);
    inbox.removeEventListener('told', told);
    document.removeEventListener('keydown', onKey);
  };
}
