// @ts-check
import {call, decides} from './api.js';
import {decideMany} from './bulk.js';
import {element, money, text} from './desk.js';
import {whatFailed} from './inbox.js';
import {pill} from './news.js';
import {open} from './places.js';
import {AT_ONCE, filtered, Queue, total} from './queue.js';
import {queueTable} from './queue-table.js';

/** @type {'/api/admin/finance/list-withdrawals'} */
const QUEUE = '/api/admin/finance/list-withdrawals';
const LOOK_AGAIN = 15_000;

/** The link to the page in the head of Tasklist. */
export async function link(node) {
  if (await decides()) {
    node.append(element('a', {href: '#/withdrawals'}, text('withdrawals')));
  }
}

/** The form of the filters, filled in with these. */
function filterForm(values, onsubmit, onchange) {
  const field = (name, label, input) => {
    const made = Object.assign(input, {id: `desk-${name}`, name, value: values?.[name] ?? ''});
    return element('div', {class: 'desk-field'}, element('label', {for: made.id}, label), made);
  };
  const choice = options => element('select', {},
      ...options.map(([value, label]) => element('option', {value}, label)));
  const amount = () => element('input', {type: 'text', inputmode: 'decimal', autocomplete: 'off', size: 10});
  const words = element('input', {type: 'text', autocomplete: 'off', maxlength: 100, size: 26});
  const priorities = [['', text('any')], ['normal', text('normalPriority')], ['high', text('highPriority')]];
  const waits = [['', text('any')], ...[1, 4, 24, 72].map(hours => [hours, text('hours', {hours})])];
  return element('form', {class: 'desk-filters', onsubmit, onchange},
      field('search', text('filterSearch'), words),
      field('min_amount', text('filterFrom'), amount()),
      field('max_amount', text('filterTo'), amount()),
      field('priority', text('filterPriority'), choice(priorities)),
      field('waiting', text('filterWaiting'), choice(waits)),
      element('button', {type: 'submit', class: 'desk-action'}, text('filter')));
}

