import type { EtsFit } from './ets.ts';
import { stl } from './stl.ts';

/** A series freed of its season, and how to put the season back on a forecast. */
export interface Adjusted {
  values: Float64Array;
  /** Adds the last cycle's season to a forecast of the adjusted series; step 0 is the first future step. */
  restore: (forecast: Float64Array) => Float64Array;
}

/**
 * Divides by (M) or subtracts (A) the seasonal states of the best exponential smoothing model. A best model without
 * season leaves the series as it is.
 */
export function etsAdjusted(values: Float64Array, best: EtsFit): Adjusted {
  const { season } = best.spec;
  if (season === 'N') return { values, restore: (forecast) => forecast };
  const { seasonAt, scale, m } = best;
  if (season === 'A') {
    return {
      values: values.map((v, t) => v - seasonAt[t]! * scale),
      restore: (forecast) => forecast.map((v, k) => v + best.season[k % m]! * scale),
    };
  }
  return {
    values: values.map((v, t) => v / seasonAt[t]!),
    restore: (forecast) => forecast.map((v, k) => v * best.season[k % m]!),
  };
}

function variance(x: Float64Array): number {
  let mean = 0;
  for (const v of x) mean += v / x.length;
  let sum = 0;
  for (const v of x) sum += (v - mean) ** 2;
  return sum / x.length;
}

/**
 * Takes out the STL season, on logs for positive data. With `shrink` the season is multiplied by
 * `w = max(0, 1 - 2 var(R) / (c var(S)))`, c full cycles, and left out where w < 0.3, so that a season that is mostly
 * noise does no harm.
 */
export function stlAdjusted(
  values: Float64Array,
  m: number,
  window: number | 'periodic',
  positive: boolean,
  shrink: boolean,
): Adjusted {
  const n = values.length;
  const y = positive ? values.map(Math.log) : values;
  const parts = stl(y, m, window);
  let weight = 1;
  if (shrink) {
    const signal = Math.floor(n / m) * variance(parts.season);
    weight = signal > 0 ? Math.max(0, 1 - (2 * variance(parts.remainder)) / signal) : 0;
    if (weight < 0.3) return { values, restore: (forecast) => forecast };
  }
  const last = (k: number) => weight * parts.season[n - m + (k % m)]!;
  if (!positive) {
    return {
      values: values.map((v, t) => v - weight * parts.season[t]!),
      restore: (forecast) => forecast.map((v, k) => v + last(k)),
    };
  }
  return {
    values: values.map((v, t) => v / Math.exp(weight * parts.season[t]!)),
    restore: (forecast) => forecast.map((v, k) => v * Math.exp(last(k))),
  };
}
