import {answering, json} from './browser.js';
import {beforeEach, describe, test} from 'node:test';
import {excluded, filtered, Queue, total} from '../../main/resources/plugin-webapp/withdrawal-desk/app/queue.js';
import assert from 'node:assert/strict';
import {decideMany} from '../../main/resources/plugin-webapp/withdrawal-desk/app/bulk.js';
import {noteOf} from '../../main/resources/plugin-webapp/withdrawal-desk/app/queue-table.js';

const item = (reference, amount = '1000.00', more = {}) => ({
  reference, amount, currency: 'NGN', requester_id: 'vendor1', initiated_by: 'vendor1', first_approved_by: null,
  priority: 'normal', created_at: '2026-11-22T10:00:00Z', ...more
});
const references = rows => rows.map(row => row.item.reference).join('');
const queueOf = (items, {next = null, selected} = {}) => {
  const queue = new Queue('admin1', selected);
  queue.take({results: items, next}, false);
  return queue;
};
/** Four of different amounts and ages; B is decided on its own. */
const four = () => queueOf([
  item('A', '1000.00', {created_at: '2026-11-22T10:00:00Z'}),
  item('B', '4000.00', {created_at: '2026-11-22T12:00:00Z', priority: 'high'}),
  item('C', '200.50', {created_at: '2026-11-22T11:00:00Z'}),
  item('D', '3000.00', {created_at: '2026-11-22T09:00:00Z'})
]);

describe('who decides on one together with others', () => {
  for (const [more, why] of [
    [{requester_id: 'admin1'}, 'ownRequest'],
    [{initiated_by: 'admin1'}, 'ownRequest'],
    [{first_approved_by: 'admin1'}, 'approvedFirst'],
    [{first_approved_by: 'admin2'}, null],
    [{priority: 'high'}, 'highAlone'],
    [{priority: 'high', initiated_by: 'admin1'}, 'ownRequest'],
    [{}, null]
  ]) {
    test(`${JSON.stringify(more)}: ${why}`, () => assert.equal(excluded(item('A', '1.00', more), 'admin1'), why));
  }
});

describe('the filters', () => {
  test('ask for what nobody has decided, a whole page of it', () => {
    assert.equal(filtered([['search', ''], ['priority', '']]).toString(), 'status=pending&limit=200');
  });

  test('are sent as they were typed', () => {
    const query = filtered([['search', 'A&B shop'], ['min_amount', '1000'], ['priority', 'high']]);
    assert.equal(query.toString(), 'status=pending&limit=200&search=A%26B+shop&min_amount=1000&priority=high');
  });

  test('turn a wait into a time', () => {
    const hours = (Date.now() - Date.parse(filtered([['waiting', '24']]).get('to') ?? '')) / 3_600_000;
    assert.equal(Math.round(hours), 24);
  });
});

describe('a sum', () => {
  for (const [amounts, sum] of [
    [['0.05'], '0.05'], [['0.10', '0.20'], '0.30'], [['0.99', '0.01'], '1.00'],
    [['90071992547409931.07', '0.01'], '90071992547409931.08'], [Array(203).fill('1000.00'), '203000.00'],
    [['1.234', '0.766'], '2.000'], [['0.001', '0.002'], '0.003'], [['1500', '1'], '1501']
  ]) {
    test(`is exact: ${sum}`, () => {
      assert.equal(total(queueOf(amounts.map((amount, at) => item(`W${at}`, amount))).rows), sum);
    });
  }
});

describe('the order', () => {
  test('begins with what waits longest', () => {
    assert.equal(references(four().rows), 'DACB');
    assert.equal(four().sorting('waiting'), 'descending');
  });

  test('is the larger amount first, and the smaller one with the second click', () => {
    const queue = four();
    queue.sortBy('amount');
    assert.equal(references(queue.rows), 'BDAC');
    assert.deepEqual(['amount', 'waiting'].map(one => queue.sorting(one)), ['descending', 'none']);
    queue.sortBy('amount');
    assert.deepEqual([references(queue.rows), queue.sorting('amount')], ['CADB', 'ascending']);
  });

  test('holds for a page that comes later', () => {
    const queue = four();
    queue.sortBy('amount');
    queue.take({results: [item('E', '3500.00')], next: null}, true);
    assert.equal(references(queue.rows), 'BEDAC');
  });
});

