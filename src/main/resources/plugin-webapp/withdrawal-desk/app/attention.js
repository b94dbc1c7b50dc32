// @ts-check
import {call} from './api.js';
import {age, element, money, text, time} from './desk.js';
import {whatFailed} from './inbox.js';
import {instancePage} from './places.js';

const SYMBOLS = {
  invariants: '≠', stops: '■', incidents: '×', payouts: '?', providers: '₦', machinery: '↻', emails: '@', reviews: '…'
};

/**
 * What can be done about a thing of this kind, and where that is asked for.
 *
 * @type {Record<string, (item: Desk.Wanting) => [Desk.Action, Desk.Acting] | null | undefined>}
 */
const ACTIONS = {
  invariants: () => ['checkInvariants', '/api/admin/operations/invariants/check'],
  incidents: item => item.cause === 'step_failed' ? ['retry', `/api/admin/operations/incidents/${item.id}/retry`]
      : item.cause === 'process_gone' ? ['restart', `/api/admin/operations/withdrawals/${item.reference}/restart`]
      : item.cause === 'process_restart'
        ? ['confirmRestart', `/api/admin/operations/withdrawals/${item.reference}/restart/confirm`]
      : null,
  payouts: item => item.cause.startsWith('waits_') ? null
      : ['checkPayout', `/api/admin/operations/withdrawals/${item.reference}/check-payout`],
  emails: item => ['resend', `/api/admin/operations/emails/${item.id}/resend`]
};

/**
 * What the reader may do about a thing of this kind.
 *
 * @param {string} kind
 * @param {Desk.Wanting} item
 */
export const actionFor = (kind, item) => ACTIONS[kind]?.(item) ?? null;

/**
 * Whatever tells one state of the list from another; how long a thing has been there is not of it.
 *
 * @param {Pick<Desk.Attention, 'kinds'>} found
 */
export const identity = ({kinds}) => JSON.stringify(
    kinds.map(kind => [kind.kind, kind.count, kind.items.map(item => [item.id, item.cause, item.since])]));

const LOOK_AGAIN = 30_000;
/** After this time a step that was asked for has usually been done. */
const DONE_IN = 3_000;

/**
 * How many it are; breaches of an invariant are listed up to a hundred.
 *
 * @param {Desk.Wanting} item
 */
export const countOf = item => item.cause === 'violated' && item.count >= 100 ? '100+' : item.count;

/**
 * What goes on only when somebody does something about it, each with what can be done.
 *
 * @param failed is told of what is refused, and null when all is well again
 * @param looked is called after each look
 */
