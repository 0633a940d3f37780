import { seasonalLagStandsOut } from './autocorrelation.ts';
import { isPositive } from './regime.ts';
import { seasonalIndices } from './seasonal-indices.ts';

/**
 * Naive2, the yardstick of the M competitions: the last value of the series deseasonalised by classical multiplicative
 * indices when three cycles are known and the 90 % autocorrelation test says seasonal, with the season put back.
 */
export function naive2(values: Float64Array, m: number, horizon: number): Float64Array {
  const n = values.length;
  const last = values[n - 1]!;
  const seasonal = m > 1 && n >= 3 * m && isPositive(values) && seasonalLagStandsOut(values, m, 1.645);
  if (!seasonal) return new Float64Array(horizon).fill(last);
  const index = seasonalIndices(values, m, 'M');
  const level = last / index[(n - 1) % m]!;
  return Float64Array.from({ length: horizon }, (_, k) => level * index[(n + k) % m]!);
}

/** Seasonal naive: the value one cycle earlier; the last value with less than a cycle of history. */
export function seasonalNaive(values: ArrayLike<number>, m: number, horizon: number): Float64Array {
  const n = values.length;
  return Float64Array.from({ length: horizon }, (_, k) => (n >= m ? values[n - m + (k % m)]! : values[n - 1]!));
}
