/** Autocorrelations of y at lags 1..maxLag (index 0 holds lag 1). All 0 for a constant series. */
export function autocorrelations(y: ArrayLike<number>, maxLag: number): Float64Array {
  const n = y.length;
  let mean = 0;
  for (let t = 0; t < n; t++) mean += y[t]! / n;
  let variance = 0;
  for (let t = 0; t < n; t++) variance += (y[t]! - mean) ** 2;
  const out = new Float64Array(maxLag);
  if (!(variance > 0)) return out;
  for (let lag = 1; lag <= maxLag && lag < n; lag++) {
    let sum = 0;
    for (let t = lag; t < n; t++) sum += (y[t]! - mean) * (y[t - lag]! - mean);
    out[lag - 1] = sum / variance;
  }
  return out;
}

/**
 * Whether the autocorrelation at the seasonal lag stands out: `|r_m| > z * sqrt((1 + 2 * sum_{i<m} r_i^2) / n)`
 * (Bartlett's formula; the M4 competition uses z = 1.645).
 */
export function seasonalLagStandsOut(y: ArrayLike<number>, m: number, z: number): boolean {
  const n = y.length;
  if (n <= m) return false;
  const r = autocorrelations(y, m);
  let sum = 0;
  for (let i = 0; i < m - 1; i++) sum += r[i]! ** 2;
  return Math.abs(r[m - 1]!) > z * Math.sqrt((1 + 2 * sum) / n);
}

/** A weak hint of a season in the values or in their differences (z = 1); decides whether a risky component joins. */
export function hasSeasonalHint(y: ArrayLike<number>, m: number): boolean {
  if (seasonalLagStandsOut(y, m, 1)) return true;
  const differences = new Float64Array(Math.max(0, y.length - 1));
  for (let t = 1; t < y.length; t++) differences[t - 1] = y[t]! - y[t - 1]!;
  return seasonalLagStandsOut(differences, m, 1);
}
