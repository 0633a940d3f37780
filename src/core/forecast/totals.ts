import { type BoundRule, bound, inOrder } from './intervals.ts';
import { type MultiplierSet, multiplierOf } from './multipliers.ts';
import { QUANTILE_NAMES, type Quantiles } from './types.ts';

/**
 * Quantiles of the sum of the steps from..to-1 (0-based): with `w = sum f_k s_k / sum f_k` and T the sum of the points,
 * the bound is `T exp(K w)`, `T (1 + K w)` or, for values that are not positive, `T + K mean|y| sum s_k`.
 */
export function totalQuantiles(
  points: ArrayLike<number>,
  scales: ArrayLike<number>,
  from: number,
  to: number,
  set: MultiplierSet,
  rule: BoundRule,
): Quantiles {
  let total = 0;
  let weighted = 0;
  let scaleSum = 0;
  for (let k = from; k < to; k++) {
    total += points[k]!;
    weighted += points[k]! * scales[k]!;
    scaleSum += scales[k]!;
  }
  const width = rule.form === 'additive' ? scaleSum : total > 0 ? weighted / total : 0;
  const out = {} as Quantiles;
  for (const name of QUANTILE_NAMES) out[name] = bound(total, multiplierOf(set.total, name) * width, rule);
  return inOrder(out);
}
