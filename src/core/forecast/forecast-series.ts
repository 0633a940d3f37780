import { pointForecast } from './components.ts';
import { meanSize } from './ets.ts';
import { intermittentPaths, intermittentQuantiles } from './intermittent.ts';
import { type BoundRule, bound, certain, stepQuantiles } from './intervals.ts';
import { type MultiplierKey, type MultiplierSet, multiplierKey, SHIPPED_MULTIPLIERS } from './multipliers.ts';
import { type Prepared, prepareSeries } from './prepare.ts';
import { chooseRegime, isPositive } from './regime.ts';
import { mulberry32 } from './rng.ts';
import { forecastScale } from './scale.ts';
import { totalQuantiles } from './totals.ts';
import { tsb } from './tsb.ts';
import { type Component, type Frequency, type Quantiles, type Regime, SEASON_LENGTH } from './types.ts';

/** A series to forecast. */
export interface SeriesInput {
  /** One value a period, oldest first, on a regular grid; null or NaN where a period is missing. */
  values: readonly (number | null)[];
  frequency: Frequency;
  /** Number of periods to forecast, at least 1. */
  horizon: number;
  /** Seed of the bootstrap of intermittent series. Default 0. */
  seed?: number;
  /** Interval multipliers in place of the shipped ones (a company's own, see conformal.ts). */
  multipliers?: Partial<Record<MultiplierKey, MultiplierSet>>;
}

/** Forecast of one series. No number in it is ever NaN. */
export interface SeriesForecast {
  /** Quantiles of each step. */
  steps: Quantiles[];
  /** Quantiles of the sum of all steps. */
  total: Quantiles;
  /** Quantiles of the sum of the steps from..to-1 (0-based), for months and quarters inside the horizon. */
  totalOf: (from: number, to: number) => Quantiles;
  /** ensemble, ses+last, last_value, tsb, constant or zero. */
  method: string;
  regime: Regime;
  /** Forecast of every component that took part, before combining. */
  components: Component[];
  warnings: string[];
  /** Points used, after preparation. */
  observations: number;
  /** Index in the input of the first point used. */
  historyStart: number;
  /** Share of used points that were filled in. */
  imputedShare: number;
  /** One-step deviation: relative for positive history, in units of mean |y| otherwise. */
  sigma1: number;
  /** Deviation of each step, in the same unit as sigma1. */
  scales: Float64Array;
  /** Group of series this one shares multipliers with. */
  multiplierKey: MultiplierKey;
  /** Form of the bounds: how a backtest error is scaled to compare with the multipliers. */
  rule: BoundRule;
  /** low with less than 12 months of history. */
  intervalQuality: 'ok' | 'low';
}

/** Points that make twelve months. */
const YEAR: Readonly<Record<Frequency, number>> = { daily: 365, weekly: 52, monthly: 12 };

/**
 * Forecasts one series: prepares it, picks the regime, combines the regime's models and adds calibrated intervals.
 * Pure and deterministic: the same input gives the same bytes.
 *
 * @throws RangeError when the horizon is not a whole number of at least 1
 */
export function forecastSeries(input: SeriesInput): SeriesForecast {
  const { frequency, horizon } = input;
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new RangeError(`horizon must be a whole number of at least 1, found ${horizon}`);
  }
  const prepared = prepareSeries(input.values, frequency);
  const { values } = prepared;
  const regime = prepared.retired ? 'retired' : chooseRegime(values, frequency);
  const ahead = prepared.missingAtEnd + horizon;
  if (regime === 'empty' || regime === 'zero' || regime === 'retired') return still(input, prepared, regime);
  if (regime === 'intermittent') return intermittent(input, prepared, ahead);
  return modelled(input, prepared, regime, ahead);
}

function describe(input: SeriesInput, prepared: Prepared, regime: Regime) {
  return {
    regime,
    warnings: [...prepared.warnings],
    observations: prepared.values.length,
    historyStart: prepared.start,
    imputedShare: prepared.imputedShare,
    multiplierKey: multiplierKey(input.frequency, regime),
    intervalQuality: prepared.values.length < YEAR[input.frequency] ? ('low' as const) : ('ok' as const),
  };
}

