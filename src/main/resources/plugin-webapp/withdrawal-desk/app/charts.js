// @ts-check
import {duration, element, locale, text} from './desk.js';

const BLUE = '#2a5a9e';
const ORANGE = '#c2571a';
const GREY = '#8a8a8a';

/** Stripes, so that two areas differ in more than their colours. */
function striped(color) {
  const tile = element('canvas', {width: 8, height: 8});
  const pen = /** @type {CanvasRenderingContext2D} */ (tile.getContext('2d'));
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = color;
  pen.lineWidth = 3;
  for (const from of [-8, 0, 8]) {
    pen.moveTo(from, 8);
    pen.lineTo(from + 8, 0);
  }
  pen.stroke();
  return pen.createPattern(tile, 'repeat');
}

const bars = (label, data, backgroundColor, borderColor = backgroundColor) => ({
  type: 'bar', label, data, backgroundColor, borderColor, borderWidth: 1, maxBarThickness: 56,
  yAxisID: 'y', stack: 'all', order: 2
});
const line = (label, data, color, pointStyle, borderDash = [], yAxisID = 'y') => ({
  type: 'line', label, data, borderColor: color, backgroundColor: color, pointStyle,
  pointRadius: data.length > 45 ? 0 : 4, pointHitRadius: 8, borderDash, borderWidth: 2,
  yAxisID, spanGaps: true, order: 1
});
/** @param {number} number */
export const count = number => number.toLocaleString(locale);
/**
 * A share with at most one place; a dash where there is nothing to have a share of.
 *
 * @param {number} part
 * @param {number} whole
 */
export const percent = (part, whole) => !whole ? '–'
    : (part / whole).toLocaleString(locale, {style: 'percent', maximumFractionDigits: 1});
const dayName = iso => new Date(`${iso}T12:00`).toLocaleDateString(locale, {
  weekday: 'short', day: 'numeric', month: 'short'
});
/** @param {string | null} reason */
export const brief = reason => !reason ? '' : reason.length > 28 ? `${reason.slice(0, 27)}…` : reason;
/** Steps of an axis of time, in seconds, so that each can be said in one whole unit. */
const STEPS = [60, 120, 300, 600, 3600, 7200, 14_400, 28_800, 86_400, 172_800, 604_800];

/**
 * The step of an axis that reaches this many seconds in six of them; undefined where none does.
 *
 * @param {number} most
 */
export const stepFor = most => STEPS.find(step => step * 6 >= most);
const hourName = hour => `${String(hour).padStart(2, '0')}:00`;

/**
 * The charts. Each has what it says in one sentence, a table of the same numbers, and the way to what is behind them.
 *
 * `rows` are the lines of its table, and what each leads to is in `drill`; amounts are numbers only as heights of bars.
 *
 * @type {Record<string, (data: any) => any>}
 */
