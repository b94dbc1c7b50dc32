// @ts-check
import {call, download} from './api.js';
import {chartOptions} from './chart-options.js';
import {CHARTS} from './charts.js';
import {date, element, money, text} from './desk.js';
import {DAYS, known, rangeOf, zoneHere} from './period.js';

const FIGURES = '/api/admin/operations/figures';

/** Chart.js puts itself into the window. It is loaded once figures are looked at; without it, they are tables. */
const CHART_JS = '/webjars/chart.js/dist/chart.umd.min.js';
/** @type {Promise<any> | null} */
let library = null;
const chartJs = () => library ??= import(CHART_JS).then(() => window.Chart, () => library = null);

/** The figures of a period that is chosen here and kept in the address. */
export function figures({failed, drill, navigate}) {
  let shown = '';
  /** @type {{destroy: () => void}[]} */
  let drawn = [];
  const heading = element('h2', {id: 'desk-figures'}, text('figures'));
  const period = element('p', {class: 'desk-state', role: 'status'});
  const choices = DAYS.map(days => element('button', {
    type: 'button', class: 'desk-choice', 'data-days': days, onclick: () => choose(now => now.set('days', days))
  }, text(days === 1 ? 'today' : 'lastDays', {days})));
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
    const toggle = element('button', {
      type: 'button', class: 'desk-link', hidden: !drawable, onclick: () => turn(picture.hidden)
    }, text('asTable'));

    /** Beside a picture the table is there for screen readers, and out of the way of the keyboard. */
    function turn(pictured) {
      picture.hidden = !pictured;
      table.classList.toggle('desk-hidden', pictured);
      [table, ...table.querySelectorAll('button')].forEach(one => {
        one.tabIndex = pictured ? -1 : 0;
      });
      toggle.setAttribute('aria-pressed', String(!pictured));
    }

    turn(drawable || empty);
    picture.hidden ||= empty;
    if (drawable) {
      drawn.push(new Chart(canvas, chartOptions(chart, data, drill)));
    }
    return element('figure', {class: 'desk-chart', 'aria-labelledby': id},
        element('h3', {id}, text(`chart_${name}`)),
        element('p', {class: 'desk-summary'}, chart.summary),
        picture, table,
        element('div', {class: 'desk-tools'}, toggle,
            element('button', {
              type: 'button', class: 'desk-link', 'aria-label': text('csvOf', {name: text(`chart_${name}`)}),
              onclick: () => download(`${FIGURES}.csv?${query}&table=${name}`).catch(failed)
            }, text('csv'))));
  }

  function tableOf(name, chart) {
    return element('table', {class: 'desk-table'},
        element('caption', {class: 'desk-hidden'}, text(`chart_${name}`)),
        element('thead', {}, element('tr', {}, ...chart.head.map((column, index) =>
            element('th', {scope: 'col', class: index ? 'desk-amount' : null}, text(`column_${column}`))))),
        element('tbody', {}, ...chart.rows.map(([first, ...rest], index) => element('tr', {},
            element('th', {scope: 'row'}, chart.drill[index]
                ? element('button', {
                  type: 'button', class: 'desk-link', onclick: () => drill(chart.drill[index])
                }, first)
                : first),
            ...rest.map(value => element('td', {class: 'desk-amount'}, value))))));
  }

  function leave() {
    drawn.forEach(chart => chart.destroy());
    drawn = [];
  }

  return {node, show, leave};
}
