import { normalCdf } from './normal.ts';
import { mulberry32, normalGenerator } from './rng.ts';
import { type Frequency, PROBABILITIES, QUANTILE_NAMES, type Quantiles } from './types.ts';

/** Correlation of the steps of a path, chosen so that sums agree with the total multipliers. */
const CORRELATION: Readonly<Record<Frequency, number>> = { monthly: 0.5, weekly: 0.75, daily: 0.35 };

/** Number of sample paths. */
export const PATHS = 2000;

/** Value at probability u: linear between the quantiles, tails with the slope of the outermost pair. */
export function inverseAt(q: Quantiles, u: number, nonNegative: boolean): number {
  return valueAt(valuesOf(q), u, nonNegative);
}

/** Probabilities of the quantiles, in order; `valuesOf` gives the values beside them. */
const AT = Float64Array.from(QUANTILE_NAMES, (name) => PROBABILITIES[name]);

const valuesOf = (q: Quantiles): Float64Array => Float64Array.from(QUANTILE_NAMES, (name) => q[name]);

function valueAt(values: Float64Array, u: number, nonNegative: boolean): number {
  const last = AT.length - 1;
  let i = 1;
  while (i < last && AT[i]! < u) i++;
  const share = (u - AT[i - 1]!) / (AT[i]! - AT[i - 1]!);
  const value = values[i - 1]! + share * (values[i]! - values[i - 1]!);
  return nonNegative ? Math.max(0, value) : value;
}

/**
 * Sample paths of daily values by a one-factor Gaussian copula, `u_k = Phi(sqrt(r) Z + sqrt(1 - r) eps_k)`, through the
 * quantiles of each step. The same seed gives the same paths, so scenarios differ by nothing but their change.
 */
export function samplePaths(
  steps: readonly Quantiles[],
  frequency: Frequency,
  seed: number,
  nonNegative: boolean,
  count = PATHS,
): Float64Array[] {
  const normal = normalGenerator(mulberry32(seed));
  const r = CORRELATION[frequency];
  const common = Math.sqrt(r);
  const own = Math.sqrt(1 - r);
  const values = steps.map(valuesOf);
  return Array.from({ length: count }, () => {
    const z = common * normal();
    const path = new Float64Array(values.length);
    for (let k = 0; k < path.length; k++) path[k] = valueAt(values[k]!, normalCdf(z + own * normal()), nonNegative);
    return path;
  });
}

/**
 * Maps the totals of the paths, by rank, onto the published quantiles of the total, so that both agree; every path is
 * scaled by its new over its old total. Paths whose total is 0 stay.
 */
export function rankMapped(paths: readonly Float64Array[], total: Quantiles, nonNegative: boolean): Float64Array[] {
  const sums = paths.map((path, i) => ({ i, sum: sumOf(path) }));
  sums.sort((a, b) => a.sum - b.sum || a.i - b.i);
  const out: Float64Array[] = new Array(paths.length);
  const values = valuesOf(total);
  sums.forEach(({ i, sum }, rank) => {
    const target = valueAt(values, (rank + 0.5) / paths.length, nonNegative);
    const factor = sum === 0 ? 1 : target / sum;
    const path = paths[i]!;
    const mapped = new Float64Array(path.length);
    for (let k = 0; k < mapped.length; k++) mapped[k] = path[k]! * factor;
    out[i] = mapped;
  });
  return out;
}

function sumOf(path: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < path.length; k++) sum += path[k]!;
  return sum;
}