export const CHARTS = {
  requests: data => ({
    summary: text('requestsSummary', {count: count(data.total.requests), sum: data.sum(data.total.amount)}),
    labels: data.days.map(day => dayName(day.day)),
    sets: [
      bars(text('requests'), data.days.map(day => day.requests), BLUE),
      line(text('column_amount'), data.days.map(day => Number(day.amount)), ORANGE, 'rectRot', [6, 4], 'sums')
    ],
    head: ['day', 'requests', 'amount'],
    rows: data.days.map(day => [dayName(day.day), count(day.requests), data.sum(day.amount)]),
    drill: data.days.map(day => data.on(day))
  }),
  decisions: data => ({
    summary: text(data.total.approved + data.total.rejected ? 'decisionsSummary' : 'decisionsNone', {
      approved: count(data.total.approved), rejected: count(data.total.rejected),
      undecided: count(data.total.undecided),
      rate: percent(data.total.approved, data.total.approved + data.total.rejected)
    }),
    labels: data.days.map(day => dayName(day.day)),
    sets: [
      bars(text('approvedCount'), data.days.map(day => day.approved), BLUE),
      bars(text('rejectedCount'), data.days.map(day => day.rejected), striped(ORANGE), ORANGE),
      bars(text('undecidedCount'), data.days.map(day => day.undecided), '#e4e4e4', GREY)
    ],
    head: ['day', 'approved', 'rejected', 'undecided'],
    rows: data.days.map(day =>
        [dayName(day.day), count(day.approved), count(day.rejected), count(day.undecided)]),
    drill: data.days.map(day => data.on(day)),
    narrowed: [{decision: 'approve'}, {decision: 'reject'}, {}]
  }),
  waits: data => {
    const wait = (day, which, part) => day[which]?.[part] ?? null;
    const said = seconds => seconds == null ? '–' : duration(seconds);
    /** @type {[string, string, string, string, number[]][]} */
    const lines = [
      ['decision', 'median_seconds', BLUE, 'circle', []], ['decision', 'p95_seconds', BLUE, 'triangle', [3, 3]],
      ['completion', 'median_seconds', ORANGE, 'rect', []], ['completion', 'p95_seconds', ORANGE, 'rectRot', [3, 3]]
    ];
    const all = lines.map(([which, part]) => [`${which}_${part}`, said(wait(data.total, which, part))]);
    return {
      summary: text(!data.total.decision ? 'waitsNone' : data.total.completion ? 'waitsSummary' : 'waitsUnpaid',
          Object.fromEntries(all)),
      labels: data.days.map(day => dayName(day.day)),
      sets: lines.map(([which, part, color, point, dash]) =>
          line(text(`${which}_${part}`), data.days.map(day => wait(day, which, part)), color, point, dash)),
      axis: said,
      step: stepFor(Math.max(...lines.flatMap(([which, part]) => data.days.map(day => wait(day, which, part))))),
      head: ['day', ...lines.map(([which, part]) => `${which}_${part}`)],
      rows: data.days.map(day =>
          [dayName(day.day), ...lines.map(([which, part]) => said(wait(day, which, part)))]),
      drill: data.days.map(day => data.on(day))
    };
  },
  failures: data => {
    const name = failure => !failure.code ? text('otherReasons')
        : [text(`failure_${failure.code}`), failure.reason].filter(Boolean).join(': ');
    return {
      summary: data.failures.length === 0 ? text('failuresNone') : text('failuresSummary', {
        count: count(data.failures.reduce((sum, one) => sum + one.count, 0)),
        most: name(data.failures[0]).replace(/\.$/, '')
      }),
      sideways: true,
      labels: data.failures.map(failure =>
          failure.code ? [text(`failure_${failure.code}`), brief(failure.reason)] : text('otherReasons')),
      sets: [bars(text('column_withdrawals'), data.failures.map(failure => failure.count), striped(ORANGE), ORANGE)],
      head: ['reason', 'withdrawals', 'amount'],
      rows: data.failures.map(failure => [name(failure), count(failure.count), data.sum(failure.amount)]),
      drill: data.failures.map(failure => failure.code && {...data.all, failure_code: failure.code,
        ...(failure.reason ? {failure_reason: failure.reason} : {})})
    };
  },
  'high-value': data => ({
    summary: text('highSummary', {
      high: count(data.total.high), all: count(data.total.requests), sum: data.sum(data.total.high_amount),
      total: data.sum(data.total.amount)
    }),
    labels: data.days.map(day => dayName(day.day)),
    sets: [
      bars(text('highSum'), data.days.map(day => Number(day.high_amount)), striped(ORANGE), ORANGE),
      bars(text('normalSum'), data.days.map(day => Number(day.normal_amount)), BLUE),
      line(text('highCount'), data.days.map(day => day.high), '#222', 'rectRot', [], 'counts')
    ],
    money: true,
    head: ['day', 'high', 'high_amount', 'normal', 'normal_amount'],
    rows: data.days.map(day => [
      dayName(day.day), count(day.high), data.sum(day.high_amount), count(day.normal), data.sum(day.normal_amount)
    ]),
    drill: data.days.map(day => data.on(day)),
    narrowed: [{priority: 'high'}, {priority: 'normal'}, {priority: 'high'}]
  }),
  hours: data => {
    const most = data.hours.reduce((best, hour) => hour.requests > best.requests ? hour : best);
    return {
      summary: !most.requests ? text('hoursNone') : text('hoursSummary', {
        hour: hourName(most.hour), count: count(most.requests), all: count(data.total.requests)
      }),
      labels: data.hours.map(hour => hourName(hour.hour)),
      sets: [bars(text('requests'), data.hours.map(hour => hour.requests), BLUE)],
      head: ['hour', 'requests', 'amount'],
      rows: data.hours.map(hour => [hourName(hour.hour), count(hour.requests), data.sum(hour.amount)]),
      drill: data.hours.map(hour => ({...data.all, hour: hour.hour}))
    };
  },
  deliveries: data => {
    const all = day => day.delivered + day.pending + day.given_up;
    return {
      summary: text(all(data.deliveries) ? 'deliveriesSummary' : 'deliveriesNone', {
        delivered: count(data.deliveries.delivered), all: count(all(data.deliveries)),
        rate: percent(data.deliveries.delivered, all(data.deliveries)),
        given_up: count(data.deliveries.given_up), pending: count(data.deliveries.pending)
      }),
      labels: data.deliveries_per_day.map(day => dayName(day.day)),
      sets: [
        bars(text('delivered'), data.deliveries_per_day.map(day => day.delivered), BLUE),
        bars(text('pendingMails'), data.deliveries_per_day.map(day => day.pending), '#e4e4e4', GREY),
        bars(text('givenUp'), data.deliveries_per_day.map(day => day.given_up), striped(ORANGE), ORANGE)
      ],
      head: ['day', 'delivered', 'pending', 'given_up', 'rate'],
      rows: data.deliveries_per_day.map(day => [
        dayName(day.day), count(day.delivered), count(day.pending), count(day.given_up),
        percent(day.delivered, all(day))
      ]),
      drill: []
    };
  }
};
