import { normalCdf } from './normal.ts';
import { mulberry32, normalGenerator } from './rng.ts';
import { type Frequency, PROBABILITIES, QUANTILE_NAMES, type Quantiles } from './types.ts';

/** Correlation of the steps of a path, chosen so that sums agree with the total multipliers. */
const CORRELATION: Readonly<Record<Frequency, number>> = { monthly: 0.5, weekly: 0.75, daily: 0.35 };

/** Number of sample paths. */
export const PATHS = 2000;

/** Value at probability u: linear between the quantiles, tails with the slope of the outermost pair. */
export function inverseAt(q: Quantiles, u: number, nonNegative: boolean): number {
  const last = QUANTILE_NAMES.length - 1;
  let i = 1;
  while (i < last && PROBABILITIES[QUANTILE_NAMES[i]!] < u) i++;
  const [low, high] = [QUANTILE_NAMES[i - 1]!, QUANTILE_NAMES[i]!];
  const share = (u - PROBABILITIES[low]) / (PROBABILITIES[high] - PROBABILITIES[low]);
  const value = q[low] + share * (q[high] - q[low]);
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
  return Array.from({ length: count }, () => {
    const z = common * normal();
    return Float64Array.from(steps, (q) => inverseAt(q, normalCdf(z + own * normal()), nonNegative));
  });
}

/**
 * Maps the totals of the paths, by rank, onto the published quantiles of the total, so that both agree; every path is
 * scaled by its new over its old total. Paths whose total is 0 stay.
 */
export function rankMapped(paths: readonly Float64Array[], total: Quantiles, nonNegative: boolean): Float64Array[] {
  const sums = paths.map((path, i) => ({ i, sum: path.reduce((a, b) => a + b, 0) }));
  sums.sort((a, b) => a.sum - b.sum || a.i - b.i);
  const out: Float64Array[] = new Array(paths.length);
  sums.forEach(({ i, sum }, rank) => {
    const target = inverseAt(total, (rank + 0.5) / paths.length, nonNegative);
    const factor = sum === 0 ? 1 : target / sum;
    out[i] = paths[i]!.map((v) => v * factor);
  });
  return out;
}
