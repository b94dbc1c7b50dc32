// @ts-check
import {call, decides, download} from './api.js';
import {ago, element, money, text, time, word} from './desk.js';
import {whatFailed} from './inbox.js';
import {go, taskOf} from './places.js';

const SYMBOLS = {serious: '✖', attention: '⚠', information: 'ℹ'};

/**
 * All there is to know of a withdrawal, by its id, its reference, or the id of a process that it is in.
 *
 * @param {string} id
 */
export function read(id) {
  return call('GET', `/api/admin/finance/withdrawal-detail?${new URLSearchParams({id})}`);
}

/**
 * What people call whoever did it.
 *
 * @param {Desk.Detail} detail
 * @param {string} user
 */
export function nameOf(detail, user) {
  return detail.people[user] ?? word('actor', user);
}

/**
 * Who decided and when; null as long as nobody did.
 *
 * @param {Pick<Desk.Detail, 'request' | 'decision' | 'people'>} detail
 */
export function decided({request, decision, people}) {
  const name = people[decision.decided_by] ?? decision.decided_by;
  return request.status === 'cancelled' ? text('decidedByRequester', {ago: ago(request.updated_at)})
      : decision.decision ? text(`decided_${decision.decision}`, {name, ago: ago(decision.decided_at)})
      : null;
}

/** Lines of a label and what is to be said of it; without anything to say the line is left out. */
function facts(...lines) {
  return element('dl', {}, ...lines.filter(([, value]) => value != null && value !== '').flatMap(
      ([label, ...value]) => [element('dt', {}, label), element('dd', {}, ...value)]));
}

function section(name, ...content) {
  return element('section', {class: `desk-part desk-${name}`}, element('h3', {}, text(`part_${name}`)), ...content);
}

function evidence({flags}) {
  return section('evidence', flags.length === 0 ? element('p', {}, text('evidenceNone'))
      : element('ul', {}, ...flags.map(flag => element('li', {class: `desk-${flag.severity}`},
          element('span', {class: 'desk-symbol', 'aria-hidden': 'true'}, SYMBOLS[flag.severity]),
          element('strong', {}, text(`severity_${flag.severity}`)), ` ${flag.message}`))));
}

/** @param {Desk.Detail} detail */
function amounts({request, wallet, you_receive: reaches, fees}) {
  const spoken = amount => money(amount, request.currency);
  return section('money', facts(
      [text('column_amount'), spoken(request.amount)],
      ...fees.map(fee => [
        word('fee', fee.kind), text('feeBorne', {amount: spoken(fee.amount), bearer: word('bearer', fee.bearer)})
      ]),
      [text('reachesTheBank'), element('strong', {}, spoken(reaches))],
      [text('walletBefore'), spoken(wallet.before)],
      [text('walletAfter'), spoken(wallet.after)],
      [text('walletNow'), spoken(wallet.now)]));
}

/** @param {Desk.Detail} detail */
function account({destination}) {
  const used = {time: time(destination.used_since), ago: ago(destination.used_since)};
  const bank = [destination.bank_name, destination.bank_code && `(${destination.bank_code})`];
  return section('account', facts(
      [text('bank'), bank.filter(Boolean).join(' ')],
      [text('column_account'), element('span', {class: 'desk-number'}, destination.account_number)],
      [text('accountName'), destination.account_name],
      [text('nameAtTheBank'), !destination.verified_at ? text('nameNotAsked')
          : !destination.resolved_name ? text('accountNotFound')
          : text('nameAgrees', {name: destination.resolved_name, match: destination.name_match})],
      [text('usedSince'), text('timeAndAgo', used)],
      [text('timesPaidTo'),
        destination.times_paid === 0 ? text('neverPaid') : text('timesPaid', {count: destination.times_paid})]));
}