export function attention(failed, looked) {
  let shown = '';
  let timer = null;
  let left = false;
  const heading = element('h2', {id: 'desk-attention', tabindex: -1}, text('attention'));
  const state = element('p', {class: 'desk-state', role: 'status'}, text('loading'));
  const said = element('p', {class: 'desk-said', role: 'status'});
  const news = element('button', {
    type: 'button', class: 'desk-pill', hidden: true, onclick: show
  }, text('attentionNews'));
  const body = element('div', {class: 'desk-scroll'});
  const node = element('section', {'aria-labelledby': heading.id},
      element('div', {class: 'desk-line'},
          heading, state,
          element('button', {type: 'button', class: 'desk-link', onclick: show}, text('lookAgain')), news),
      said, body);

  async function show() {
    try {
      draw(await read());
      failed(null);
      looked();
    } catch (refused) {
      state.textContent = '';
      failed(refused);
    }
  }

  function read() {
    return call('GET', '/api/admin/operations/attention');
  }

  function draw(found) {
    const focused = body.contains(document.activeElement);
    shown = identity(found);
    news.hidden = true;
    heading.textContent = found.count ? text('attentionCount', {count: found.count}) : text('attention');
    state.textContent = text(found.count ? 'attentionAt' : 'attentionNone', {time: time(found.looked_at)});
    body.replaceChildren(...found.count ? [table(found)] : []);
    if (focused) {
      heading.focus();
    }
  }

  function table(found) {
    return element('table', {class: 'desk-table desk-attention'},
        element('caption', {class: 'desk-hidden'}, text('attention')),
        element('thead', {}, element('tr', {},
            ...['what', 'since', 'withdrawal', 'amount', 'acts'].map(name =>
                element('th', {scope: 'col', class: `desk-${name}`}, text(`column_${name}`))))),
        ...found.kinds.map(kind => element('tbody', {},
            element('tr', {}, element('th', {scope: 'rowgroup', colspan: 5, class: 'desk-kind'},
                element('span', {
                  class: `desk-symbol desk-symbol-${kind.kind}`, 'aria-hidden': 'true'
                }, SYMBOLS[kind.kind]),
                text(kind.items.length < kind.count ? 'kindMore' : 'kind', {
                  kind: text(`kind_${kind.kind}`), count: kind.count, shown: kind.items.length
                }))),
            ...kind.items.map(item => row(kind.kind, item, found)))));
  }

  /**
   * @param {string} kind
   * @param {Desk.Wanting} item
   * @param {Desk.Attention} found
   */
  function row(kind, item, {acts, currency}) {
    const does = acts ? actionFor(kind, item) : null;
    const id = `desk-help-${kind}-${item.id ?? item.subject}`.replace(/\W+/g, '-');
    return element('tr', {},
        element('td', {class: 'desk-what'},
            element('p', {}, text(`cause_${item.cause}`, {subject: item.subject, count: countOf(item)})),
            item.detail ? element('p', {class: 'desk-help'}, item.detail) : null),
        element('td', {class: 'desk-since', title: time(item.since)}, age(item.since)),
        element('td', {},
            item.reference ? element('span', {class: 'desk-reference'}, item.reference) : null,
            item.requester ? element('p', {class: 'desk-help'}, item.requester) : null),
        element('td', {class: 'desk-amount'}, item.amount ? money(item.amount, currency) : ''),
        element('td', {class: 'desk-acts'},
            ...does ? [
              button(id, item, ...does),
              element('span', {id, class: 'desk-hidden'}, text(`${does[0]}Help`))
            ] : [],
            item.process_instance_id
                ? element('a', {href: instancePage(item.process_instance_id)}, text('openInstance')) : null));
  }

  /**
   * @param {string} help the id of what describes the action
   * @param {Desk.Wanting} item
   * @param {Desk.Action} action
   * @param {Desk.Acting} path
   */
  function button(help, item, action, path) {
    const described = {'aria-describedby': help, title: text(`${action}Help`)};
    if (action === 'restart') {
      return explained(action, described, (pressed, reason) => act(pressed, item, path, {reason}));
    }
    const made = element('button', {
      type: 'button', class: 'desk-action', ...described, onclick: () => act(made, item, path)
    }, text(action));
    return made;
  }

  /**
   * A button that asks why before it is done.
   *
   * @param {'restart'} action
   * @param {object} described
   * @param {(button: HTMLButtonElement, reason: string) => void} perform
   */
  function explained(action, described, perform) {
    const reason = element('input', {name: 'reason', type: 'text', required: true, maxlength: 500, pattern: '.*\\S.*'});
    const propose = element('button', {type: 'submit', class: 'desk-action', ...described}, text(`${action}Propose`));
    const form = element('form', {onsubmit: event => {
      event.preventDefault();
      perform(propose, reason.value.trim());
    }}, element('label', {class: 'desk-field'}, text('reason'), reason), propose);
    return element('details', {}, element('summary', {}, text(action)), form);
  }

  /**
   * @param {HTMLButtonElement} pressed
   * @param {Desk.Wanting} item
   * @param {Desk.Acting} path
   * @param {{reason: string}} [given]
   */
  async function act(pressed, item, path, given) {
    pressed.disabled = true;
    const about = item.reference ?? item.subject ?? '';
    said.textContent = text('acting', {what: pressed.textContent, about});
    try {
      const {message} = await call('POST', path, given);
      said.textContent = `${about}: ${message}`;
      setTimeout(() => left || show(), DONE_IN);
    } catch (refused) {
      said.textContent = `${about}: ${whatFailed(refused)}`;
      if (refused.status === 404 || refused.status === 409) {
        show();
      } else {
        pressed.disabled = false;
      }
    }
  }

  /** Rows do not move under the mouse: whoever reads says when. */
  async function watch() {
    try {
      if (!document.hidden && shown) {
        news.hidden = identity(await read()) === shown;
      }
    } catch {
      // The next look may succeed.
    }
    if (!left) {
      timer = setTimeout(watch, LOOK_AGAIN);
    }
  }

  show();
  timer = setTimeout(watch, LOOK_AGAIN);
  return {
    node,
    leave() {
      left = true;
      clearTimeout(timer);
    }
  };
}
