import { microsText, toMicros } from './micros.ts';
import { microQuantiles } from './node-money.ts';
import type { ForecastSpendRow } from './plan-rows.ts';
import type { Quantiles } from './types.ts';

/** Everything of a row but its amounts. */
export type SpendHead = Omit<
  ForecastSpendRow,
  'charge_class' | 'metric' | 'p05' | 'p10' | 'p50' | 'p90' | 'p95' | 'mean' | 'actual_usd' | 'base_p50'
>;

/** Six decimals: enough for a reader, and the same text on every machine. */
export const round = (value: number): number => Number(value.toFixed(6));

/** The published numbers of a row. The mean is the three-point approximation of Pearson and Tukey (1965). */
export function published(q: Quantiles, middle: bigint, actual: bigint | null) {
  const m = microQuantiles(q, middle);
  const mean = middle + toMicros(0.185 * (q.p05 + q.p95 - 2 * q.p50));
  return {
    p05: microsText(m.p05),
    p10: microsText(m.p10),
    p50: microsText(m.p50),
    p90: microsText(m.p90),
    p95: microsText(m.p95),
    mean: microsText(mean),
    actual_usd: actual === null ? null : microsText(actual),
  };
}
