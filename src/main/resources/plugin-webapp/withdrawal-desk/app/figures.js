import {call, download} from './api.js';
import {date, duration, element, locale, money, text} from './desk.js';

const FIGURES = '/api/admin/operations/figures';
const DAYS = [1, 7, 30, 90];
const BLUE = '#2a5a9e';
const ORANGE = '#c2571a';
const GREY = '#8a8a8a';

/** The library puts itself into the window. It is loaded once somebody looks at figures; without it, they are tables. */
let library = null;
const chartJs = () => library ??= import('/webjars/chart.js/dist/chart.umd.min.js').then(() => window.Chart, () => library = null);

/** Stripes, so that two areas differ in more than their colours. */
function striped(color) {
  const tile = element('canvas', {width: 8, height: 8});
  const pen = tile.getContext('2d');
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

const bars = (label, data, backgroundColor, borderColor = backgroundColor) =>
    ({type: 'bar', label, data, backgroundColor, borderColor, borderWidth: 1, maxBarThickness: 56, yAxisID: 'y', stack: 'all', order: 2});
const line = (label, data, color, pointStyle, borderDash = [], yAxisID = 'y') =>
    ({type: 'line', label, data, borderColor: color, backgroundColor: color, pointStyle, pointRadius: data.length > 45 ? 0 : 4, pointHitRadius: 8, borderDash, borderWidth: 2, yAxisID, spanGaps: true, order: 1});
const count = number => number.toLocaleString(locale);
const percent = (part, whole) => whole ? (part / whole).toLocaleString(locale, {style: 'percent', maximumFractionDigits: 1}) : '–';
const dayName = iso => new Date(`${iso}T12:00`).toLocaleDateString(locale, {weekday: 'short', day: 'numeric', month: 'short'});
const brief = reason => !reason ? '' : reason.length > 28 ? `${reason.slice(0, 27)}…` : reason;
/** Steps of an axis of time, in seconds, so that each can be said in one whole unit. */
const STEPS = [60, 120, 300, 600, 3600, 7200, 14_400, 28_800, 86_400, 172_800, 604_800];
const hourName = hour => `${String(hour).padStart(2, '0')}:00`;

/**
 * The charts. Each has what it says in one sentence, a table of the same numbers, and the way to what is behind them.
 *
 * `rows` are the lines of its table, and what each leads to is in `drill`; amounts are numbers only as heights of bars.
 */
const CHARTS = {
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
      approved: count(data.total.approved), rejected: count(data.total.rejected), undecided: count(data.total.undecided),
      rate: percent(data.total.approved, data.total.approved + data.total.rejected)
    }),
    labels: data.days.map(day => dayName(day.day)),
    sets: [
      bars(text('approvedCount'), data.days.map(day => day.approved), BLUE),
      bars(text('rejectedCount'), data.days.map(day => day.rejected), striped(ORANGE), ORANGE),
      bars(text('undecidedCount'), data.days.map(day => day.undecided), '#e4e4e4', GREY)
    ],
    head: ['day', 'approved', 'rejected', 'undecided'],
    rows: data.days.map(day => [dayName(day.day), count(day.approved), count(day.rejected), count(day.undecided)]),
    drill: data.days.map(day => data.on(day)),
    narrowed: [{decision: 'approve'}, {decision: 'reject'}, {}]
  }),
  waits: data => {
    const wait = (day, which, part) => day[which]?.[part] ?? null;
    const said = seconds => seconds == null ? '–' : duration(seconds);
    const lines = [['decision', 'median_seconds', BLUE, 'circle', []], ['decision', 'p95_seconds', BLUE, 'triangle', [3, 3]],
      ['completion', 'median_seconds', ORANGE, 'rect', []], ['completion', 'p95_seconds', ORANGE, 'rectRot', [3, 3]]];
    return {
      summary: text(!data.total.decision ? 'waitsNone' : data.total.completion ? 'waitsSummary' : 'waitsUnpaid', Object.fromEntries(lines.map(([which, part]) => [`${which}_${part}`, said(wait(data.total, which, part))]))),
      labels: data.days.map(day => dayName(day.day)),
      sets: lines.map(([which, part, color, point, dash]) =>
          line(text(`${which}_${part}`), data.days.map(day => wait(day, which, part)), color, point, dash)),
      axis: said,
      step: STEPS.find(step => step * 6 >= Math.max(...lines.flatMap(([which, part]) => data.days.map(day => wait(day, which, part))))),
      head: ['day', ...lines.map(([which, part]) => `${which}_${part}`)],
      rows: data.days.map(day => [dayName(day.day), ...lines.map(([which, part]) => said(wait(day, which, part)))]),
      drill: data.days.map(day => data.on(day))
    };
  },
  failures: data => {
    const name = failure => failure.code ? text(`failure_${failure.code}`) + (failure.reason ? `: ${failure.reason}` : '') : text('otherReasons');
    return {
      summary: data.failures.length ? text('failuresSummary', {count: count(data.failures.reduce((sum, one) => sum + one.count, 0)), most: name(data.failures[0]).replace(/\.$/, '')})
          : text('failuresNone'),
      sideways: true,
      labels: data.failures.map(failure => failure.code ? [text(`failure_${failure.code}`), brief(failure.reason)] : text('otherReasons')),
      sets: [bars(text('column_withdrawals'), data.failures.map(failure => failure.count), striped(ORANGE), ORANGE)],
      head: ['reason', 'withdrawals', 'amount'],
      rows: data.failures.map(failure => [name(failure), count(failure.count), data.sum(failure.amount)]),
      drill: data.failures.map(failure => failure.code && {...data.all, failure_code: failure.code,
        ...(failure.reason ? {failure_reason: failure.reason} : {})})
    };
  },
  'high-value': data => ({
    summary: text('highSummary', {
      high: count(data.total.high), all: count(data.total.requests), sum: data.sum(data.total.high_amount), total: data.sum(data.total.amount)
    }),
    labels: data.days.map(day => dayName(day.day)),
    sets: [
      bars(text('highSum'), data.days.map(day => Number(day.high_amount)), striped(ORANGE), ORANGE),
      bars(text('normalSum'), data.days.map(day => Number(day.normal_amount)), BLUE),
      line(text('highCount'), data.days.map(day => day.high), '#222', 'rectRot', [], 'counts')
    ],
    money: true,
    head: ['day', 'high', 'high_amount', 'normal', 'normal_amount'],
    rows: data.days.map(day => [dayName(day.day), count(day.high), data.sum(day.high_amount), count(day.normal), data.sum(day.normal_amount)]),
    drill: data.days.map(day => data.on(day)),
    narrowed: [{priority: 'high'}, {priority: 'normal'}, {priority: 'high'}]
  }),
  hours: data => {
    const most = data.hours.reduce((best, hour) => hour.requests > best.requests ? hour : best);
    return {
      summary: most.requests ? text('hoursSummary', {hour: hourName(most.hour), count: count(most.requests), all: count(data.total.requests)})
          : text('hoursNone'),
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
        delivered: count(data.deliveries.delivered), all: count(all(data.deliveries)), rate: percent(data.deliveries.delivered, all(data.deliveries)),
        given_up: count(data.deliveries.given_up), pending: count(data.deliveries.pending)
      }),
      labels: data.deliveries_per_day.map(day => dayName(day.day)),
      sets: [
        bars(text('delivered'), data.deliveries_per_day.map(day => day.delivered), BLUE),
        bars(text('pendingMails'), data.deliveries_per_day.map(day => day.pending), '#e4e4e4', GREY),
        bars(text('givenUp'), data.deliveries_per_day.map(day => day.given_up), striped(ORANGE), ORANGE)
      ],
      head: ['day', 'delivered', 'pending', 'given_up', 'rate'],
      rows: data.deliveries_per_day.map(day =>
          [dayName(day.day), count(day.delivered), count(day.pending), count(day.given_up), percent(day.delivered, all(day))]),
      drill: []
    };
  }
};

