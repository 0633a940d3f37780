import { effectWords } from './effects.ts';
import type { DriverFacts, MonthFacts } from './facts.ts';
import { money, monthName, shortMonth, signedAmount } from './numbers.ts';
import type { ChartSpec, ChartView } from './view-types.ts';

/** Colours of a chart; contrast of text on ground is at least 7:1, of marks 3:1. */
interface Theme {
  readonly ground: string;
  readonly text: string;
  readonly faint: string;
  readonly spent: string;
  readonly forecast: string;
  readonly budget: string;
  readonly up: string;
  readonly down: string;
}

const LIGHT: Theme = {
  ground: '#ffffff',
  text: '#3b4654',
  faint: '#dfe4ea',
  spent: '#2563c9',
  forecast: '#8fb4ee',
  budget: '#c2410c',
  up: '#c2410c',
  down: '#1a7f4b',
};

const DARK: Theme = {
  ground: '#1c222b',
  text: '#c9d1db',
  faint: '#39424f',
  spent: '#5b9bff',
  forecast: '#4772b3',
  budget: '#ff9b57',
  up: '#ff9b57',
  down: '#4cc38a',
};

/** Width of a chart in CSS pixels: the inside of a 600-pixel mail. */
const WIDTH = 552;

/** Large enough to be read when a phone shows the chart at two thirds. */
const FONT_SIZE = 16;

const config = (theme: Theme): ChartSpec => ({
  background: theme.ground,
  font: 'DejaVu Sans',
  view: { stroke: null },
  axis: {
    labelColor: theme.text,
    labelFontSize: FONT_SIZE,
    gridColor: theme.faint,
    domainColor: theme.faint,
    tickColor: theme.faint,
    labelPadding: 6,
    title: null,
  },
  legend: { labelColor: theme.text, labelFontSize: FONT_SIZE, title: null, orient: 'top', symbolSize: 160, offset: 14 },
});

const autosize = { type: 'fit', contains: 'padding' };

/** Months spent, months forecast with their 80 % interval, and budgets; null when no month has a figure. */
export function spendChart(
  months: readonly MonthFacts[],
  currency: string,
  id: string,
  scope: string,
): ChartView | null {
  const shown = months.filter((m) => m.spent !== null || m.forecast !== null);
  if (shown.length === 0) return null;
  const height = 300;
  const values = shown.map((m, i) => ({
    // A second line names the year where it begins.
    label: shortMonth(m.month) + (i === 0 || m.month.endsWith('-01') ? `|${m.month.slice(0, 4)}` : `|${' '.repeat(i)}`),
    kind: m.spent === null ? 'forecast' : 'spent',
    amount: Number(m.spent ?? m.forecast!.p50),
    low: m.spent === null ? Number(m.forecast!.p10) : null,
    high: m.spent === null ? Number(m.forecast!.p90) : null,
    budget: m.budget === null ? null : Number(m.budget),
  }));
  const kinds = ['spent', 'forecast', 'budget'].filter((k) =>
    values.some((v) => (k === 'budget' ? v.budget !== null : v.kind === k)),
  );
  const x = {
    field: 'label',
    type: 'nominal',
    sort: null,
    axis: { labelAngle: 0, ticks: false, grid: false, labelOverlap: false, labelExpr: "split(datum.label, '|')" },
  };
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    axis: {
      tickCount: 5,
      domain: false,
      ticks: false,
      labelExpr: "datum.value === 0 ? '0' : format(datum.value, '~s')",
    },
    scale: { zero: true },
  });
  const spec = (theme: Theme): ChartSpec => ({
    width: WIDTH,
    height,
    autosize,
    padding: { left: 4, right: 8, top: 4, bottom: 4 },
    config: config(theme),
    data: { values },
    encoding: { x },
    layer: [
      {
        mark: { type: 'bar', width: { band: 0.68 }, cornerRadiusEnd: 2 },
        encoding: {
          y: y('amount'),
          color: {
            field: 'kind',
            type: 'nominal',
            scale: { domain: kinds, range: kinds.map((k) => theme[k as 'spent' | 'forecast' | 'budget']) },
            legend: { symbolType: 'square' },
          },
        },
      },
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'rule', color: theme.text, strokeWidth: 2 },
        encoding: { y: y('low'), y2: { field: 'high' } },
      },
      {
        transform: [{ filter: 'isValid(datum.budget)' }],
        mark: { type: 'tick', color: theme.budget, thickness: 3, width: { band: 0.86 }, orient: 'horizontal' },
        encoding: { y: y('budget') },
      },
    ],
  });
  const last = shown.filter((m) => m.spent !== null).at(-1);
  const next = shown.filter((m) => m.spent === null).at(-1);
  const alt = [
    `Monthly spend of ${scope}`,
    ...(last === undefined ? [] : [`${monthName(last.month)} ${money(last.spent!, currency)}`]),
    ...(next === undefined ? [] : [`forecast for ${monthName(next.month)} ${money(next.forecast!.p50, currency)}`]),
  ].join('; ');
  return { id, alt, width: WIDTH, height, light: spec(LIGHT), dark: spec(DARK) };
}

/** Every cause of the change between two quarters as a bar to the left (less) or right (more) of zero. */
export function driverChart(drivers: readonly DriverFacts[], currency: string, id: string): ChartView {
  const values = drivers.map((d) => ({
    cause: effectWords(d.effect).label,
    amount: Number(d.amount),
    text: signedAmount(d.amount),
    sign: d.amount.startsWith('-') ? 'less' : 'more',
  }));
  const height = 24 + 40 * values.length;
  const lowest = Math.min(0, ...values.map((v) => v.amount));
  const highest = Math.max(0, ...values.map((v) => v.amount));
  // Room for the figure beyond the end of the longest bar: about 95 of 330 pixels on each side that has bars.
  const room = (highest - lowest) * (lowest < 0 && highest > 0 ? 0.7 : 0.42);
  const domain = [lowest < 0 ? lowest - room : 0, highest > 0 ? highest + room : 0];
  const label = (theme: Theme, less: boolean): ChartSpec => ({
    transform: [{ filter: `datum.sign === '${less ? 'less' : 'more'}'` }],
    mark: { type: 'text', align: less ? 'right' : 'left', dx: less ? -8 : 8, color: theme.text, fontSize: FONT_SIZE },
    encoding: { text: { field: 'text' } },
  });
  const spec = (theme: Theme): ChartSpec => ({
    width: WIDTH,
    height,
    autosize,
    padding: 4,
    config: config(theme),
    data: { values },
    encoding: {
      y: {
        field: 'cause',
        type: 'nominal',
        sort: null,
        axis: { ticks: false, domain: false, labelLimit: 240, grid: false },
      },
      x: { field: 'amount', type: 'quantitative', scale: { domain, nice: false }, axis: null },
    },
    layer: [
      {
        mark: { type: 'bar', height: { band: 0.6 }, cornerRadiusEnd: 2 },
        encoding: {
          color: {
            field: 'sign',
            type: 'nominal',
            scale: { domain: ['more', 'less'], range: [theme.up, theme.down] },
            legend: null,
          },
        },
      },
      label(theme, true),
      label(theme, false),
      { mark: { type: 'rule', color: theme.text }, encoding: { x: { datum: 0 }, y: null } },
    ],
  });
  const alt = `Causes of the change in ${currency}: ${values.map((v) => `${v.cause} ${v.text}`).join(', ')}`;
  return { id, alt, width: WIDTH, height, light: spec(LIGHT), dark: spec(DARK) };
}
