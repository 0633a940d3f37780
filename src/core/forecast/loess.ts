/**
 * Local-linear loess of y at equally spaced points, with tricube weights times optional robustness weights.
 * Source: Cleveland, Cleveland, McRae and Terpenning 1990 (STL), section 2.
 *
 * @param window number of neighbours q; wider than the data stretches the distance as STL does
 * @param from first point to estimate (0 is the first observation; -1 lies one step before it)
 * @param to last point to estimate, inclusive
 */
export function loess(y: Float64Array, window: number, from: number, to: number): Float64Array {
  const n = y.length;
  const out = new Float64Array(to - from + 1);
  const q = Math.min(window, n);
  for (let x = from; x <= to; x++) {
    let left = Math.min(Math.max(0, Math.round(x) - Math.floor((q - 1) / 2)), n - q);
    while (left + q < n && x - left > left + q - x) left++;
    const right = left + q - 1;
    let reach = Math.max(x - left, right - x);
    if (window > n) reach += Math.floor((window - n) / 2);
    let w0 = 0;
    let wx = 0;
    let wy = 0;
    let wxx = 0;
    let wxy = 0;
    for (let j = left; j <= right; j++) {
      const distance = Math.abs(j - x);
      let weight = 1;
      if (distance > 0.001 * reach) {
        if (distance > 0.999 * reach) continue;
        const u = distance / reach;
        const c = 1 - u * u * u;
        weight = c * c * c;
      }
      const dx = j - x;
      w0 += weight;
      wx += weight * dx;
      wy += weight * y[j]!;
      wxx += weight * dx * dx;
      wxy += weight * dx * y[j]!;
    }
    const bottom = w0 * wxx - wx * wx;
    out[x - from] = bottom > 1e-9 * w0 * w0 ? (wxx * wy - wx * wxy) / bottom : wy / w0;
  }
  return out;
}

/** Moving average of the given length; the result is `length - 1` points shorter. */
export function movingAverage(y: Float64Array, length: number): Float64Array {
  const out = new Float64Array(y.length - length + 1);
  let sum = 0;
  for (let t = 0; t < y.length; t++) {
    sum += y[t]!;
    if (t >= length) sum -= y[t - length]!;
    if (t >= length - 1) out[t - length + 1] = sum / length;
  }
  return out;
}
