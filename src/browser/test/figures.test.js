import './browser.js';
import {brief, CHARTS, percent, stepFor} from '../../main/resources/plugin-webapp/withdrawal-desk/app/charts.js';
import {describe, mock, test} from 'node:test';
import {known, rangeOf} from '../../main/resources/plugin-webapp/withdrawal-desk/app/period.js';
import assert from 'node:assert/strict';
import {chartOptions} from '../../main/resources/plugin-webapp/withdrawal-desk/app/chart-options.js';

describe('a share', () => {
  for (const [part, whole, said] of [[1, 3, '33.3%'], [2, 2, '100%'], [0, 4, '0%'], [0, 0, '–'], [1, 1000, '0.1%']]) {
    test(`${part} of ${whole} is ${said}`, () => assert.equal(percent(part, whole), said));
  }
});

test('a reason beside a bar is short', () => {
  assert.equal(brief(null), '');
  assert.equal(brief('x'.repeat(28)).length, 28);
  assert.equal(brief('x'.repeat(29)), `${'x'.repeat(27)}…`);
});

test('an axis of time has steps of one whole unit', () => {
  assert.deepEqual([0, 360, 361, 3600, 3601, 604_800 * 6].map(stepFor), [60, 60, 120, 600, 3600, 604_800]);
});

describe('the period', () => {
  const period = address => rangeOf(new URLSearchParams(address));

  test('ends today in its zone, and has both ends', () => {
    mock.timers.enable({apis: ['Date'], now: Date.parse('2026-03-01T23:30:00Z')});
    assert.deepEqual(period('days=1&zone=UTC'), {from: '2026-03-01', to: '2026-03-01', zone: 'UTC', days: 1});
    assert.deepEqual(period('days=7&zone=Africa/Lagos'),
        {from: '2026-02-24', to: '2026-03-02', zone: 'Africa/Lagos', days: 7});
    mock.timers.reset();
  });

  for (const address of ['', 'days=8', 'days=x', 'from=2026-01-01', 'to=2026-01-01']) {
    test(`is seven days of this zone for "${address}"`, () => {
      assert.equal(period(address).days, 7);
      assert.equal(period(address).zone, 'Africa/Lagos');
    });
  }

  test('that is chosen is none of the offered ones', () => {
    const chosen = {from: '2026-01-01', to: '2026-01-31', zone: 'UTC'};
    assert.deepEqual(period('from=2026-01-01&to=2026-01-31&zone=UTC&days=30'), chosen);
  });

  for (const [zone, is] of [['Europe/Paris', 'Europe/Paris'], ['Mars/Base', null], ['', ''], [null, null]]) {
    test(`knows ${zone} as ${is}`, () => assert.equal(known(zone), is));
  }
});

describe('a chart of failures', () => {
  const all = {from: '2026-01-01', to: '2026-01-07', zone: 'UTC'};
  const data = {all, sum: amount => `₦${amount}`, currency: 'NGN', failures: [
    {code: 'rejected', reason: 'No proof.', count: 3, amount: '300.00'},
    {code: null, reason: null, count: 2, amount: '20.00'}
  ]};
  globalThis.document.createElement = () => ({
    setAttribute() {}, append() {}, getContext: () => ({
      fillRect() {}, moveTo() {}, lineTo() {}, stroke() {}, createPattern: () => 'stripes'
    })
  });
  const chart = CHARTS.failures(data);

  test('leads to what failed so, and the rest leads nowhere', () => {
    assert.deepEqual(chart.drill, [{...all, failure_code: 'rejected', failure_reason: 'No proof.'}, null]);
  });

  test('says the same in its table', () => {
    assert.deepEqual(chart.rows.map(row => row.slice(1)), [['3', '₦300.00'], ['2', '₦20.00']]);
    assert.match(chart.rows[0][0], /: No proof\.$/);
    assert.match(chart.summary, /5/);
  });

  test('opens what is clicked, and nothing where nothing is', () => {
    const opened = [];
    const {options} = chartOptions(chart, data, chosen => opened.push(chosen));
    options.onClick({}, [{index: 0, datasetIndex: 0}]);
    options.onClick({}, [{index: 1, datasetIndex: 0}]);
    options.onClick({}, []);
    assert.deepEqual(opened, [{...all, failure_code: 'rejected', failure_reason: 'No proof.'}]);
  });
});
