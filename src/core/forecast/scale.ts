import type { PointForecast } from './components.ts';
import type { EtsFit } from './ets.ts';
import type { EtsParameters } from './ets-model.ts';
import type { Frequency } from './types.ts';

/** Prior one-step deviation on the relative scale. */
const PRIOR: Readonly<Record<Frequency, number>> = { monthly: 0.03, weekly: 0.1, daily: 0.15 };

/** Uncertainty of a forecast: relative to the value for positive history, in units of mean |y| otherwise. */
export interface Scale {
  /** One-step deviation, at most 1.5. */
  sigma1: number;
  /** Deviation of each step, at most 1.5. */
  steps: Float64Array;
}

/**
 * Growth of the variance over the horizon, `G_k = 1 + sum_{j<k} c_j^2` with
 * `c_j = alpha + beta (phi + ... + phi^j) + gamma 1[j mod m = 0]`, capped at 40.
 * Source: Hyndman et al. 2008, table 6.1 (class 1).
 */
export function horizonGrowth(p: EtsParameters, hasTrend: boolean, m: number, horizon: number): Float64Array {
  const out = new Float64Array(horizon);
  let growth = 1;
  let damped = 0;
  let power = 1;
  for (let k = 0; k < horizon; k++) {
    if (k > 0) {
      power *= p.phi;
      damped += power;
      const c = p.alpha + (hasTrend ? p.beta * damped : 0) + (m > 1 && k % m === 0 ? p.gamma : 0);
      growth += c * c;
    }
    out[k] = Math.min(growth, 40);
  }
  return out;
}

/** Squared errors summed with the largest 2 % cut to the next smaller one when there are more than 20. */
export function cappedSquares(errors: ArrayLike<number>): number {
  const sizes = Float64Array.from(errors, Math.abs).sort();
  const n = sizes.length;
  const cap = n > 20 ? sizes[n - 1 - Math.max(1, Math.floor(0.02 * n))]! : Number.POSITIVE_INFINITY;
  let sum = 0;
  for (const e of sizes) sum += Math.min(e, cap) ** 2;
  return sum;
}

interface Errors {
  errors: Float64Array;
  df: number;
  growth: Float64Array;
}

function fromFit(fit: EtsFit, errors: Float64Array, horizon: number): Errors {
  const n = errors.length;
  const m = fit.spec.season === 'N' ? 1 : fit.m;
  return {
    errors,
    df: Math.max(n / 2, n - fit.parameterCount),
    growth: horizonGrowth(fit.parameters, fit.spec.trend !== 'N', m, horizon),
  };
}

/** Too short for a model: first differences, `G_k = 1 + 0.36 (k - 1)`, df = max(1, count - 2). */
function fromDifferences(values: Float64Array, positive: boolean, unit: number, horizon: number): Errors {
  const errors = new Float64Array(Math.max(0, values.length - 1));
  for (let t = 1; t < values.length; t++) {
    errors[t - 1] = positive ? Math.log(values[t]! / values[t - 1]!) : (values[t]! - values[t - 1]!) / unit;
  }
  const growth = Float64Array.from({ length: horizon }, (_, k) => Math.min(40, 1 + 0.36 * k));
  return { errors, df: Math.max(1, errors.length - 2), growth };
}

function componentVariance(point: PointForecast, k: number, positive: boolean, unit: number): number {
  const { components } = point;
  if (components.length < 2) return 0;
  let mean = 0;
  const at = (i: number) => {
    const v = components[i]!.values[k]!;
    return positive ? Math.log(Math.max(v, 1e-300)) : v / unit;
  };
  for (let i = 0; i < components.length; i++) mean += at(i) / components.length;
  let sum = 0;
  for (let i = 0; i < components.length; i++) sum += (at(i) - mean) ** 2;
  return sum / components.length;
}

/** No deviation is taken for greater: a factor of 12 either way at 90 %. */
const MOST_DEVIATION = 1.5;

/** Least deviation of histories of one, two and three points. */
const LEAST_DEVIATION: Readonly<Record<number, number>> = { 1: 0.35, 2: 0.3, 3: 0.2 };

/**
 * Deviation of every step: `s_k = sqrt(sigma1^2 G_k + variance of the components)`, with
 * `sigma1^2 = (0.5 s0^2 + sum e^2) / (0.5 + df)` from the in-sample one-step errors. Monthly positive series average
 * the variance with that of the best raw model relative to the forecast.
 */
export function forecastScale(
  values: Float64Array,
  point: PointForecast,
  frequency: Frequency,
  positive: boolean,
  unit: number,
): Scale {
  const horizon = point.values.length;
  const n = values.length;
  const s0 = PRIOR[frequency];
  const { best, logModel } = point;
  const source = positive
    ? logModel
      ? fromFit(
          logModel.fit,
          logModel.fit.errors.map((e) => e * logModel.fit.scale * point.errorFactor),
          horizon,
        )
      : fromDifferences(values, true, unit, horizon)
    : best
      ? fromFit(
          best,
          best.errors.map((e) => (e * best.scale) / unit),
          horizon,
        )
      : fromDifferences(values, false, unit, horizon);
  const variance1 = (0.5 * s0 * s0 + cappedSquares(source.errors)) / (0.5 + source.df);
  const sigma1 = Math.min(MOST_DEVIATION, Math.sqrt(variance1));
  const raw = frequency === 'monthly' && positive && best ? rawVariance(best, horizon) : null;
  const steps = new Float64Array(horizon);
  for (let k = 0; k < horizon; k++) {
    let variance = sigma1 * sigma1 * source.growth[k]!;
    if (raw) {
      const f = point.values[k]!;
      if (f > 0) variance = (variance + raw(k, f)) / 2;
    }
    const s = Math.sqrt(variance + componentVariance(point, k, positive, unit));
    const least = (LEAST_DEVIATION[n] ?? 0) * Math.sqrt(1 + 0.3 * k);
    steps[k] = Math.min(MOST_DEVIATION, Math.max(s, least));
  }
  return { sigma1, steps };
}

/** Relative variance of the best raw model at step k, as a share of the squared forecast f. */
function rawVariance(best: EtsFit, horizon: number): (k: number, f: number) => number {
  const n = best.errors.length;
  const df = Math.max(n / 2, n - best.parameterCount);
  const m = best.spec.season === 'N' ? 1 : best.m;
  const growth = horizonGrowth(best.parameters, best.spec.trend !== 'N', m, horizon);
  if (best.spec.error === 'M') {
    const relative = cappedSquares(best.errors.map((e, t) => e / best.fitted[t]!)) / df;
    return (k) => relative * growth[k]!;
  }
  const absolute = (cappedSquares(best.errors) / df) * best.scale ** 2;
  return (k, f) => (absolute * growth[k]!) / (f * f);
}
