/** Seasonal figures by position in the cycle: index i belongs to points i, i + m, i + 2m, … */
export type SeasonKind = 'A' | 'M';

/**
 * Centred moving average over one full cycle (2 x m for even m). The first and last half cycle are NaN.
 */
export function centredMovingAverage(y: ArrayLike<number>, m: number): Float64Array {
  const n = y.length;
  const out = new Float64Array(n).fill(Number.NaN);
  const half = Math.floor(m / 2);
  for (let t = half; t + half < n; t++) {
    let sum = 0;
    for (let j = -half; j <= half; j++) {
      const edge = m % 2 === 0 && (j === -half || j === half);
      sum += edge ? y[t + j]! / 2 : y[t + j]!;
    }
    out[t] = sum / m;
  }
  return out;
}

/**
 * Classical seasonal indices: mean ratio (M) or difference (A) to the centred moving average by position in the
 * cycle, normalised to mean 1 or 0. Positions without a usable ratio get the neutral index.
 * Source: Makridakis, Wheelwright and Hyndman, Forecasting: methods and applications, ch. 3.
 */
export function seasonalIndices(y: ArrayLike<number>, m: number, kind: SeasonKind): Float64Array {
  const trend = centredMovingAverage(y, m);
  const sum = new Float64Array(m);
  const count = new Float64Array(m);
  for (let t = 0; t < y.length; t++) {
    const base = trend[t]!;
    if (Number.isNaN(base) || (kind === 'M' && base <= 0)) continue;
    sum[t % m]! += kind === 'M' ? y[t]! / base : y[t]! - base;
    count[t % m]! += 1;
  }
  const neutral = kind === 'M' ? 1 : 0;
  const out = sum.map((s, i) => (count[i]! > 0 ? s / count[i]! : neutral));
  let mean = 0;
  for (const s of out) mean += s / m;
  if (kind === 'A') return out.map((s) => s - mean);
  return mean > 0 ? out.map((s) => Math.max(s / mean, 0.01)) : out.fill(1);
}
