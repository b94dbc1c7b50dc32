// @ts-check
import {count} from './charts.js';

/**
 * How Chart.js draws a chart. A line of money beside bars of counts, or the other way round, has an axis of its own.
 *
 * @param {any} chart one of `charts.js`
 * @param {{currency: string, sum: (amount: any) => string}} data
 * @param {(chosen: object) => void} drill lists what is behind a number
 */
export function chartOptions(chart, data, drill) {
  const {format: short} = new Intl.NumberFormat('en', {
    style: 'currency', currency: data.currency, currencyDisplay: 'narrowSymbol', notation: 'compact'
  });
  /** @type {Set<string>} */
  const axes = new Set(chart.sets.map(set => set.yAxisID));
  const formats = {y: chart.axis ?? (chart.money ? short : count), sums: short, counts: count};
  const exactly = {y: chart.axis ?? (chart.money ? data.sum : count), sums: data.sum, counts: count};
  const scale = (axis, side) => ({
    position: side,
    stacked: axis === 'y' && chart.sets.some(set => set.stack),
    beginAtZero: true,
    grid: {drawOnChartArea: axis === 'y'},
    suggestedMax: chart.step,
    ticks: {
      stepSize: chart.step, precision: formats[axis] === short ? undefined : 0, maxTicksLimit: 8,
      callback: value => formats[axis](value)
    }
  });
  const said = item => exactly[item.dataset.yAxisID ?? 'y'](chart.sideways ? item.parsed.x : item.parsed.y);
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
        legend: {
          display: chart.sets.length > 1, position: 'bottom', labels: {usePointStyle: true, pointStyleWidth: 18}
        },
        tooltip: {callbacks: {label: item => `${item.dataset.label}: ${said(item)}`}}
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
