import {age, call, element, instancePage, money, text, time} from './desk.js';
import {whatFailed} from './inbox.js';

const SYMBOLS = {invariants: '≠', stops: '■', incidents: '×', payouts: '?', providers: '₦', machinery: '↻', emails: '@', reviews: '…'};

/** What can be done about a thing of this kind, and where that is asked for. */
const ACTIONS = {
  invariants: () => ['checkInvariants', '/api/admin/operations/invariants/check'],
  incidents: item => ({
    step_failed: () => ['retry', `/api/admin/operations/incidents/${item.id}/retry`],
    process_gone: () => ['restart', `/api/admin/operations/withdrawals/${item.reference}/restart`],
    process_restart: () => ['confirmRestart', `/api/admin/operations/withdrawals/${item.reference}/restart/confirm`]
  })[item.cause]?.(),
  payouts: item => item.cause.startsWith('waits_') ? null : ['checkPayout', `/api/admin/operations/withdrawals/${item.reference}/check-payout`],
  emails: item => ['resend', `/api/admin/operations/emails/${item.id}/resend`]
};
/** What takes a reason. */
const EXPLAINED = ['restart'];
const LOOK_AGAIN = 30_000;
/** After this time a step that was asked for has usually been done. */
const DONE_IN = 3_000;

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
  const news = element('button', {type: 'button', class: 'desk-pill', hidden: true, onclick: show}, text('attentionNews'));
  const body = element('div', {class: 'desk-scroll'});
  const node = element('section', {'aria-labelledby': heading.id},
      element('div', {class: 'desk-line'},
          heading, state,
          element('button', {type: 'button', class: 'desk-link', onclick: show}, text('lookAgain')), news),
      said, body);

  const identity = ({kinds}) => JSON.stringify(kinds.map(kind => [kind.kind, kind.count, kind.items.map(item => [item.id, item.cause, item.since])]));

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
                element('span', {class: `desk-symbol desk-symbol-${kind.kind}`, 'aria-hidden': 'true'}, SYMBOLS[kind.kind]),
                text(kind.items.length < kind.count ? 'kindMore' : 'kind', {
                  kind: text(`kind_${kind.kind}`), count: kind.count, shown: kind.items.length
                }))),
            ...kind.items.map(item => row(kind.kind, item, found)))));
  }

  function row(kind, item, {acts, currency}) {
    const [action, path] = acts && ACTIONS[kind]?.(item) || [];
    const help = action && `desk-help-${kind}-${item.id ?? item.subject}`.replace(/\W+/g, '-');
    const does = action && {'aria-describedby': help, title: text(`${action}Help`)};
    const button = action && (EXPLAINED.includes(action) ? explained(action, does, (pressed, reason) => act(pressed, item, path, {reason}))
        : element('button', {type: 'button', class: 'desk-action', ...does, onclick: () => act(button, item, path)}, text(action)));
    return element('tr', {},
        element('td', {class: 'desk-what'},
            element('p', {}, text(`cause_${item.cause}`, {subject: item.subject, count: item.cause === 'violated' && item.count >= 100 ? '100+' : item.count})),
            item.detail ? element('p', {class: 'desk-help'}, item.detail) : null),
        element('td', {class: 'desk-since', title: time(item.since)}, age(item.since)),
        element('td', {},
            item.reference ? element('span', {class: 'desk-reference'}, item.reference) : null,
            item.requester ? element('p', {class: 'desk-help'}, item.requester) : null),
        element('td', {class: 'desk-amount'}, item.amount ? money(item.amount, currency) : ''),
        element('td', {class: 'desk-acts'},
            button,
            button ? element('span', {id: help, class: 'desk-hidden'}, text(`${action}Help`)) : null,
            item.process_instance_id ? element('a', {href: instancePage(item.process_instance_id)}, text('openInstance')) : null));
  }

  /** A button that asks why before it is done. */
  function explained(action, does, perform) {
    const form = element('form', {onsubmit: event => {
      event.preventDefault();
      perform(form.querySelector('button'), form.elements.reason.value.trim());
    }},
        element('label', {class: 'desk-field'}, text('reason'), element('input', {name: 'reason', type: 'text', required: true, maxlength: 500, pattern: '.*\\S.*'})),
        element('button', {type: 'submit', class: 'desk-action', ...does}, text(`${action}Propose`)));
    return element('details', {}, element('summary', {}, text(action)), form);
  }

  async function act(button, item, path, body) {
    button.disabled = true;
    const about = item.reference ?? item.subject ?? '';
    said.textContent = text('acting', {what: button.textContent, about});
    try {
      const {message} = await call('POST', path, body);
      said.textContent = `${about}: ${message}`;
      setTimeout(() => left || show(), DONE_IN);
    } catch (refused) {
      said.textContent = `${about}: ${whatFailed(refused)}`;
      if (refused.status === 404 || refused.status === 409) {
        show();
      } else {
        button.disabled = false;
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