describe('the selection', () => {
  test('of all leaves out what is decided on its own', () => {
    const queue = four();
    queue.select(queue.rows, true);
    assert.equal(references(queue.chosen()), 'DAC');
    queue.select(queue.rows, false);
    assert.equal(references(queue.chosen()), '');
  });

  test('with Shift goes from the row before to this one, either way', () => {
    const queue = four();
    const [d, a, c, b] = queue.rows;
    queue.pick(c, true, false);
    queue.pick(d, true, true);
    assert.equal(references(queue.chosen()), 'DAC');
    queue.pick(a, false, true);
    assert.equal(references(queue.chosen()), 'C');
    queue.pick(b, true, true);
    assert.equal(references(queue.chosen()), 'AC');
  });

  test('with Shift is one row where the row before is not shown any more', () => {
    const queue = four();
    queue.pick(queue.rows[0], true, false);
    queue.take({results: ['E', 'F', 'G'].map(name => item(name)), next: null}, false);
    queue.pick(queue.rows[2], true, true);
    assert.equal(references(queue.chosen()), 'G');
  });

  test('is kept for what is on no page yet, and forgotten when all pages are there without it', () => {
    const queue = queueOf([item('A')], {next: '/next', selected: ['A', 'Z']});
    assert.deepEqual([...queue.selected], ['A', 'Z']);
    assert.equal(references(queue.chosen()), 'A');
    queue.take({results: [item('B')], next: null}, true);
    assert.deepEqual([...queue.selected], ['A']);
  });

  test('never holds what this person must not decide on, though it was kept', () => {
    assert.equal(references(queueOf([item('A', '1.00', {requester_id: 'admin1'})], {selected: ['A']}).chosen()), '');
  });
});

describe('a decision on many', () => {
  const told = [];
  const part = {begins: (...range) => told.push(range), ends: () => told.push('ends')};
  const answer = (...results) => json({
    decided: results.filter(one => one.success).length, refused: results.filter(one => !one.success).length, results
  });
  const yes = reference => ({reference, success: true, message: 'Done'});
  const many = (from, to) => Array.from({length: to - from + 1}, (_, at) => `W${from + at}`);
  beforeEach(() => told.splice(0));

  const selected = names => {
    const queue = queueOf(names.map(name => item(name)));
    queue.select(queue.rows, true);
    return queue;
  };

  test('is sent in calls of at most 200', async () => {
    const queue = selected(many(1, 450));
    const parts = [many(1, 200), many(201, 400), many(401, 450)];
    const asked = answering(...parts.map(names => answer(...names.map(yes))));
    const outcome = await decideMany(queue, 'approve', '', queue.chosen(), part);
    assert.deepEqual(outcome, {decided: 450, refused: 0, failure: null});
    assert.deepEqual(asked.map(one => JSON.parse(one.body).references), parts);
    assert.deepEqual(told, [[1, 200], 'ends', [201, 400], 'ends', [401, 450], 'ends']);
    assert.equal(queue.selected.size, 0);
    assert.equal(queue.together().length, 0);
  });

  test('ends with the first call that fails; what was not answered stays selected', async () => {
    const queue = selected(many(1, 450));
    const asked = answering(answer(...many(1, 200).map(yes)), new TypeError('gone'));
    const {failure, ...outcome} = await decideMany(queue, 'approve', '', queue.chosen(), part);
    assert.deepEqual(outcome, {decided: 200, refused: 0});
    assert.match(failure?.message ?? '', /nothing is done twice/);
    assert.equal(asked.length, 2);
    assert.deepEqual([...queue.selected], many(201, 450));
  });

  test('is asked under the same key when its answer was lost', async () => {
    const queue = selected(['A']);
    const asked = answering(new TypeError('gone'), answer(yes('A')));
    await decideMany(queue, 'reject', 'Closed', queue.chosen(), part);
    const outcome = await decideMany(queue, 'reject', 'Closed', queue.chosen(), part);
    assert.equal(outcome.decided, 1);
    assert.equal(asked[0].headers['Idempotency-Key'], asked[1].headers['Idempotency-Key']);
    assert.deepEqual(JSON.parse(asked[1].body), {decision: 'reject', reason: 'Closed', references: ['A']});
  });

  for (const [code, again] of [
    ['already_decided', false], ['already_cancelled', false], ['not_found', false],
    ['wallet_frozen', true], [null, true]
  ]) {
    test(`that is refused with ${code} can ${again ? '' : 'not '}be tried again`, async () => {
      const queue = selected(['A']);
      answering(answer({reference: 'A', success: false, code, message: 'No.'}));
      assert.equal((await decideMany(queue, 'approve', '', queue.chosen(), part)).refused, 1);
      assert.equal(queue.together().length, again ? 1 : 0);
      assert.equal(queue.selected.size, 0);
      assert.equal(noteOf(queue.rows[0]), 'Not decided: No.');
    });
  }

  test('says beside each what became of it, and who looks at what is open', () => {
    const queue = four();
    queue.report('reject', [yes('A')]);
    queue.report('approve', [yes('C')]);
    const notes = Object.fromEntries(queue.rows.map(row => [row.item.reference, noteOf(row, ['Ada', 'Bola'])]));
    assert.equal(notes.A, 'Rejected and refunded');
    assert.equal(notes.C, 'Approved');
    assert.match(notes.B, /^High priority: review it on its own\. .*Ada, Bola/);
    assert.match(notes.D, /^[^.]*Ada, Bola/);
    assert.equal(noteOf(queue.rows[0]), '');
  });
});
