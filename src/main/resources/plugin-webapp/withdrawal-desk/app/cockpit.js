// @ts-check
import {call} from './api.js';
import {age, element, money, text} from './desk.js';

const PAGE = '#/withdrawals';

/** Others use Cockpit, too; what refuses them is not offered to them. */
async function ifAllowed(read, draw) {
  try {
    draw(await read());
  } catch (refused) {
    if (refused.status !== 403 && refused.status !== 401) {
      throw refused;
    }
  }
}

const stages = () => call('GET', '/api/admin/operations/stages');
const attention = () => call('GET', '/api/admin/operations/attention');

/** The link to the page in the head of Cockpit. */
export function link(node) {
  return ifAllowed(stages, () => node.append(element('a', {href: PAGE}, text('withdrawals'))));
}

/** The page in short, on Cockpit's first page. */
export function card(node) {
  return ifAllowed(() => Promise.all([stages(), attention()]), ([open, wanting]) => {
    const oldest = wanting.kinds.flatMap(kind => kind.items).map(item => item.since).sort()[0];
    node.append(element('div', {class: 'desk-card', role: 'region', 'aria-label': text('withdrawals')},
        element('h2', {}, element('a', {href: PAGE}, text('withdrawals'))),
        element('p', {class: wanting.count ? 'desk-wanting' : ''},
            element('strong', {}, wanting.count), ' ',
            text(wanting.count ? 'cardAttention' : 'cardNoAttention', {age: oldest && age(oldest)})),
        element('p', {},
            element('strong', {}, open.count), ' ', text('cardOpen', {sum: money(open.amount, open.currency)}))));
  });
}
