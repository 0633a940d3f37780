import type { Frequency, Regime } from './types.ts';

/** Groups of series that share interval multipliers. */
export type MultiplierKey = 'monthly_long' | 'monthly_short' | 'weekly_long' | 'weekly_short' | 'daily_long' | 'other';

/** Multipliers of the scale s at p05, p10, p90 and p95: signed, in units of s. */
export type Multipliers = readonly [p05: number, p10: number, p90: number, p95: number];

/** Multipliers of one group: pooled over steps, by step where known, and of totals. */
export interface MultiplierSet {
  pooled: Multipliers;
  /** `upTo` is the last step (1-based) that a row serves; beyond the last row the pooled row holds. */
  bySteps: readonly { upTo: number; row: Multipliers }[];
  total: Multipliers;
}

/** Student t quantiles with 6 degrees of freedom. */
const STUDENT_6: Multipliers = [-1.943, -1.44, 1.44, 1.943];

/** Calibrated on about 3,800 public windows; see docs/forecasting.md. */
export const SHIPPED_MULTIPLIERS: Readonly<Record<MultiplierKey, MultiplierSet>> = {
  monthly_long: {
    pooled: [-1.08, -0.49, 1.09, 1.55],
    bySteps: [
      { upTo: 1, row: [-1.44, -0.67, 0.2, 0.2] },
      { upTo: 2, row: [-0.71, -0.2, 1.26, 1.68] },
      { upTo: 3, row: [-1.07, -0.76, 1.12, 1.56] },
    ],
    total: [-1.14, -0.81, 0.95, 1.31],
  },
  monthly_short: {
    pooled: [-2.36, -1.68, 1.1, 1.61],
    bySteps: [
      { upTo: 1, row: [-2.61, -1.79, 0.2, 0.2] },
      { upTo: 2, row: [-2.47, -1.75, 1.17, 1.62] },
      { upTo: 3, row: [-2.05, -1.47, 1.3, 1.82] },
    ],
    total: [-1.88, -1.36, 1.09, 1.5],
  },
  weekly_long: { pooled: [-1.77, -1.18, 1.2, 1.54], bySteps: [], total: [-1.41, -1.0, 1.06, 1.31] },
  weekly_short: { pooled: [-0.97, -0.75, 0.2, 0.2], bySteps: [], total: [-0.58, -0.45, 0.31, 0.45] },
  daily_long: {
    pooled: [-0.91, -0.54, 0.8, 1.11],
    bySteps: [
      { upTo: 7, row: [-1.07, -0.6, 0.68, 0.91] },
      { upTo: 30, row: [-1.06, -0.79, 0.63, 0.87] },
      { upTo: Number.POSITIVE_INFINITY, row: [-0.74, -0.44, 0.86, 1.25] },
    ],
    total: [-0.53, -0.34, 0.63, 0.76],
  },
  other: { pooled: STUDENT_6, bySteps: [], total: STUDENT_6 },
};

/** Which multipliers serve a series. */
export function multiplierKey(frequency: Frequency, regime: Regime): MultiplierKey {
  if (frequency === 'monthly') return regime === 'long' ? 'monthly_long' : 'monthly_short';
  if (frequency === 'weekly') return regime === 'weekly' ? 'weekly_long' : 'weekly_short';
  return regime === 'long' ? 'daily_long' : 'other';
}

/** Multipliers of one step (1-based). */
export function multipliersAt(set: MultiplierSet, step: number): Multipliers {
  return set.bySteps.find((entry) => step <= entry.upTo)?.row ?? set.pooled;
}

/**
 * Multiplier of a named quantile; 0 at p50. The outermost quantiles extend p05 and p95 by the ratio of the normal
 * quantiles, 1.96 / 1.645.
 */
export function multiplierOf(row: Multipliers, quantile: string): number {
  if (quantile === 'p025') return row[0] * (1.959964 / 1.644854);
  if (quantile === 'p05') return row[0];
  if (quantile === 'p10') return row[1];
  if (quantile === 'p90') return row[2];
  if (quantile === 'p95') return row[3];
  if (quantile === 'p975') return row[3] * (1.959964 / 1.644854);
  return 0;
}
