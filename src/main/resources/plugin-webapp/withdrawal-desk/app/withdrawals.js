import {age, call, decides, element, money, once, open, text, time} from './desk.js';
import {whatFailed} from './inbox.js';
import {pill} from './news.js';

const DRAFT = 'withdrawal-desk.bulk';
/** Codes of what nobody can decide any more. */
const GONE = ['already_decided', 'already_cancelled', 'not_found'];
const HOUR = 3_600_000;
const LOOK_AGAIN = 15_000;

/** The link to the page in the head of Tasklist. */
export async function link(node) {
  if (await decides()) {
    node.append(element('a', {href: '#/withdrawals'}, text('withdrawals')));
  }
}

/** The queue as a table, to decide on many at once. */
export default function withdrawals(node, {api}, scope) {
  const me = scope.$root.authentication?.name;
  const draft = JSON.parse(sessionStorage.getItem(DRAFT) || '{}');
  const selected = new Set(draft.selected);
  let rows = [];
  let looking = {};
  let timer = null;

  const field = (name, label, input) => {
    input.id = `desk-${name}`;
    input.name = name;
    input.value = draft.filters?.[name] ?? '';
    return element('div', {class: 'desk-field'}, element('label', {for: input.id}, label), input);
  };
  const choice = options => element('select', {}, ...options.map(([value, label]) => element('option', {value}, label)));
  const amount = () => element('input', {type: 'text', inputmode: 'decimal', autocomplete: 'off', size: 10});

  const filters = element('form', {class: 'desk-filters', onsubmit: event => {
    event.preventDefault();
    load();
  }, onchange: keepDraft},
      field('search', text('filterSearch'), element('input', {type: 'text', autocomplete: 'off', maxlength: 100, size: 26})),
      field('min_amount', text('filterFrom'), amount()),
      field('max_amount', text('filterTo'), amount()),
      field('priority', text('filterPriority'), choice([['', text('any')], ['normal', text('normalPriority')], ['high', text('highPriority')]])),
      field('waiting', text('filterWaiting'), choice([['', text('any')], ...[1, 4, 24, 72].map(hours => [hours, text('hours', {hours})])])),
      element('button', {type: 'submit', class: 'desk-action'}, text('filter')));

  const news = pill(load);
  const state = element('p', {role: 'status', class: 'desk-state'});
  const all = element('input', {type: 'checkbox', 'aria-label': text('selectAll'), onchange: () => {
    rows.filter(decidable).forEach(row => selected[all.checked ? 'add' : 'delete'](row.item.reference));
    show();
  }});
  const body = element('tbody');
  const table = element('table', {class: 'desk-table'},
      element('caption', {class: 'desk-hidden'}, text('withdrawalsToDecide')),
      element('thead', {}, element('tr', {},
          element('th', {scope: 'col'}, all),
          ...['reference', 'requester', 'amount', 'account', 'priority', 'waiting', 'note'].map(name =>
              element('th', {scope: 'col', class: `desk-${name}`}, text(`column_${name}`))))),
      body);

  const sum = element('p', {role: 'status', class: 'desk-sum'});
  const reason = element('textarea', {id: 'desk-reason', rows: 2, maxlength: 500, 'aria-describedby': 'desk-reason-help', oninput: keepDraft});
  reason.value = draft.reason ?? '';
  const approve = element('button', {type: 'button', class: 'desk-action', onclick: () => ask('approve')}, text('approve'));
  const reject = element('button', {type: 'button', class: 'desk-action desk-reject', onclick: () => ask('reject')}, text('reject'));
  const sure = element('div', {class: 'desk-sure'});
  const decision = element('section', {class: 'desk-decision', 'aria-label': text('decide')},
      sum,
      element('div', {class: 'desk-field'},
          element('label', {for: 'desk-reason'}, text('reason')),
          reason,
          element('span', {id: 'desk-reason-help', class: 'desk-help'}, text('reasonHelp'))),
      element('div', {class: 'desk-buttons'}, approve, reject),
      sure);

  function keepDraft() {
    const values = Object.fromEntries(new FormData(filters));
    sessionStorage.setItem(DRAFT, JSON.stringify({filters: values, selected: [...selected], reason: reason.value}));
  }

  function failed(refused) {
    state.textContent = whatFailed(refused);
  }

  async function load() {
    news.reset();
    keepDraft();
    const query = new URLSearchParams({status: 'pending', limit: 200});
    for (const [name, value] of new FormData(filters)) {
      if (value && name === 'waiting') {
        query.set('to', new Date(Date.now() - value * HOUR).toISOString());
      } else if (value) {
        query.set(name, value);
      }
    }
    state.textContent = text('loading');
    try {
      const page = await call('GET', `/api/admin/finance/list-withdrawals?${query}`);
      rows = page.results.map(row).sort((a, b) => a.item.created_at < b.item.created_at ? -1 : 1);
      body.replaceChildren(...rows.map(one => one.node));
      [...selected].filter(one => !rows.some(row => row.item.reference === one)).forEach(one => selected.delete(one));
      const together = rows.filter(decidable).length;
      state.textContent = rows.length === 0 ? text('nothingFound')
          : text(page.next ? 'foundMore' : 'found', {count: rows.length, together});
      show();
    } catch (refused) {
      failed(refused);
    }
  }

  /** Why this person does not decide on it together with others; null when they may. */
  function excluded(item) {
    return item.requester_id === me || item.initiated_by === me ? text('ownRequest')
        : item.first_approved_by === me ? text('approvedFirst')
        : item.priority === 'high' ? text('highAlone')
        : null;
  }

  function decidable(row) {
    return !row.why && !row.decided;
  }

  function row(item) {
    const why = excluded(item);
    const box = element('input', {type: 'checkbox', 'aria-label': text('select', {reference: item.reference}), disabled: Boolean(why), onchange: () => {
      selected[box.checked ? 'add' : 'delete'](item.reference);
      show();
    }});
    const note = element('td', {class: 'desk-note'});
    const title = element('button', {type: 'button', class: 'desk-link', onclick: async () => {
      try {
        await open(api, item.reference);
      } catch (refused) {
        failed(refused);
      }
    }}, item.reference);
    const line = element('tr', {},
        element('td', {}, box),
        element('td', {}, title),
        element('td', {}, item.requester_name),
        element('td', {class: 'desk-amount'}, money(item.amount, item.currency)),
        element('td', {}, `${item.bank_name} ${item.account}`),
        element('td', {}, text(`${item.priority}Priority`)),
        element('td', {title: time(item.created_at)}, age(item.created_at)),
        note);
    return {item, why, box, note, node: line, decided: false, result: null};
  }

  function chosen() {
    return rows.filter(row => decidable(row) && selected.has(row.item.reference));
  }

  /** Kobo are counted as whole numbers; nothing here is rounded. */
  function total(list) {
    const minor = list.reduce((all, row) => all + BigInt(row.item.amount.replace('.', '')), 0n).toString().padStart(3, '0');
    return money(`${minor.slice(0, -2)}.${minor.slice(-2)}`, list[0].item.currency);
  }

  function show() {
    keepDraft();
    sure.replaceChildren();
    rows.forEach(row => {
      row.box.checked = decidable(row) && selected.has(row.item.reference);
      row.box.disabled = !decidable(row);
      writeNote(row);
    });
    const list = chosen();
    const together = rows.filter(decidable).length;
    all.checked = together > 0 && list.length === together;
    all.indeterminate = list.length > 0 && list.length < together;
    all.disabled = together === 0;
    sum.textContent = list.length === 0 ? text('noneSelected') : text('selected', {count: list.length, sum: total(list)});
    approve.disabled = reject.disabled = list.length === 0;
  }

  function writeNote(row) {
    const names = row.decided ? null : looking[row.item.reference];
    row.note.textContent = [row.result ?? row.why, names && text('looking', {names: names.join(', ')})].filter(Boolean).join('. ');
  }

  async function look() {
    try {
      if (!document.hidden) {
        const {results} = await call('GET', '/api/admin/finance/looking');
        looking = Object.fromEntries(results.map(one => [one.reference, one.names]));
        rows.forEach(writeNote);
      }
    } catch {
      // The queue works without, and the next look may succeed.
    }
    timer = setTimeout(look, LOOK_AGAIN);
  }

  /** Money moves with the second click, which says how much. */
  function ask(what) {
    const list = chosen();
    if (what === 'reject' && !reason.value.trim()) {
      sure.replaceChildren(element('p', {role: 'alert'}, text('reasonNeeded')));
      reason.focus();
      return;
    }
    const yes = element('button', {type: 'button', class: 'desk-action', onclick: () => decide(what, list)},
        text(`${what}Sure`, {count: list.length, sum: total(list)}));
    sure.replaceChildren(yes, element('button', {type: 'button', class: 'desk-link', onclick: () => {
      sure.replaceChildren();
      approve.focus();
    }}, text('back')));
    yes.focus();
  }

  async function decide(what, list) {
    const request = {decision: what, reason: reason.value.trim(), references: list.map(row => row.item.reference)};
    sure.replaceChildren(element('p', {}, text('deciding', {count: list.length})));
    approve.disabled = reject.disabled = true;
    try {
      const answer = await once('POST', '/api/admin/finance/decide-many', request);
      answer.results.forEach(result => {
        const row = list.find(one => one.item.reference === result.reference);
        selected.delete(result.reference);
        row.decided = result.success || GONE.includes(result.code);
        row.result = result.success ? text(what === 'approve' ? 'approved' : 'rejected') : text('notDecided', {why: result.message});
        row.node.className = result.success ? 'desk-done' : 'desk-refused';
      });
      if (answer.refused === 0) {
        reason.value = '';
      }
      state.textContent = text('outcome', answer);
    } catch (refused) {
      failed(refused);
    }
    show();
  }

  node.append(element('div', {class: 'desk-page'},
      element('h1', {}, text('withdrawalsToDecide')),
      filters, element('div', {class: 'desk-line'}, state, news.node), table, decision));
  load();
  look();
  return () => {
    clearTimeout(timer);
    news.leave();
  };
}
