import { leastSquaresLine } from './theta.ts';
import { type Frequency, type Regime, SEASON_LENGTH } from './types.ts';

/** Whether every value is above zero, so that logs and multiplicative models apply. */
export function isPositive(values: ArrayLike<number>): boolean {
  for (let t = 0; t < values.length; t++) if (!(values[t]! > 0)) return false;
  return true;
}

/**
 * Picks the group of methods for a prepared series. Intermittent demand (8 or more points, over 40 % zeros, no
 * negatives) comes before everything but a series that never had a value other than zero.
 */
export function chooseRegime(values: Float64Array, frequency: Frequency): Regime {
  const n = values.length;
  if (n === 0) return 'empty';
  if (values.every((v) => v === 0)) return 'zero';
  const zeros = values.reduce((count, v) => count + (v === 0 ? 1 : 0), 0);
  if (n >= 8 && zeros > 0.4 * n && values.every((v) => v >= 0)) return 'intermittent';
  if (n > 1 && values.every((v) => v === values[0])) return 'constant';
  if (n <= 2) return 'last_value';
  if (n <= 4) return 'tiny';
  const m = SEASON_LENGTH[frequency];
  if (n >= 2 * m + 1) return m <= 24 ? 'long' : 'weekly';
  return isGrowth(values) ? 'growth' : 'short';
}

/**
 * A clean adoption curve: 6 or more positive points, log-linear fit with R2 >= 0.9, at least 80 % of the steps upward
 * and a slope above 2 % a step.
 */
export function isGrowth(values: Float64Array): boolean {
  const n = values.length;
  if (n < 6 || !isPositive(values)) return false;
  let ups = 0;
  for (let t = 1; t < n; t++) if (values[t]! > values[t - 1]!) ups++;
  if (ups < 0.8 * (n - 1)) return false;
  const logs = values.map(Math.log);
  const line = leastSquaresLine(logs);
  if (line.slope <= 0.02) return false;
  const mean = logs.reduce((a, b) => a + b, 0) / n;
  let total = 0;
  let rest = 0;
  for (let t = 0; t < n; t++) {
    total += (logs[t]! - mean) ** 2;
    rest += (logs[t]! - line.intercept - line.slope * t) ** 2;
  }
  return total > 0 && 1 - rest / total >= 0.9;
}
