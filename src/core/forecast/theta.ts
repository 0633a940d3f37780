import { sesLevel } from './ses.ts';

/** Least-squares line over t = 0..n-1. */
export function leastSquaresLine(values: ArrayLike<number>): { intercept: number; slope: number } {
  const n = values.length;
  const middle = (n - 1) / 2;
  let mean = 0;
  for (let t = 0; t < n; t++) mean += values[t]! / n;
  let top = 0;
  let bottom = 0;
  for (let t = 0; t < n; t++) {
    top += (t - middle) * (values[t]! - mean);
    bottom += (t - middle) ** 2;
  }
  const slope = bottom > 0 ? top / bottom : 0;
  return { intercept: mean - slope * middle, slope };
}

/**
 * Classical theta method: the mean of the linear trend and of simple exponential smoothing of `2y - trend`.
 * Source: Assimakopoulos and Nikolopoulos 2000.
 */
export function thetaForecast(values: ArrayLike<number>, horizon: number): Float64Array {
  const n = values.length;
  const line = leastSquaresLine(values);
  const doubled = Float64Array.from(values, (v, t) => 2 * v - (line.intercept + line.slope * t));
  const level = sesLevel(doubled);
  return Float64Array.from({ length: horizon }, (_, k) => (line.intercept + line.slope * (n + k) + level) / 2);
}
