import {call, decides, once} from './api.js';
import {age, element, money, text, time} from './desk.js';
import {whatFailed} from './inbox.js';
import {pill} from './news.js';
import {open} from './places.js';

/** Codes of what nobody can decide any more. */
const GONE = ['already_decided', 'already_cancelled', 'not_found'];
const HOUR = 3_600_000;
const QUEUE = '/api/admin/finance/list-withdrawals';
/** The API's limit, both of a page and of what is decided with one call. */
const AT_ONCE = 200;
/** By what the table can be sorted: the larger first, then the smaller. */
const SORTS = {amount: row => row.minor, waiting: row => -Date.parse(row.item.created_at)};
const LOOK_AGAIN = 15_000;

/** The link to the page in the head of Tasklist. */
export async function link(node) {
  if (await decides()) {
    node.append(element('a', {href: '#/withdrawals'}, text('withdrawals')));
  }
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
  const selected = new Set(draft.selected);
  let rows = [];
  let next = null;
  let loads = 0;
  let order = {by: 'waiting', largestFirst: true};
  let last = null;
  let busy = false;
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

  const news = pill(() => load());
  const state = element('p', {role: 'status', class: 'desk-state', tabindex: -1});
  const more = element('button', {type: 'button', class: 'desk-link', hidden: true, onclick: () => load(next)},
      text('loadMore', {count: AT_ONCE}));
  const all = element('input', {type: 'checkbox', 'aria-label': text('selectAll'), onchange: () => {
    rows.filter(decidable).forEach(row => selected[all.checked ? 'add' : 'delete'](row.item.reference));
    show();
  }});
  const body = element('tbody', {onkeydown: move});
  const columns = Object.fromEntries(['reference', 'requester', 'amount', 'account', 'priority', 'waiting', 'note'].map(name => [
    name,
    element('th', {scope: 'col', class: `desk-${name}`}, !SORTS[name] ? text(`column_${name}`)
        : element('button', {type: 'button', class: 'desk-sort', onclick: () => sortBy(name)}, text(`column_${name}`)))
  ]));
  const table = element('table', {class: 'desk-table'},
      element('caption', {class: 'desk-hidden'}, text('withdrawalsToDecide')),
      element('thead', {}, element('tr', {},
          element('th', {scope: 'col'}, all),
          ...Object.values(columns))),
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
    sessionStorage.setItem(kept, JSON.stringify({filters: values, selected: [...selected], reason: reason.value}));
  }

  function failed(refused) {
    state.textContent = whatFailed(refused);
  }

  /** The first page of what the filters let through, or another one after it. An answer that comes too late is forgotten. */
  async function load(address) {
    const mine = ++loads;
    if (!address) {
      news.reset();
      keepDraft();
    }
    state.textContent = text('loading');
    try {
      const page = await call('GET', address ?? `${QUEUE}?${filtered()}`);
      if (mine === loads) {
        rows = [...(address ? rows : []), ...page.results.map(row)];
        next = page.next;
        if (!next) {
          [...selected].filter(one => !rows.some(row => row.item.reference === one)).forEach(one => selected.delete(one));
        }
        arrange();
        show();
        state.textContent = rows.length === 0 ? text('nothingFound')
            : text(next ? 'foundMore' : 'found', {count: rows.length, together: rows.filter(decidable).length});
        if (!next && document.activeElement === more) {
          state.focus();
        }
        more.hidden = !next;
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

  function filtered() {
    const query = new URLSearchParams({status: 'pending', limit: AT_ONCE});
    for (const [name, value] of new FormData(filters)) {
      if (value && name === 'waiting') {
        query.set('to', new Date(Date.now() - value * HOUR).toISOString());
      } else if (value) {
        query.set(name, value);
      }
    }
    return query;
  }

  function sortBy(by) {
    order = {by, largestFirst: by !== order.by || !order.largestFirst};
    arrange();
  }

  function arrange() {
    const key = SORTS[order.by];
    rows.sort((a, b) => (key(a) < key(b) ? 1 : key(a) > key(b) ? -1 : 0) * (order.largestFirst ? 1 : -1));
    body.replaceChildren(...rows.map(one => one.node));
    Object.keys(SORTS).forEach(name => columns[name].setAttribute('aria-sort',
        name !== order.by ? 'none' : order.largestFirst ? 'descending' : 'ascending'));
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
    const box = element('input', {
      type: 'checkbox', 'aria-label': text('select', {reference: item.reference}), onclick: event => pick(made, event.shiftKey)
    });
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
        element('td', {}, element('bdi', {}, item.requester_name)),
        element('td', {class: 'desk-amount'}, money(item.amount, item.currency)),
        element('td', {}, `${item.bank_name} ${item.account}`),
        element('td', {}, text(`priority_${item.priority}`)),
        element('td', {title: time(item.created_at)}, age(item.created_at)),
        note);
    const made = {item, why, box, open: title, note, node: line, minor: BigInt(item.amount.replace('.', '')), decided: false, result: null};
    return made;
  }

  /** With Shift it is everything from the row that was picked before. */
  function pick(row, range) {
    const [from, to] = [range && rows.includes(last) ? last : row, row].map(one => rows.indexOf(one)).sort((a, b) => a - b);
    rows.slice(from, to + 1).filter(decidable).forEach(one => selected[row.box.checked ? 'add' : 'delete'](one.item.reference));
    last = row;
    show();
  }

  /** Up and down lead from one check box to the next. */
  function move(event) {
    const boxes = rows.filter(decidable).map(row => row.box);
    const at = boxes.indexOf(event.target);
    if (at >= 0 && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      boxes[event.key === 'ArrowUp' ? at - 1 : at + 1]?.focus();
    }
  }

  function chosen() {
    return rows.filter(row => decidable(row) && selected.has(row.item.reference));
  }

  /** Kobo are counted as whole numbers; nothing here is rounded. */
  function total(list) {
    const minor = list.reduce((all, row) => all + row.minor, 0n).toString().padStart(3, '0');
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
    if (!busy) {
      sum.textContent = list.length === 0 ? text('noneSelected') : text('selected', {count: list.length, sum: total(list)});
    }
    approve.disabled = reject.disabled = busy || list.length === 0;
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
    const yes = element('button', {type: 'button', class: what === 'reject' ? 'desk-action desk-reject' : 'desk-action', onclick: () => decide(what, list)},
        text(`${what}Sure`, {count: list.length, sum: total(list)}));
    sure.replaceChildren(yes, element('button', {type: 'button', class: 'desk-link', onclick: () => {
      sure.replaceChildren();
      approve.focus();
    }}, text('back')));
    yes.focus();
  }

  /** As many at once as the API takes. Where one call fails, what comes after it is not sent and stays selected. */
  async function decide(what, list) {
    const outcome = {decided: 0, refused: 0};
    let failure = null;
    busy = true;
    show();
    try {
      for (let from = 0; from < list.length; from += AT_ONCE) {
        sum.textContent = text('deciding', {from: from + 1, to: Math.min(from + AT_ONCE, list.length), count: list.length});
        const answer = await decideAtOnce(what, list.slice(from, from + AT_ONCE));
        outcome.decided += answer.decided;
        outcome.refused += answer.refused;
      }
      if (outcome.refused === 0) {
        reason.value = '';
      }
    } catch (refused) {
      failed(refused);
      failure = element('p', {role: 'alert'}, state.textContent);
    }
    busy = false;
    show();
    const said = element('p', {tabindex: -1, class: 'desk-outcome'}, text('outcome', outcome));
    sure.replaceChildren(...[
      failure,
      outcome.decided + outcome.refused > 0 ? said : null,
      outcome.refused > 0 ? element('button', {type: 'button', class: 'desk-link', onclick: () =>
          list.find(row => row.node.className === 'desk-refused').open.focus()}, text('showRefused')) : null
    ].filter(Boolean));
    said.focus();
  }

  async function decideAtOnce(what, list) {
    const request = {decision: what, reason: reason.value.trim(), references: list.map(row => row.item.reference)};
    const answer = await once('/api/admin/finance/decide-many', request);
    answer.results.forEach(result => {
      const row = list.find(one => one.item.reference === result.reference);
      selected.delete(result.reference);
      row.decided = result.success || GONE.includes(result.code);
      row.result = result.success ? text(what === 'approve' ? 'approved' : 'rejected') : text('notDecided', {why: result.message});
      row.node.className = result.success ? 'desk-done' : 'desk-refused';
    });
    keepDraft();
    return answer;
  }

  const whole = element('div', {class: 'desk-page'},
      element('h1', {}, text('withdrawalsToDecide')),
      filters,
      element('div', {class: 'desk-line'}, state, more, news.node),
      element('p', {class: 'desk-help'}, text('rangeHelp')),
      element('div', {class: 'desk-scroll'}, table),
      decision);
  node.append(whole);
  load();
  look();
  return () => {
    clearTimeout(timer);
    news.leave();
  };
}