/** @param {Desk.Detail} detail */
function requester(detail) {
  const {request, requester: who} = detail;
  return section('requester', facts(
      [text('name'), who.name],
      [text('user'), `${who.id} (${word('requester', who.type)})`],
      [text('email'), who.email],
      [text('walletSince'), time(who.since)],
      [text('walletState'), who.wallet_status === 'active' ? null : word('wallet', who.wallet_status)],
      [text('startedBy'), request.initiated_by === who.id ? null : nameOf(detail, request.initiated_by)]));
}

/** @param {Desk.Detail} detail */
function course(detail) {
  const {request, review, decision} = detail;
  const overdue = review.due_at && element('span', {class: review.overdue ? 'desk-tag desk-tag-high' : ''},
      review.overdue ? `⚠ ${text('overdue')}` : null,
      ` ${text('timeAndAgo', {time: time(review.due_at), ago: ago(review.due_at)})}`);
  const receipt = element('button', {type: 'button', class: 'desk-link', onclick: async () => {
    try {
      await download(`/api/admin/finance/withdrawals/${request.reference}/receipt.pdf`);
    } catch (error) {
      receipt.after(element('span', {role: 'alert'}, whatFailed(error)));
    }
  }}, text('receipt'));
  receipt.hidden = true;
  decides().then(yes => {
    receipt.hidden = !yes;
  });
  return section('course', facts(
      [text('requestedAt'), text('timeAndAgo', {time: time(request.created_at), ago: ago(request.created_at)})],
      [text('deadline'), overdue],
      [text('approvedFirstBy'), decision.first_approved_by && text('byAt',
          {name: nameOf(detail, decision.first_approved_by), time: time(decision.first_approved_at)})],
      [text('decision'), decided(detail)],
      [text('decidedAt'), decision.decided_at && time(decision.decided_at)],
      [text('reason'), decision.reason],
      [text('notes'), decision.notes],
      [text('failure'), detail.failure_reason === decision.reason ? null : detail.failure_reason],
      [text('receiptOf'), request.status === 'completed' ? receipt : null]));
}

/** @param {Desk.Detail} detail */
function earlier({request, earlier: {totals, latest}}) {
  if (latest.length === 0) {
    return section('earlier', element('p', {}, text('earlierNone')));
  }
  const column = name => element('th', {scope: 'col', class: `desk-${name}`}, text(`column_${name}`));
  return section('earlier',
      element('p', {}, totals.map(total => text('total', {
        count: total.count, status: word('stage', total.status), amount: money(total.amount, request.currency)
      })).join(' · ')),
      element('div', {class: 'desk-wide', tabindex: 0, role: 'region', 'aria-label': text('part_earlier')},
          element('table', {class: 'desk-table'},
              element('thead', {}, element('tr', {},
                  ...['date', 'amount', 'outcome', 'account', 'reference'].map(column))),
              element('tbody', {}, ...latest.map(past => element('tr', {},
                  element('td', {}, time(past.created_at)),
                  element('td', {class: 'desk-amount'}, money(past.amount, past.currency)),
                  element('td', {}, [word('stage', past.stage), past.failure_reason].filter(Boolean).join(': ')),
                  element('td', {}, past.account),
                  element('td', {}, past.reference)))))));
}

/** @param {Desk.Detail} detail */
function payouts({request, payouts: attempts}) {
  const attempt = payout => {
    const {sends, checks, reference} = payout;
    return element('li', {},
        element('strong', {}, word('payout', payout.state)),
        ` ${text('payoutBy', {provider: word('provider', payout.provider), reference})}`,
        facts(
            [text('providerSays'), payout.message],
            [text('bankReference'), payout.bank_reference],
            [text('payoutFee'), payout.fee && money(payout.fee, request.currency)],
            [text('payoutCalls'), sends + checks === 0 ? null : text('payoutCounts', {sends, checks})],
            [text('heldUntil'), payout.held_until && time(payout.held_until)],
            [text('retryAt'), payout.retry_at && time(payout.retry_at)]));
  };
  return attempts.length === 0 ? null : section('payouts', element('ol', {}, ...attempts.map(attempt)));
}