/** The figures of a period that is chosen here and kept in the address. */
export function figures({failed, drill, navigate}) {
  let shown = '';
  let drawn = [];
  const heading = element('h2', {id: 'desk-figures'}, text('figures'));
  const period = element('p', {class: 'desk-state', role: 'status'});
  const choices = DAYS.map(days => element('button', {type: 'button', class: 'desk-choice', 'data-days': days, onclick: () =>
      choose(now => now.set('days', days))}, text(days === 1 ? 'today' : 'lastDays', {days})));
  const from = element('input', {type: 'date', id: 'desk-from', name: 'from', required: true});
  const to = element('input', {type: 'date', id: 'desk-to', name: 'to', required: true});
  const grid = element('div', {class: 'desk-charts'});
  const node = element('section', {'aria-labelledby': heading.id},
      heading,
      element('div', {class: 'desk-range'},
          element('div', {class: 'desk-choices', role: 'group', 'aria-label': text('range')}, ...choices),
          element('form', {class: 'desk-filters', onsubmit: event => {
            event.preventDefault();
            choose(now => {
              now.set('from', from.value);
              now.set('to', to.value);
            });
          }},
              element('div', {class: 'desk-field'}, element('label', {for: from.id}, text('rangeFrom')), from),
              element('div', {class: 'desk-field'}, element('label', {for: to.id}, text('rangeTo')), to),
              element('button', {type: 'submit', class: 'desk-action'}, text('showRange')))),
      period, grid);

  function choose(change) {
    navigate(now => {
      ['days', 'from', 'to'].forEach(name => now.delete(name));
      now.set('zone', known(now.get('zone')) || zoneHere());
      change(now);
    });
  }

  /** What the address says, seven days when it says nothing. */
  function rangeOf(now) {
    const zone = known(now.get('zone')) || zoneHere();
    if (now.get('from') && now.get('to')) {
      return {from: now.get('from'), to: now.get('to'), zone};
    }
    const days = DAYS.includes(Number(now.get('days'))) ? Number(now.get('days')) : 7;
    const today = dateIn(zone, 0);
    return {from: dateIn(zone, days - 1), to: today, zone, days};
  }

  async function show(now) {
    const range = rangeOf(now);
    const query = new URLSearchParams({from: range.from, to: range.to, zone: range.zone}).toString();
    if (query === shown) {
      return;
    }
    shown = query;
    choices.forEach(choice => choice.setAttribute('aria-pressed', String(Number(choice.dataset.days) === range.days)));
    from.value = range.from;
    to.value = range.to;
    period.textContent = text('loading');
    try {
      const [found, Chart] = await Promise.all([call('GET', `${FIGURES}?${query}`), chartJs()]);
      if (shown === query) {
        draw(found, Chart, query);
        failed(null);
      }
    } catch (refused) {
      shown = '';
      period.textContent = '';
      failed(refused);
    }
  }

  function draw(found, Chart, query) {
    leave();
    const range = {from: found.from, to: found.to, zone: found.zone};
    const data = {
      ...found,
      all: range,
      on: day => ({...range, from: day.day, to: day.day}),
      sum: amount => money(amount, found.currency)
    };
    period.textContent = text('figuresOf', {from: date(found.from), to: date(found.to), zone: found.zone})
        + (Chart ? '' : ` ${text('noCharts')}`);
    grid.replaceChildren(...Object.entries(CHARTS).map(([name, make]) => figure(name, make(data), data, Chart, query)));
  }

  function figure(name, chart, data, Chart, query) {
    const id = `desk-chart-${name}`;
    const empty = !chart.sets.some(set => set.data.some(Boolean));
    const drawable = Boolean(Chart) && !empty;
    const canvas = element('canvas', {role: 'img', 'aria-label': chart.summary});
    const picture = element('div', {class: 'desk-canvas'}, canvas);
    const table = element('div', {class: 'desk-scroll', role: 'group', 'aria-labelledby': id}, tableOf(name, chart));
    const toggle = element('button', {type: 'button', class: 'desk-link', hidden: !drawable, onclick: () => show(picture.hidden)}, text('asTable'));

    /** Beside a picture the table is there for screen readers, and out of the way of the keyboard. */
    function show(pictured) {
      picture.hidden = !pictured;
      table.classList.toggle('desk-hidden', pictured);
      [table, ...table.querySelectorAll('button')].forEach(one => one.tabIndex = pictured ? -1 : 0);
      toggle.setAttribute('aria-pressed', String(!pictured));
    }

    show(drawable || empty);
    picture.hidden ||= empty;
    if (drawable) {
      drawn.push(new Chart(canvas, options(chart, data)));
    }
    return element('figure', {class: 'desk-chart', 'aria-labelledby': id},
        element('h3', {id}, text(`chart_${name}`)),
        element('p', {class: 'desk-summary'}, chart.summary),
        picture, table,
        element('div', {class: 'desk-tools'}, toggle,
            element('button', {type: 'button', class: 'desk-link', 'aria-label': text('csvOf', {name: text(`chart_${name}`)}),
              onclick: () => download(`${FIGURES}.csv?${query}&table=${name}`).catch(failed)}, text('csv'))));
  }

  function tableOf(name, chart) {
    return element('table', {class: 'desk-table'},
        element('caption', {class: 'desk-hidden'}, text(`chart_${name}`)),
        element('thead', {}, element('tr', {}, ...chart.head.map((column, index) =>
            element('th', {scope: 'col', class: index ? 'desk-amount' : null}, text(`column_${column}`))))),
        element('tbody', {}, ...chart.rows.map(([first, ...rest], index) => element('tr', {},
            element('th', {scope: 'row'}, chart.drill[index]
                ? element('button', {type: 'button', class: 'desk-link', onclick: () => drill(chart.drill[index])}, first)
                : first),
            ...rest.map(value => element('td', {class: 'desk-amount'}, value))))));
  }

  /** A line of money beside bars of counts, or the other way round, has an axis of its own. */
  function options(chart, data) {
    const short = value => new Intl.NumberFormat('en', {style: 'currency', currency: data.currency, currencyDisplay: 'narrowSymbol', notation: 'compact'}).format(value);
    const axes = new Set(chart.sets.map(set => set.yAxisID));
    const formats = {y: chart.axis ?? (chart.money ? short : count), sums: short, counts: count};
    const exactly = {y: chart.axis ?? (chart.money ? value => data.sum(value) : count), sums: value => data.sum(value), counts: count};
    const scale = (axis, side) => ({
      position: side, stacked: axis === 'y' && chart.sets.some(set => set.stack), beginAtZero: true, grid: {drawOnChartArea: axis === 'y'},
      suggestedMax: chart.step,
      ticks: {stepSize: chart.step, precision: formats[axis] === short ? undefined : 0, maxTicksLimit: 8,
        callback: value => formats[axis](value)}
    });
    return {
      data: {labels: chart.labels, datasets: chart.sideways ? chart.sets.map(({yAxisID, ...set}) => set) : chart.sets},
      options: {
        animation: false,
        maintainAspectRatio: false,
        indexAxis: chart.sideways ? 'y' : 'x',
        interaction: {mode: 'nearest', intersect: true},
        scales: chart.sideways
            ? {x: scale('y', 'bottom'), y: {grid: {display: false}}}
            : {x: {stacked: true, grid: {display: false}, ticks: {maxRotation: 0, autoSkipPadding: 12}},
              ...Object.fromEntries([...axes].map(axis => [axis, scale(axis, axis === 'y' ? 'left' : 'right')]))},
        plugins: {
          legend: {display: chart.sets.length > 1, position: 'bottom', labels: {usePointStyle: true, pointStyleWidth: 18}},
          tooltip: {callbacks: {label: item => `${item.dataset.label}: ${exactly[item.dataset.yAxisID ?? 'y'](chart.sideways ? item.parsed.x : item.parsed.y)}`}}
        },
        onHover: (event, hit) => {
          event.native.target.style.cursor = hit.length && chart.drill[hit[0].index] ? 'pointer' : '';
        },
        onClick: (event, [hit]) => {
          const chosen = hit && chart.drill[hit.index];
          if (chosen) {
            drill({...chosen, ...chart.narrowed?.[hit.datasetIndex]});
          }
        }
      }
    };
  }

  function leave() {
    drawn.forEach(chart => chart.destroy());
    drawn = [];
  }

  return {node, show, leave};
}

function zoneHere() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The zone, unless the browser knows none of that name. */
function known(zone) {
  try {
    return zone && new Intl.DateTimeFormat('en', {timeZone: zone}) && zone;
  } catch {
    return null;
  }
}

/** The date that many days ago in that zone, as the server writes it. */
function dateIn(zone, daysAgo) {
  const parts = new Intl.DateTimeFormat('en-CA', {timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit'}).format(new Date());
  const date = new Date(`${parts}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() - daysAgo);
  return date.toISOString().slice(0, 10);
}
