// @ts-check
/** The API's limit, both of a page and of what is decided with one call. */
export const AT_ONCE = 200;

const HOUR = 3_600_000;
/** Codes of what nobody can decide any more. */
const GONE = ['already_decided', 'already_cancelled', 'not_found'];

/**
 * A withdrawal of the queue.
 *
 * @typedef {object} Row
 * @property {Desk.Item} item
 * @property {bigint} minor the amount in minor units
 * @property {Why} why this person does not decide on it together with others; null when they may
 * @property {boolean} decided whether nobody can decide on it any more
 * @property {{success: boolean, message: string, decision: Decision} | null} result what became of a decision here
 *
 * @typedef {'ownRequest' | 'approvedFirst' | 'highAlone' | null} Why a message
 *
 * @typedef {'approve' | 'reject'} Decision
 */

/**
 * By what the table can be sorted: the larger first, then the smaller.
 *
 * @type {Record<string, (row: Row) => bigint | number>}
 */
const SORTS = {amount: row => row.minor, waiting: row => -Date.parse(row.item.created_at)};

/** The columns that sort. */
export const SORTED = Object.keys(SORTS);

/**
 * Why this person does not decide on it together with others; null when they may.
 *
 * @param {Desk.Item} item
 * @param {string} me
 * @returns {Why}
 */
export function excluded(item, me) {
  return item.requester_id === me || item.initiated_by === me ? 'ownRequest'
      : item.first_approved_by === me ? 'approvedFirst'
      : item.priority === 'high' ? 'highAlone'
      : null;
}

/** @param {Row} row */
export function decidable(row) {
  return !row.why && !row.decided;
}

/**
 * What the API is asked for: withdrawals that nobody has decided, and that these filters let through.
 *
 * @param {Iterable<[string, any]>} filters by name; `waiting` is a number of hours
 */
export function filtered(filters) {
  const query = new URLSearchParams({status: 'pending', limit: String(AT_ONCE)});
  for (const [name, value] of filters) {
    if (value && name === 'waiting') {
      query.set('to', new Date(Date.now() - Number(value) * HOUR).toISOString());
    } else if (value) {
      query.set(name, value);
    }
  }
  return query;
}

/**
 * The sum as a decimal, with as many places as the amounts have. Minor units are counted as whole numbers; nothing here
 * is rounded.
 *
 * @param {Row[]} rows at least one
 */
export function total(rows) {
  const places = rows[0].item.amount.split('.')[1]?.length ?? 0;
  const minor = rows.reduce((sum, row) => sum + row.minor, 0n).toString().padStart(places + 1, '0');
  const point = minor.length - places;
  return places ? `${minor.slice(0, point)}.${minor.slice(point)}` : minor;
}

/** What is shown of the queue, in its order, and what of it is selected. */
export class Queue {

  /** @type {Row[]} */
  rows = [];
  /** @type {string | null} */
  next = null;
  /** @type {Set<string>} */
  selected;

  #me;
  #order = {by: 'waiting', largestFirst: true};
  /** @type {Row | null} */
  #last = null;

  /**
   * @param {string} me the user id of this person
   * @param {Iterable<string>} [selected] references
   */
  constructor(me, selected = []) {
    this.#me = me;
    this.selected = new Set(selected);
  }

  /**
   * Takes a page, the first one or another one after it. Once all are known, what is gone is selected no longer.
   *
   * @param {{results: Desk.Item[], next: string | null}} page
   * @param {boolean} more
   */
  take(page, more) {
    const rows = page.results.map(item => ({
      item, minor: BigInt(item.amount.replace('.', '')), why: excluded(item, this.#me), decided: false, result: null
    }));
    this.rows = [...more ? this.rows : [], ...rows];
    this.next = page.next;
    if (!this.next) {
      const known = new Set(this.rows.map(row => row.item.reference));
      this.selected.forEach(one => known.has(one) || this.selected.delete(one));
    }
    this.#arrange();
  }

  /**
   * Sorts by this column; by the same one again, the other way round.
   *
   * @param {string} by
   */
  sortBy(by) {
    this.#order = {by, largestFirst: by !== this.#order.by || !this.#order.largestFirst};
    this.#arrange();
  }

  /** @param {string} column */
  sorting(column) {
    return column !== this.#order.by ? 'none' : this.#order.largestFirst ? 'descending' : 'ascending';
  }

  #arrange() {
    const key = SORTS[this.#order.by];
    const sign = this.#order.largestFirst ? 1 : -1;
    this.rows.sort((a, b) => (key(a) < key(b) ? 1 : key(a) > key(b) ? -1 : 0) * sign);
  }

  /** What can be decided together. */
  together() {
    return this.rows.filter(decidable);
  }

  /** What of it is selected. */
  chosen() {
    return this.together().filter(row => this.selected.has(row.item.reference));
  }

  /**
   * Selects these, or deselects them; what cannot be decided stays out.
   *
   * @param {Row[]} rows
   * @param {boolean} wanted
   */
  select(rows, wanted) {
    rows.filter(decidable).forEach(row => this.selected[wanted ? 'add' : 'delete'](row.item.reference));
  }

  /**
   * One row, or everything from the row that was picked before.
   *
   * @param {Row} row
   * @param {boolean} wanted
   * @param {boolean} range
   */
  pick(row, wanted, range) {
    const last = this.#last && this.rows.includes(this.#last) ? this.#last : row;
    const [from, to] = [range ? last : row, row].map(one => this.rows.indexOf(one)).sort((a, b) => a - b);
    this.select(this.rows.slice(from, to + 1), wanted);
    this.#last = row;
  }

  /**
   * Keeps what became of a decision; what was answered is selected no longer.
   *
   * @param {Decision} decision
   * @param {{reference: string, success: boolean, code?: string | null, message: string}[]} results
   */
  report(decision, results) {
    const rows = new Map(this.rows.map(row => [row.item.reference, row]));
    for (const {reference, success, code, message} of results) {
      this.selected.delete(reference);
      const row = rows.get(reference);
      if (row) {
        row.decided = success || GONE.includes(code ?? '');
        row.result = {success, message, decision};
      }
    }
  }
}
