import { type MultiplierSet, multiplierOf, multipliersAt } from './multipliers.ts';
import { normalQuantile } from './normal.ts';
import { PROBABILITIES, QUANTILE_NAMES, type Quantiles } from './types.ts';

/** How a multiplier becomes a bound: `f exp(z)`, `f (1 + z)` or `f + z mean|y|`. */
export type BoundForm = 'log' | 'linear' | 'additive';

/** What turns a point forecast into bounds. */
export interface BoundRule {
  form: BoundForm;
  /** Mean size of the history; used by the additive form. */
  unit: number;
  /** No bound below zero: the history has no negative value. */
  nonNegative: boolean;
}

/** One bound from the forecast f and the signed relative distance z. */
export function bound(f: number, z: number, rule: BoundRule): number {
  const value = rule.form === 'log' ? f * Math.exp(z) : rule.form === 'linear' ? f * (1 + z) : f + z * rule.unit;
  return rule.nonNegative ? Math.max(0, value) : value;
}

/**
 * Quantiles of one step: `z = sign * max(|K_q| s, |z_q| sigma1)`, so never narrower than the one-step noise; a wider
 * probability never lies inside a narrower one.
 *
 * @param step 1-based
 */
export function stepQuantiles(
  f: number,
  step: number,
  s: number,
  sigma1: number,
  set: MultiplierSet,
  rule: BoundRule,
): Quantiles {
  const row = multipliersAt(set, step);
  const out = {} as Quantiles;
  for (const name of QUANTILE_NAMES) {
    const normal = name === 'p50' ? 0 : normalQuantile(PROBABILITIES[name]);
    const size = Math.max(Math.abs(multiplierOf(row, name)) * s, Math.abs(normal) * sigma1);
    out[name] = name === 'p50' ? bound(f, 0, rule) : bound(f, Math.sign(normal) * size, rule);
  }
  return inOrder(out);
}

/** Widens outwards from p50 until the quantiles never decrease. */
export function inOrder(q: Quantiles): Quantiles {
  const middle = QUANTILE_NAMES.indexOf('p50');
  for (let i = middle - 1; i >= 0; i--) {
    const name = QUANTILE_NAMES[i]!;
    q[name] = Math.min(q[name], q[QUANTILE_NAMES[i + 1]!]);
  }
  for (let i = middle + 1; i < QUANTILE_NAMES.length; i++) {
    const name = QUANTILE_NAMES[i]!;
    q[name] = Math.max(q[name], q[QUANTILE_NAMES[i - 1]!]);
  }
  return q;
}

/** The same value at every probability. */
export function certain(value: number): Quantiles {
  return { p025: value, p05: value, p10: value, p50: value, p90: value, p95: value, p975: value };
}
