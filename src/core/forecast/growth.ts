/** Mean of the last four log steps (fewer in a shorter history): the recent growth a step. */
export function recentDrift(values: Float64Array): number {
  const n = values.length;
  const steps = Math.min(4, n - 1);
  return (Math.log(values[n - 1]!) - Math.log(values[n - 1 - steps]!)) / steps;
}

/**
 * Share of the drift in the geometric mean with the level-type forecast: a half for growth up to 8 % a step, rising to
 * four fifths at 20 % and more. Level models lag the more, the steeper a clean curve is; at the slopes of ordinary
 * series (below 8 %) an even share is the better hedge (docs/forecasting.md).
 */
export function driftShare(drift: number): number {
  return Math.min(0.8, Math.max(0.5, 0.5 + (0.3 * (drift - 0.08)) / 0.12));
}

/**
 * Damped recent drift of a growing series: `log f_k = log y_n + s * sum_{i<=k} 0.85^i`, s the mean of the last four
 * log steps. Positive values only.
 */
export function dampedDrift(values: Float64Array, horizon: number): Float64Array {
  const n = values.length;
  const s = recentDrift(values);
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
