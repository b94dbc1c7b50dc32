// @ts-check
import {call, download} from './api.js';
import {attention} from './attention.js';
import {age, date, element, money, text, time} from './desk.js';
import {figures} from './figures.js';
import {whatFailed} from './inbox.js';
import {instancePage} from './places.js';

const LIST = 'list.';
const STAGES = '/api/admin/operations/stages';
/** @type {'/api/admin/finance/list-withdrawals'} */
const WITHDRAWALS = '/api/admin/finance/list-withdrawals';

const COLUMNS = ['reference', 'requester', 'amount', 'account', 'stage', 'requested'];
/**
 * Filters whose values have words of their own, and the kind of word.
 *
 * @type {Record<string, string>}
 */
const KINDS = {stage: 'stage', decision: 'decision', priority: 'only_priority', failure_code: 'failure'};

/**
 * The filters of the list that an address of this page names.
 *
 * @param {URLSearchParams} now
 */
export function listed(now) {
  return new URLSearchParams([...now].filter(([name]) => name.startsWith(LIST))
      .map(([name, value]) => [name.slice(LIST.length), value]));
}

/**
 * What is listed, in words.
 *
 * @param {URLSearchParams} chosen
 */
export function words(chosen) {
  const {from, to, zone, ...others} = Object.fromEntries(chosen);
  return [
    ...Object.entries(others).map(([name, value]) => {
      const kind = KINDS[name];
      return kind ? text(`${kind}_${value}`) : text(`filter_${name}`, {value});
    }),
    !from ? null : from === to ? date(from) : text('filter_days', {from: date(from), to: date(to)})
  ].filter(Boolean).join(', ');
}

const link = (onclick, label) => element('button', {type: 'button', class: 'desk-link', onclick}, label);

/** The page of operations: what needs them, what is open, figures, and the withdrawals behind each of them. */
export default function operations(node) {
  const problem = element('p', {role: 'alert', class: 'desk-problem'});
  const open = element('section', {'aria-labelledby': 'desk-open'}, element('h2', {id: 'desk-open'}, text('openNow')));
  const list = element('section', {'aria-labelledby': 'desk-list', hidden: true});
  const wanting = attention(failed, drawOpen);
  const charts = figures({failed, drill, navigate});
  let filters = '';
  let drilled = false;

  /** Null when all is well again. */
  function failed(refused) {
    if (refused?.status === 403) {
      page.replaceChildren(
          element('h1', {}, text('withdrawals')),
          element('p', {role: 'alert', class: 'desk-problem'}, text('notForYou')));
    }
    problem.textContent = refused ? whatFailed(refused) : '';
  }

  /** What is shown is in the address, so that it can be sent to somebody else. */
  function navigate(change) {
    const now = new URLSearchParams(location.hash.split('?')[1]);
    change(now);
    location.hash = `/withdrawals?${now}`;
  }

  /** Lists what is behind a number. */
  function drill(chosen) {
    const before = location.hash;
    navigate(now => {
      clear(now);
      Object.entries(chosen).forEach(([name, value]) => now.set(LIST + name, value));
    });
    drilled = location.hash !== before;
    if (!drilled) {
      reveal();
    }
  }

  function reveal() {
    list.querySelector('h2')?.focus();
    list.scrollIntoView();
  }

  function clear(now) {
    [...now.keys()].filter(name => name.startsWith(LIST)).forEach(name => now.delete(name));
  }

  async function drawOpen() {
    try {
      const found = await call('GET', STAGES);
      open.replaceChildren(
          element('h2', {id: 'desk-open'}, text('openNow')),
          element('p', {class: 'desk-state'},
              text('openSum', {count: found.count, sum: money(found.amount, found.currency)})),
          element('ul', {class: 'desk-stages'}, ...found.stages.map(stage => element('li', {},
              element('button', {
                type: 'button', class: 'desk-open-stage', onclick: () => drill({stage: stage.stage})
              },
                  element('span', {class: 'desk-stage-name'}, text(`stage_${stage.stage}`)),
                  element('strong', {}, stage.count),
                  element('span', {}, money(stage.amount, found.currency)),
                  element('span', {class: 'desk-help'}, text('oldest', {age: age(stage.oldest)})))))));
    } catch (refused) {
      failed(refused);
    }
  }

  function follow() {
    if (!location.hash.startsWith('#/withdrawals')) {
      return;
    }
    const now = new URLSearchParams(location.hash.split('?')[1]);
    charts.show(now);
    const chosen = listed(now);
    if (filters !== chosen.toString()) {
      filters = chosen.toString();
      drawList(chosen);
    }
  }

  function drawList(chosen) {
    list.hidden = chosen.size === 0;
    if (list.hidden) {
      return;
    }
    const heading = element('h2', {id: 'desk-list', tabindex: -1}, text('listOf', {filters: words(chosen)}));
    const state = element('p', {class: 'desk-state', role: 'status'}, text('loading'));
    const body = element('tbody');
    const more = element('button', {type: 'button', class: 'desk-link', hidden: true}, text('more'));
    let next = /** @type {typeof WITHDRAWALS} */ (`${WITHDRAWALS}?${chosen}`);

    async function load() {
      more.disabled = true;
      try {
        const page = await call('GET', next);
        body.append(...page.results.map(line));
        next = /** @type {typeof next} */ (page.next);
        more.hidden = !next;
        state.textContent = text(next ? 'listedMore' : 'listed', {count: body.children.length});
      } catch (refused) {
        state.textContent = '';
        failed(refused);
      }
      more.disabled = false;
    }

    more.addEventListener('click', load);
    list.replaceChildren(
        element('div', {class: 'desk-line'}, heading, state,
            link(() => download(`${WITHDRAWALS}.csv?${chosen}`).catch(failed), text('csv')),
            link(() => navigate(clear), text('closeList'))),
        element('div', {class: 'desk-scroll', role: 'group', 'aria-labelledby': heading.id, tabindex: 0},
            element('table', {class: 'desk-table'},
                element('caption', {class: 'desk-hidden'}, heading.textContent),
                element('thead', {}, element('tr', {}, ...COLUMNS.map(name =>
                    element('th', {scope: 'col', class: `desk-${name}`}, text(`column_${name}`))))),
                body)),
        more);
    load().then(drilled ? reveal : null);
    drilled = false;
  }

  /** Cockpit shows instances only while they run. */
  function line(item) {
    const runs = item.status === 'pending' || item.status === 'processing';
    const help = (...content) => element('p', {class: 'desk-help'}, ...content);
    return element('tr', {},
        element('td', {class: 'desk-reference'},
            runs ? element('a', {href: instancePage(item.process_instance_id)}, item.reference) : item.reference),
        element('td', {}, item.requester_name),
        element('td', {class: 'desk-amount'}, money(item.amount, item.currency)),
        element('td', {}, `${item.bank_name} ${item.account}`),
        element('td', {}, text(`stage_${item.stage}`), item.failure_reason ? help(item.failure_reason) : null),
        element('td', {}, time(item.created_at), help(text('ago', {age: age(item.created_at)}))));
  }

  // A changed address is this page with something else in it, and not another page.
  const route = window.jQuery?.(document.body).injector?.()?.get('$route')?.routes['/withdrawals'];
  if (route) {
    route.reloadOnSearch = false;
  }
  addEventListener('hashchange', follow);
  const page = element('div', {class: 'desk-page desk-operations'},
      element('h1', {}, text('withdrawals')), problem, wanting.node, open, charts.node, list);
  node.append(page);
  follow();
  return () => {
    removeEventListener('hashchange', follow);
    wanting.leave();
    charts.leave();
  };
}