/** Nothing to expect: no observation, only zeros, or stopped. */
function still(input: SeriesInput, prepared: Prepared, regime: Regime): SeriesForecast {
  const out = describe(input, prepared, regime);
  if (regime === 'empty') out.warnings.push('no observation: forecast 0');
  if (regime === 'retired') out.warnings.push('stopped: zeros at the end of the history, forecast 0');
  return {
    ...out,
    steps: Array.from({ length: input.horizon }, () => certain(0)),
    total: certain(0),
    totalOf: () => certain(0),
    method: 'zero',
    components: [],
    sigma1: 0,
    scales: new Float64Array(input.horizon),
    rule: { form: 'additive', unit: meanSize(prepared.values), nonNegative: true },
  };
}

function intermittent(input: SeriesInput, prepared: Prepared, ahead: number): SeriesForecast {
  const state = tsb(prepared.values);
  const skip = prepared.missingAtEnd;
  const point = state.probability * state.size;
  const paths = intermittentPaths(state, ahead, mulberry32(input.seed ?? 0));
  const ofFutures = (from: number, to: number) =>
    intermittentQuantiles(paths, skip + from, skip + to, point * (to - from));
  const steps = Array.from({ length: input.horizon }, (_, k) => ofFutures(k, k + 1));
  // Single days are asked for again and again, and each would sort a thousand futures.
  const totalOf = (from: number, to: number) => (to === from + 1 ? { ...steps[from]! } : ofFutures(from, to));
  return {
    ...describe(input, prepared, 'intermittent'),
    steps,
    total: totalOf(0, input.horizon),
    totalOf,
    method: 'tsb',
    components: [{ name: 'tsb', values: new Float64Array(input.horizon).fill(point) }],
    sigma1: 1,
    scales: new Float64Array(input.horizon).fill(1),
    rule: { form: 'additive', unit: meanSize(prepared.values), nonNegative: true },
  };
}

function modelled(input: SeriesInput, prepared: Prepared, regime: Regime, ahead: number): SeriesForecast {
  const { frequency, horizon } = input;
  const { values, missingAtEnd: skip } = prepared;
  const positive = isPositive(values);
  const unit = meanSize(values);
  const key = multiplierKey(frequency, regime);
  const set = input.multipliers?.[key] ?? SHIPPED_MULTIPLIERS[key];
  const nonNegative = values.every((v) => v >= 0);
  const rule: BoundRule = {
    form: !positive ? 'additive' : key === 'monthly_long' ? 'linear' : 'log',
    unit,
    nonNegative,
  };
  const point = pointForecast(values, frequency, regime, ahead);
  const scale = forecastScale(values, point, frequency, positive, unit);
  const center = point.values.map((v) => bound(v, 0, rule));
  const points = center.subarray(skip);
  const scales = scale.steps.subarray(skip);
  const totalOf = (from: number, to: number) => totalQuantiles(points, scales, from, to, set, rule);
  const tiny = regime === 'tiny' || regime === 'last_value' || regime === 'constant';
  return {
    ...describe(input, prepared, regime),
    steps: Array.from({ length: horizon }, (_, k) =>
      stepQuantiles(points[k]!, skip + k + 1, scales[k]!, scale.sigma1, set, rule),
    ),
    total: totalOf(0, horizon),
    totalOf,
    method: !tiny ? 'ensemble' : regime === 'tiny' ? 'ses+last' : regime,
    components: point.components.map(({ name, values: v }) => ({ name, values: v.subarray(skip) })),
    sigma1: scale.sigma1,
    scales,
    multiplierKey: key,
    rule,
  };
}

/** Seasonal period of a frequency, for callers that only import this module. */
export const seasonLength = (frequency: Frequency): number => SEASON_LENGTH[frequency];
