/**
 * Damped recent drift of a growing series: `log f_k = log y_n + s * sum_{i<=k} 0.85^i`, s the mean of the last four
 * log steps. Positive values only.
 */
export function dampedDrift(values: Float64Array, horizon: number): Float64Array {
  const n = values.length;
  const steps = Math.min(4, n - 1);
  const s = (Math.log(values[n - 1]!) - Math.log(values[n - 1 - steps]!)) / steps;
  const out = new Float64Array(horizon);
  let log = Math.log(values[n - 1]!);
  let power = 1;
  for (let k = 0; k < horizon; k++) {
    power *= 0.85;
    log += s * power;
    out[k] = Math.exp(log);
  }
  return out;
}