/** @param {Desk.Detail} detail */
function timeline(detail) {
  return section('timeline', element('ol', {}, ...detail.timeline.map(event => element('li', {},
      element('time', {datetime: event.at}, time(event.at)),
      element('div', {},
          element('strong', {}, word('event', event.action)),
          ` ${text('by', {name: nameOf(detail, event.actor)})}`,
          event.reason ? element('div', {class: 'desk-quote'}, event.reason) : null)))));
}

/**
 * Where operations report that the bank sent a completed payout back; another of them confirms it in Tasklist.
 *
 * @param {Desk.Detail} detail
 */
function sentBack({request}) {
  if (request.status !== 'completed') {
    return null;
  }
  /**
   * @param {string} name
   * @param {Desk.Message} label
   * @param {object} more
   */
  const input = (name, label, more) =>
      element('label', {class: 'desk-field'}, text(label), element('input', {name, type: 'text', ...more}));
  const said = element('p', {class: 'desk-said', role: 'status'});
  const form = element('form', {onsubmit: async event => {
    event.preventDefault();
    const {amount, ...more} = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
    try {
      const path = /** @type {const} */ (`/api/admin/operations/withdrawals/${request.reference}/report-return`);
      said.textContent = (await call('POST', path, amount ? {amount, ...more} : more)).message;
      form.hidden = true;
    } catch (refused) {
      said.textContent = whatFailed(refused);
    }
  }},
      input('amount', 'returnedAmount', {inputmode: 'decimal', maxlength: 18}),
      input('bank_reference', 'returnedReference', {required: true, minlength: 4, maxlength: 100}),
      input('reason', 'returnedReason', {required: true, maxlength: 500}),
      element('button', {type: 'submit', class: 'desk-action'}, text('reportReturn')));
  const node = element('details', {class: 'desk-part', hidden: true},
      element('summary', {}, text('sentBack')), form, said);
  call('GET', '/api/admin/operations/attention').then(found => {
    node.hidden = !found.acts;
  }).catch(() => {});
  return node;
}

/**
 * The withdrawal as people read it: what decides first, then facts, history and timeline.
 *
 * @param {Desk.Detail} detail
 */
export function sheet(detail) {
  const {request} = detail;
  return element('article', {class: 'desk-sheet'},
      element('header', {},
          element('h2', {tabindex: -1}, money(request.amount, request.currency), ' ',
              element('span', {class: `desk-tag desk-stage-${request.status}`}, word('stage', request.stage)),
              request.priority !== 'high' ? null
                  : element('span', {class: 'desk-tag desk-tag-high'}, text('highPriority'))),
          element('p', {}, text('headline', {name: request.requester_name, reference: request.reference}))),
      evidence(detail),
      element('div', {class: 'desk-facts'}, amounts(detail), account(detail), requester(detail), course(detail)),
      payouts(detail), sentBack(detail), earlier(detail), timeline(detail));
}

/**
 * Why there is nothing to see.
 *
 * @param {{status?: number, message: string}} error
 * @param {Desk.Message} notFound
 */
function state(error, notFound) {
  return element('p', {role: 'status', class: 'desk-state'}, error.status === 404 ? text(notFound) : whatFailed(error));
}

/** A withdrawal that this process instance of Cockpit is about. */
export async function ofInstance(node, {processInstanceId}) {
  try {
    node.append(sheet(await read(processInstanceId)));
  } catch (error) {
    node.append(state(error, 'noWithdrawal'));
  }
}

/** The page of one withdrawal, which leads to its task where this person has one. */
export default async function page(node, {api}) {
  const id = new URLSearchParams(location.hash.split('?')[1]).get('id') ?? '';
  const inner = element('div', {class: 'desk-page'}, element('h1', {}, text('withdrawal')));
  node.append(inner);
  try {
    const detail = await read(id);
    const task = await taskOf(api, detail.request.reference);
    if (task) {
      go(task, true);
    } else {
      inner.append(sheet(detail));
    }
  } catch (error) {
    inner.append(state(error, 'noSuchWithdrawal'));
  }
}
