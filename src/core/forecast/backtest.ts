import { dayNumber } from '../days.ts';
import { sumLeaves } from './base-forecasts.ts';
import { scaledError } from './conformal.ts';
import { atConstantPrices } from './constant-prices.ts';
import { forecastDrivers } from './drivers.ts';
import { usageEffects } from './effects.ts';
import { forecastSeries } from './forecast-series.ts';
import { buildHierarchy, type HierarchyNode } from './hierarchy.ts';
import { holidayCalendar, holidayFactors, withoutHolidays } from './holidays.ts';
import { mase, maseScale, smape } from './metrics.ts';
import type { MultiplierKey } from './multipliers.ts';
import type { ForecastInput } from './plan-input.ts';
import { seedFrom } from './rng.ts';
import type { Quantiles } from './types.ts';

/** Days of a backtest's horizon: one quarter. */
export const BACKTEST_HORIZON = 91;
const LEAST_HISTORY = 56;
const STRIDE = 28;
const LEVELS = new Set(['company', 'tool', 'team']);

/** Result of one node at one origin. Amounts in dollars of usage. */
export interface BacktestResult {
  node: HierarchyNode;
  /** Last day known at the origin. */
  origin: number;
  /** Thirds of the horizon (step 1-3) and the whole (step 0). */
  spans: { step: number; to: number; actual: number; quantiles: Quantiles; runRate: number; score: number | null }[];
  multiplierKey: MultiplierKey;
  /** Scaled errors of the daily steps. */
  stepScores: { step: number; score: number }[];
  smape: number;
  mase: number | null;
  covered80: number;
}

/** Last known days of the origins, newest first: every 28 days, a full quarter before the end, 8 weeks of history. */
export function backtestOrigins(days: number, count: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < count; i++) {
    const known = days - BACKTEST_HORIZON - i * STRIDE;
    if (known < LEAST_HISTORY) break;
    out.push(known);
  }
  return out;
}

/**
 * Rolling-origin backtest of company, tools and teams: everything is refitted on what was known at the origin, with the
 * events announced by then; the horizon is one quarter of usage. Seats are known by the calendar and left out.
 */
export function backtest(input: ForecastInput): BacktestResult[] {
  const axis = dayNumber(input.firstDay);
  const days = dayNumber(input.lastDay) - axis + 1;
  const nodes = buildHierarchy(input.leaves, input.teams).filter((n) => LEVELS.has(n.level));
  return backtestOrigins(days, input.backtestOrigins).flatMap((known) => atOrigin(input, nodes, axis, known));
}

function atOrigin(
  input: ForecastInput,
  nodes: readonly HierarchyNode[],
  axis: number,
  known: number,
): BacktestResult[] {
  const start = axis + known;
  const horizon = BACKTEST_HORIZON;
  const holidays = holidayCalendar(input.holidays, axis);
  const announced = input.events.filter((e) => dayNumber(e.announcedAt) < start);
  const past = announced.filter((e) => dayNumber(e.effectiveDate) < start);
  const ahead = announced.filter((e) => dayNumber(e.effectiveDate) >= start);
  const cut = input.leaves.map((leaf) => ({
    ...leaf,
    priceNow: null,
    tokens: leaf.tokens.slice(0, known),
    usd: atConstantPrices(leaf, leaf.usd.slice(0, known), past, axis),
  }));
  const users = input.activeUsers.map((a) => ({ ...a, users: a.users.slice(0, known) }));
  const drivers = forecastDrivers(cut, users, input.teams, horizon, input.seed, holidays);
  const effects = usageEffects(cut, drivers, input.teams, ahead, start, horizon);
  const paths = cut.map((leaf) => leaf.usd);
  const company = sumLeaves(
    paths,
    paths.map((_, i) => i),
  );
  const factors = holidayFactors(company, holidays, horizon);
  const results: BacktestResult[] = [];
  for (const node of nodes) {
    const history = sumLeaves(paths, node.leaves);
    const truth = sumLeaves(
      input.leaves.map((l) => l.usd.slice(known, known + horizon)),
      node.leaves,
    );
    if (truth.some((v) => v === null) || history.every((v) => v === null || v === 0)) continue;
    const actual = Float64Array.from(truth, (v) => v ?? 0);
    const values = withoutHolidays(history, holidays);
    const direct = forecastSeries({ values, frequency: 'daily', horizon, seed: seedFrom(node.id, input.seed) });
    const shift = Float64Array.from({ length: horizon }, (_, k) => {
      const own = direct.steps[k]!.p50 * factors[k]!;
      return blended(own, node, k, drivers, effects) - direct.steps[k]!.p50;
    });
    results.push(score(node, start - 1, actual, history, direct, shift));
  }
  return results;
}

