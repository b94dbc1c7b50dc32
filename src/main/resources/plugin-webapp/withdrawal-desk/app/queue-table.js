// @ts-check
import {age, element, money, text, time} from './desk.js';
import {decidable, SORTED} from './queue.js';

const COLUMNS = ['reference', 'requester', 'amount', 'account', 'priority', 'waiting', 'note'];

/**
 * The queue as a table.
 *
 * @typedef {import('./queue.js').Row} Row
 *
 * @param {import('./queue.js').Queue} queue
 * @param {{open: (reference: string) => void, changed: () => void}} on is told what is opened, and of another selection
 */
export function queueTable(queue, on) {
  /** @type {WeakMap<Row, ReturnType<typeof draw>>} */
  const drawn = new WeakMap();
  /** @type {Record<string, string[]>} */
  let looking = {};

  const all = element('input', {type: 'checkbox', 'aria-label': text('selectAll'), onchange: () => {
    queue.select(queue.rows, all.checked);
    on.changed();
  }});
  const body = element('tbody', {onkeydown: move});
  const sort = name => element('button', {type: 'button', class: 'desk-sort', onclick: () => {
    queue.sortBy(name);
    arrange();
  }}, text(`column_${name}`));
  const columns = COLUMNS.map(name => element('th', {scope: 'col', class: `desk-${name}`},
      SORTED.includes(name) ? sort(name) : text(`column_${name}`)));
  const node = element('table', {class: 'desk-table'},
      element('caption', {class: 'desk-hidden'}, text('withdrawalsToDecide')),
      element('thead', {}, element('tr', {}, element('th', {scope: 'col'}, all), ...columns)),
      body);

  /** @param {Row} row */
  function draw(row) {
    const {item} = row;
    const box = element('input', {
      type: 'checkbox', 'aria-label': text('select', {reference: item.reference}), onclick: event => {
        queue.pick(row, box.checked, event.shiftKey);
        on.changed();
      }
    });
    const title = element('button', {
      type: 'button', class: 'desk-link', onclick: () => on.open(item.reference)
    }, item.reference);
    const note = element('td', {class: 'desk-note'});
    const line = element('tr', {},
        element('td', {}, box),
        element('td', {}, title),
        element('td', {}, element('bdi', {}, item.requester_name)),
        element('td', {class: 'desk-amount'}, money(item.amount, item.currency)),
        element('td', {}, `${item.bank_name} ${item.account}`),
        element('td', {}, text(`priority_${item.priority}`)),
        element('td', {title: time(item.created_at)}, age(item.created_at)),
        note);
    return {box, title, note, line};
  }

  /** @param {Row} row */
  function parts(row) {
    const made = drawn.get(row) ?? draw(row);
    drawn.set(row, made);
    return made;
  }

  /** Puts the rows into their order. */
  function arrange() {
    body.replaceChildren(...queue.rows.map(row => parts(row).line));
    SORTED.forEach(name => columns[COLUMNS.indexOf(name)].setAttribute('aria-sort', queue.sorting(name)));
  }

  /** Up and down lead from one check box to the next. */
  function move(event) {
    const boxes = queue.together().map(row => parts(row).box);
    const at = boxes.indexOf(event.target);
    if (at >= 0 && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      boxes[event.key === 'ArrowUp' ? at - 1 : at + 1]?.focus();
    }
  }

  /** Shows what is selected, and what became of each. */
  function show() {
    queue.rows.forEach(row => {
      const {box, line} = parts(row);
      box.checked = decidable(row) && queue.selected.has(row.item.reference);
      box.disabled = !decidable(row);
      line.className = !row.result ? '' : row.result.success ? 'desk-done' : 'desk-refused';
    });
    writeNotes();
    const [chosen, together] = [queue.chosen().length, queue.together().length];
    all.checked = together > 0 && chosen === together;
    all.indeterminate = chosen > 0 && chosen < together;
    all.disabled = together === 0;
  }

  function writeNotes() {
    queue.rows.forEach(row => {
      parts(row).note.textContent = noteOf(row, looking[row.item.reference]);
    });
  }

  return {
    node,
    arrange,
    show,
    /** @param {Record<string, string[]>} names who looks at it, by reference */
    looks(names) {
      looking = names;
      writeNotes();
    },
    /** @param {Row} row */
    focus: row => parts(row).title.focus()
  };
}

/**
 * What is said beside a row: what became of it or why it cannot be decided here, and who looks at it.
 *
 * @param {Row} row
 * @param {string[]} [names]
 */
export function noteOf({why, decided, result}, names) {
  const said = !result ? why && text(why)
      : !result.success ? text('notDecided', {why: result.message})
      : text(result.decision === 'approve' ? 'approved' : 'rejected');
  return [said, !decided && names && text('looking', {names: names.join(', ')})].filter(Boolean).join('. ');
}