/** The queue as a table, to decide on many at once. */
export default async function withdrawals(node, {api}, scope) {
  if (await decides() === false) {
    node.append(element('div', {class: 'desk-page'},
        element('h1', {}, text('withdrawalsToDecide')),
        element('p', {role: 'alert', class: 'desk-state'}, text('notForYou'))));
    return null;
  }
  const me = scope.$root.authentication?.name;
  // Of this person only: the next one to log in here does not go on with it.
  const kept = `withdrawal-desk.bulk.${me}`;
  const draft = JSON.parse(sessionStorage.getItem(kept) || '{}');
  const queue = new Queue(me, draft.selected);
  let loads = 0;
  let busy = false;
  /** @type {number | undefined} */
  let timer;

  const filters = filterForm(draft.filters, event => {
    event.preventDefault();
    load();
  }, keepDraft);
  const news = pill(() => load());
  const state = element('p', {role: 'status', class: 'desk-state', tabindex: -1});
  const more = element('button', {type: 'button', class: 'desk-link', hidden: true, onclick: () => load(queue.next)},
      text('loadMore', {count: AT_ONCE}));
  const table = queueTable(queue, {
    changed: show,
    open: reference => open(api, reference).catch(failed)
  });

  const sum = element('p', {role: 'status', class: 'desk-sum'});
  const reason = element('textarea', {
    id: 'desk-reason', rows: 2, maxlength: 500, 'aria-describedby': 'desk-reason-help', oninput: keepDraft
  });
  reason.value = draft.reason ?? '';
  const approve = action('approve', text('approve'), () => ask('approve'));
  const reject = action('reject', text('reject'), () => ask('reject'));
  const sure = element('div', {class: 'desk-sure'});
  const decision = element('section', {class: 'desk-decision', 'aria-label': text('decide')},
      sum,
      element('div', {class: 'desk-field'},
          element('label', {for: 'desk-reason'}, text('reason')),
          reason,
          element('span', {id: 'desk-reason-help', class: 'desk-help'}, text('reasonHelp'))),
      element('div', {class: 'desk-buttons'}, approve, reject),
      sure);

  function action(what, label, onclick) {
    return element('button', {
      type: 'button', class: what === 'reject' ? 'desk-action desk-reject' : 'desk-action', onclick
    }, label);
  }

  function keepDraft() {
    const values = Object.fromEntries(new FormData(filters));
    const now = {filters: values, selected: [...queue.selected], reason: reason.value};
    sessionStorage.setItem(kept, JSON.stringify(now));
  }

  function failed(refused) {
    state.textContent = whatFailed(refused);
  }

  /** The first page of what the filters let through, or one after it. An answer that comes too late is forgotten. */
  async function load(address) {
    const mine = ++loads;
    if (!address) {
      news.reset();
      keepDraft();
    }
    state.textContent = text('loading');
    try {
      const from = /** @type {typeof QUEUE} */ (address ?? `${QUEUE}?${filtered(new FormData(filters))}`);
      const page = await call('GET', from);
      if (mine === loads) {
        queue.take(page, Boolean(address));
        table.arrange();
        show();
        loaded();
      }
    } catch (refused) {
      if (mine === loads) {
        failed(refused);
      }
      if (refused.status === 403) {
        whole.replaceChildren(state);
      }
    }
  }

  function loaded() {
    const {rows, next} = queue;
    state.textContent = rows.length === 0 ? text('nothingFound')
        : text(next ? 'foundMore' : 'found', {count: rows.length, together: queue.together().length});
    if (!next && document.activeElement === more) {
      state.focus();
    }
    more.hidden = !next;
  }

  const sumOf = list => money(total(list), list[0].item.currency);

  function show() {
    keepDraft();
    sure.replaceChildren();
    table.show();
    const list = queue.chosen();
    if (!busy) {
      sum.textContent = list.length === 0 ? text('noneSelected')
          : text('selected', {count: list.length, sum: sumOf(list)});
    }
    approve.disabled = reject.disabled = busy || list.length === 0;
  }

  async function look() {
    try {
      if (!document.hidden) {
        const {results} = await call('GET', '/api/admin/finance/looking');
        table.looks(Object.fromEntries(results.map(one => [one.reference, one.names])));
      }
    } catch {
      // The queue works without, and the next look may succeed.
    }
    timer = setTimeout(look, LOOK_AGAIN);
  }

  /**
   * Money moves with the second click, which says how much.
   *
   * @param {import('./queue.js').Decision} what
   */
  function ask(what) {
    const list = queue.chosen();
    if (what === 'reject' && !reason.value.trim()) {
      sure.replaceChildren(element('p', {role: 'alert'}, text('reasonNeeded')));
      reason.focus();
      return;
    }
    const yes = action(what, text(`${what}Sure`, {count: list.length, sum: sumOf(list)}), () => decide(what, list));
    sure.replaceChildren(yes, element('button', {type: 'button', class: 'desk-link', onclick: () => {
      sure.replaceChildren();
      approve.focus();
    }}, text('back')));
    yes.focus();
  }

  async function decide(what, list) {
    busy = true;
    show();
    const {failure, ...outcome} = await decideMany(queue, what, reason.value.trim(), list, {
      begins: (from, to) => {
        sum.textContent = text('deciding', {from, to, count: list.length});
      },
      ends: () => {
        table.show();
        keepDraft();
      }
    });
    if (failure) {
      failed(failure);
    } else if (outcome.refused === 0) {
      reason.value = '';
    }
    busy = false;
    show();
    const said = element('p', {tabindex: -1, class: 'desk-outcome'}, text('outcome', outcome));
    sure.replaceChildren(
        ...failure ? [element('p', {role: 'alert'}, state.textContent)] : [],
        ...outcome.decided + outcome.refused > 0 ? [said] : [],
        ...outcome.refused > 0 ? [element('button', {type: 'button', class: 'desk-link', onclick: () =>
            table.focus(list.find(row => row.result && !row.result.success))}, text('showRefused'))] : []);
    said.focus();
  }

  const whole = element('div', {class: 'desk-page'},
      element('h1', {}, text('withdrawalsToDecide')),
      filters,
      element('div', {class: 'desk-line'}, state, more, news.node),
      element('p', {class: 'desk-help'}, text('rangeHelp')),
      element('div', {class: 'desk-scroll'}, table.node),
      decision);
  node.append(whole);
  load();
  look();
  return () => {
    clearTimeout(timer);
    news.leave();
  };
}
