// @ts-check
import {call, decides} from './api.js';
import {element, money, text} from './desk.js';
import {whatFailed} from './inbox.js';
import {open} from './places.js';

const SHOWN = 10;
/** Where a slash is a letter. */
const TYPING = 'input:not([type=checkbox]), textarea, select, [contenteditable]';

/** One box for reference, requester and the end of an account, in the head of Tasklist. The key / leads to it. */
export default function search(node, {api}) {
  const box = element('input', {
    type: 'search', class: 'desk-search-box', maxlength: 100, placeholder: text('search'),
    'aria-label': text('searchFor'), 'aria-controls': 'desk-found', autocomplete: 'off'
  });
  const found = element('div', {class: 'desk-found', id: 'desk-found', role: 'status', hidden: true});
  const form = element('form', {role: 'search', class: 'desk-search', onsubmit: find}, box, found);

  async function find(event) {
    event.preventDefault();
    const words = box.value.trim();
    found.hidden = words === '';
    if (words) {
      try {
        const query = new URLSearchParams({search: words, limit: String(SHOWN)});
        const page = await call('GET', `/api/admin/finance/list-withdrawals?${query}`);
        found.replaceChildren(page.results.length === 0 ? text('searchNothing')
            : element('ul', {}, ...page.results.map(result)),
            ...page.next ? [text('searchMore', {count: SHOWN})] : []);
      } catch (refused) {
        found.textContent = whatFailed(refused);
      }
    }
  }

  function result(item) {
    const title = `${item.reference}, ${money(item.amount, item.currency)}`;
    const line = element('li', {},
        element('button', {type: 'button', class: 'desk-link', onclick: () => show(item, line)}, title),
        element('div', {}, element('bdi', {}, item.requester_name),
            `, ${item.bank_name} ${item.account}, ${text(`status_${item.status}`)}`));
    return line;
  }

  async function show(item, line) {
    try {
      await open(api, item.reference);
      found.hidden = true;
    } catch (refused) {
      line.append(whatFailed(refused));
    }
  }

  const keys = event => {
    if (event.key === 'Escape' && !found.hidden) {
      found.hidden = true;
      box.focus();
    } else if (event.key === '/' && !event.target.closest(TYPING)) {
      event.preventDefault();
      box.focus();
    }
  };
  const elsewhere = event => {
    if (!node.contains(event.target)) {
      found.hidden = true;
    }
  };
  decides().then(yes => {
    if (yes) {
      node.append(form);
      document.addEventListener('keydown', keys);
      document.addEventListener('click', elsewhere);
    }
  });
  return () => {
    document.removeEventListener('keydown', keys);
    document.removeEventListener('click', elsewhere);
  };
}
