// @ts-check
import {changed, decisionOf, doneMessage, keyAction, LONGEST, nextReview, withSentence} from './review-state.js';
import {decided, read, sheet} from './withdrawal.js';
import {element, money, text, word} from './desk.js';
import {inbox, whatFailed} from './inbox.js';
import {once} from './api.js';

const LOOK_AGAIN = 15_000;
const PHRASES = /** @type {const} */ (['phraseName', 'phraseEvidence', 'phraseAccount', 'phraseUnusual']);

const button = (name, label, onclick, look = '') =>
    element('button', {type: 'button', name, class: `desk-action ${look}`, onclick}, label);
const buttons = (...content) => element('div', {class: 'desk-buttons'}, ...content);

/**
 * The two decisions, always in sight under the sheet, which follows what becomes of the withdrawal.
 *
 * @param {Desk.Detail} first
 * @param {HTMLElement} place
 * @param {any} scope
 * @param {(task: Desk.Task) => void} leaveFor opens the next review
 */
export function decisionBar(first, place, scope, leaveFor) {
  const {reference, amount, currency} = first.request;
  const spoken = money(amount, currency);
  // Of this person only, as in the page of many.
  const kept = `withdrawal-desk.review.${scope.$root.authentication?.name}.${reference}`;
  /** @type {import('./review-state.js').Draft} */
  const draft = {reason: '', notes: '', ...JSON.parse(sessionStorage.getItem(kept) || '{}')};
  let detail = first;
  /** @type {Desk.Task | null} */
  let next = null;
  let busy = false;
  /** What to say of a decision that was made here. */
  let done = '';
  let left = false;
  /** @type {number | undefined} */
  let timer;

  const said = element('p', {role: 'status', class: 'desk-said'});
  const content = element('div', {class: 'desk-bar-content'});
  const keys = element('p', {class: 'desk-help', id: 'desk-keys', hidden: true}, text('keysOfReview'));
  const help = element('button', {
    type: 'button', class: 'desk-link desk-keys', 'aria-expanded': 'false', 'aria-controls': 'desk-keys',
    onclick: showKeys
  }, text('keys'));
  const node = element('section', {
    class: 'desk-bar', 'aria-label': text('decision'), tabindex: -1
  }, said, content, keys);

  function showKeys() {
    keys.hidden = !keys.hidden;
    help.setAttribute('aria-expanded', String(!keys.hidden));
  }

  function keep() {
    sessionStorage.setItem(kept, JSON.stringify(draft));
  }

  /** @param {string} selector */
  function focus(selector) {
    const found = /** @type {HTMLElement | null} */ (content.querySelector(selector));
    found?.focus();
    return Boolean(found);
  }

  /** @param {'reason' | 'notes'} name */
  function field(name, label, more = {}) {
    const input = element('textarea', {id: `desk-${name}`, name, rows: 2, maxlength: LONGEST, oninput: () => {
      draft[name] = input.value;
      keep();
    }, ...more});
    input.value = draft[name];
    return {input, node: element('div', {class: 'desk-field'}, element('label', {for: input.id}, label), input)};
  }

  /** Asks for a second click, which says how much, because money moves with it; or does not ask any more. */
  function ask(mode, focused) {
    draft.mode = mode;
    keep();
    said.textContent = '';
    draw();
    focus(focused);
  }

  const actions = {
    approve: () => ask('approve', '[name=yes]'),
    reject: () => ask('reject', 'textarea'),
    back: () => ask(null, `[name=${draft.mode}]`),
    keys: showKeys
  };

  function draw() {
    const {refused} = detail.review;
    if (done || refused) {
      keys.hidden = true;
      const inside = content.contains(document.activeElement);
      said.textContent = done || decided(detail) || word('refused', refused.code, refused.message);
      content.replaceChildren(...done || !detail.review.due_at ? [onward()] : []);
      if (inside) {
        focusOnward();
      }
    } else if (draft.mode) {
      content.replaceChildren(...draft.mode === 'approve' ? approval() : rejection());
    } else {
      content.replaceChildren(buttons(button('approve', text('approve'), actions.approve),
          button('reject', text('reject'), actions.reject, 'desk-reject'), help));
    }
  }

  const backLink = () => element('button', {type: 'button', class: 'desk-link', onclick: actions.back}, text('back'));

  function approval() {
    return [
      field('notes', text('notesOfApproval')).node,
      buttons(button('yes', text('approveYes', {amount: spoken}), decide), backLink())
    ];
  }

  function rejection() {
    const reason = field('reason', text('reasonOfRejection'), {required: true});
    const phrases = PHRASES.map(phrase => element('button', {type: 'button', class: 'desk-phrase', onclick: () => {
      draft.reason = reason.input.value = withSentence(reason.input.value, text(`${phrase}Said`));
      keep();
      reason.input.focus();
    }}, text(phrase)));
    return [
      element('div', {class: 'desk-phrases', role: 'group', 'aria-label': text('phrases')}, ...phrases),
      reason.node,
      buttons(button('yes', text('rejectYes', {amount: spoken}), decide, 'desk-reject'), backLink())
    ];
  }

  function onward() {
    const task = next;
    return task ? button('next', text('next'), () => leaveFor(task)) : element('span', {}, text('noNext'));
  }

  function focusOnward() {
    if (!focus('button')) {
      node.focus();
    }
  }

  async function decide() {
    const decision = decisionOf(reference, draft);
    if (!decision) {
      said.textContent = text('reasonNeeded');
      focus('textarea');
    } else if (!busy) {
      busy = true;
      said.textContent = text('decidingOne');
      content.querySelectorAll('button, textarea').forEach(one => one.setAttribute('disabled', ''));
      await send(decision);
      busy = false;
      lookAgain();
    }
  }

  /** @param {NonNullable<ReturnType<typeof decisionOf>>} decision */
  async function send({path, body}) {
    try {
      const {stage} = await once(`/api/admin/finance/${path}`, body);
      sessionStorage.removeItem(kept);
      done = text(doneMessage(stage), {amount: spoken});
      draw();
      focusOnward();
      scope.taskData.changed('taskList');
    } catch (error) {
      draw();
      said.textContent = whatFailed(error);
      focus('[name=yes]');
    }
  }

  /** Reads the withdrawal anew; where it has moved on meanwhile, all that is shown does. */
  async function look() {
    const newer = await read(reference);
    const moved = changed(detail, newer);
    detail = newer;
    if (moved) {
      place.querySelector('.desk-sheet')?.replaceWith(sheet(detail));
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

  const onKey = event => {
    const action = document.querySelector('.modal-dialog') ? null : keyAction(event, {
      typing: Boolean(event.target.closest?.('input, textarea, select, [contenteditable]')),
      free: !done && !busy && !detail.review.refused,
      asking: Boolean(draft.mode),
      inside: node.contains(event.target)
    });
    if (action === 'approve' || action === 'reject') {
      event.preventDefault();
    }
    if (action) {
      actions[action]();
    }
  };
  /** @param {any} event */
  const told = ({detail: notices}) => {
    if (notices.some(notice => notice.metadata?.reference === reference)) {
      lookAgain();
    }
  };

  scope.taskData.newChild(scope).observe('taskList', list => {
    next = nextReview(list, scope.task);
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
