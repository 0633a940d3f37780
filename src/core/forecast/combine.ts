import type { Component } from './types.ts';

/** Bounds that keep a wild component from moving the mean: a twentieth of the least and 20 times the greatest value. */
export function clampComponents(components: readonly Component[], recent: ArrayLike<number>): Component[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let t = 0; t < recent.length; t++) {
    low = Math.min(low, recent[t]!);
    high = Math.max(high, recent[t]!);
  }
  return components.map(({ name, values }) => ({
    name,
    values: values.map((v) => Math.min(Math.max(v, 0.05 * low), 20 * high)),
  }));
}

/**
 * Equal-weight mean of the components at each step; with five or more the lowest and the highest are left out first.
 * Source: trimmed means of the M4 competition's combinations (Jose and Winkler 2008).
 */
export function combine(components: readonly Component[], horizon: number): Float64Array {
  const count = components.length;
  const trim = count >= 5;
  return Float64Array.from({ length: horizon }, (_, k) => {
    let sum = 0;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const { values } of components) {
      const v = values[k]!;
      sum += v;
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    return trim ? (sum - low - high) / (count - 2) : sum / count;
  });
}
