import { inOrder } from './intervals.ts';
import { normalGenerator, type Uniform } from './rng.ts';
import type { TsbState } from './tsb.ts';
import { PROBABILITIES, QUANTILE_NAMES, type Quantiles } from './types.ts';

const DRAWS = 1000;

/** Quantile of sorted numbers by linear interpolation (Hyndman and Fan's type 7). */
export function sortedQuantile(sorted: ArrayLike<number>, p: number): number {
  const at = p * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

/** Periods that an exponential mean with constant 0.1 is worth: (2 - 0.1) / 0.1. */
const MEMORY = 19;

/**
 * 1,000 bootstrap futures of intermittent demand: each period has demand with the smoothed probability, its size drawn
 * from the history. The probability is itself an estimate from about 19 periods, so every future draws its own from
 * a normal of variance `p (1 - p) / 19`; with p taken for certain, totals would be covered too rarely.
 * Row i holds the steps of future i.
 */
export function intermittentPaths(state: TsbState, horizon: number, uniform: Uniform): Float64Array[] {
  const normal = normalGenerator(uniform);
  const { probability: p } = state;
  const spread = Math.sqrt((p * (1 - p)) / MEMORY);
  return Array.from({ length: DRAWS }, () => {
    const own = Math.min(1, Math.max(0, p + spread * normal()));
    const path = new Float64Array(horizon);
    for (let k = 0; k < horizon; k++) {
      const occurs = uniform() < own;
      const pick = Math.floor(uniform() * state.sizes.length);
      path[k] = occurs ? state.sizes[pick]! : 0;
    }
    return path;
  });
}

/**
 * Quantiles of the sum of steps from..to-1 over the futures, around the given point forecast: the point is published
 * as p50 because the median of intermittent demand is often 0.
 */
export function intermittentQuantiles(
  paths: readonly Float64Array[],
  from: number,
  to: number,
  point: number,
): Quantiles {
  const sums = Float64Array.from(paths, (path) => {
    let sum = 0;
    for (let k = from; k < to; k++) sum += path[k]!;
    return sum;
  }).sort();
  const out = {} as Quantiles;
  for (const name of QUANTILE_NAMES) out[name] = name === 'p50' ? point : sortedQuantile(sums, PROBABILITIES[name]);
  return inOrder(out);
}