/** Direct forecast and driver forecast in equal parts, times the node's event ratio. */
function blended(
  own: number,
  node: HierarchyNode,
  k: number,
  drivers: ReturnType<typeof forecastDrivers>,
  effects: ReturnType<typeof usageEffects>,
): number {
  let without = 0;
  let withEvents = 0;
  let added = 0;
  let counted = true;
  for (const leaf of node.leaves) {
    const driver = drivers.leaves[leaf]!;
    const spend = driver.tokens[k]! * driver.price;
    without += spend;
    withEvents += spend * effects.ratio[leaf]![k]!;
    added += effects.added[leaf]![k]!;
    counted &&= driver.counted;
  }
  const value = counted ? 0.5 * (own + without) : own;
  return value * (without > 0 ? withEvents / without : 1) + added;
}

function score(
  node: HierarchyNode,
  origin: number,
  actual: Float64Array,
  history: readonly (number | null)[],
  direct: ReturnType<typeof forecastSeries>,
  shift: Float64Array,
): BacktestResult {
  const horizon = actual.length;
  const known = Float64Array.from(history, (v) => v ?? 0);
  const rate = known.slice(-30).reduce((a, b) => a + b, 0) / Math.min(30, known.length);
  const sum = (x: ArrayLike<number>, from: number, to: number) => {
    let out = 0;
    for (let k = from; k < to; k++) out += x[k]!;
    return out;
  };
  const third = (i: number) => Math.round((i * horizon) / 3);
  const parts = [
    ...[0, 1, 2].map((i) => ({ step: i + 1, from: third(i), to: third(i + 1) })),
    { step: 0, from: 0, to: horizon },
  ];
  const spans = parts.map(({ step, from, to }) => {
    const q = direct.totalOf(from, to);
    const middle = q.p50 + sum(shift, from, to);
    const quantiles = scaledAround(q, middle);
    const truth = sum(actual, from, to);
    const width = weightedScale(direct, from, to);
    const error = scaledError(truth, middle, width, direct.rule);
    return { step, to, actual: truth, quantiles, runRate: rate * (to - from), score: error };
  });
  const point = Float64Array.from(direct.steps, (q, k) => q.p50 + shift[k]!);
  let covered = 0;
  const stepScores: { step: number; score: number }[] = [];
  direct.steps.forEach((q, k) => {
    const around = scaledAround(q, point[k]!);
    if (actual[k]! >= around.p10 && actual[k]! <= around.p90) covered++;
    const error = scaledError(actual[k]!, point[k]!, direct.scales[k]!, direct.rule);
    if (error !== null) stepScores.push({ step: k + 1, score: error });
  });
  return {
    node,
    origin,
    spans,
    multiplierKey: direct.multiplierKey,
    stepScores,
    smape: smape(actual, point),
    mase: mase(actual, point, maseScale(known, 7)),
    covered80: covered / horizon,
  };
}

/** Scale of a sum, as in totals.ts: the mean scale weighted by the points, the plain sum for additive bounds. */
function weightedScale(direct: ReturnType<typeof forecastSeries>, from: number, to: number): number {
  let weighted = 0;
  let total = 0;
  let plain = 0;
  for (let k = from; k < to; k++) {
    weighted += direct.steps[k]!.p50 * direct.scales[k]!;
    total += direct.steps[k]!.p50;
    plain += direct.scales[k]!;
  }
  return direct.rule.form === 'additive' ? plain : total > 0 ? weighted / total : 0;
}

/** Quantiles moved to a new middle, widths in proportion; unscaled where the old middle is 0. */
export function scaledAround(q: Quantiles, middle: number): Quantiles {
  const factor = q.p50 !== 0 ? Math.abs(middle / q.p50) : 1;
  const out = { ...q };
  for (const name of Object.keys(q) as (keyof Quantiles)[]) {
    const value = middle + (q[name] - q.p50) * factor;
    out[name] = q.p025 >= 0 && middle >= 0 ? Math.max(0, value) : value;
  }
  return out;
}
