import { meanSize } from './ets.ts';
import { nelderMead } from './nelder-mead.ts';

/** One pass of the dynamic optimised theta recursions; returns the squared errors from the third point on. */
function run(y: Float64Array, level0: number, alpha: number, theta: number, ahead?: Float64Array): number {
  const n = y.length;
  const total = n + (ahead?.length ?? 0);
  const w = 1 - 1 / theta;
  let level = level0;
  let mean = 0;
  let a = 0;
  let b = 0;
  let power = 1;
  let sum = 0;
  for (let t = 1; t <= total; t++) {
    const before = power;
    power *= 1 - alpha;
    const mu = t === 1 ? y[0]! : level + w * (before * a + ((1 - power) / alpha) * b);
    const value = t <= n ? y[t - 1]! : mu;
    if (t > n) ahead![t - n - 1] = mu;
    else if (t > 2) sum += (value - mu) ** 2;
    level = alpha * value + (1 - alpha) * level;
    b = t === 1 ? 0 : ((t - 2) * b + (6 * (value - mean)) / t) / (t + 1);
    mean = ((t - 1) * mean + value) / t;
    a = mean - (b * (t + 1)) / 2;
  }
  return sum;
}

/**
 * Dynamic optimised theta model (DOTM): theta >= 1, alpha and the start level by least squares of the one-step errors;
 * the linear trend is re-estimated at every point. Source: Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler
 * 2016, equations 12-16.
 */
export function dotmForecast(values: ArrayLike<number>, horizon: number): Float64Array {
  const scale = meanSize(values);
  const y = Float64Array.from(values, (v) => v / scale);
  const alphaOf = (x: number) => 0.0001 + 0.9998 / (1 + Math.exp(-x));
  const thetaOf = (x: number) => 1 + Math.exp(Math.min(x, 12));
  let size = 0;
  for (let t = 1; t < y.length; t++) size += Math.abs(y[t]! - y[t - 1]!) / (y.length - 1);
  const cost = (x: Float64Array) => run(y, x[0]!, alphaOf(x[1]!), thetaOf(x[2]!));
  const found = nelderMead(cost, [y[0]!, 0, 0], [Math.max(size, 1e-3), 1, 1], 300, 1e-10);
  const ahead = new Float64Array(horizon);
  run(y, found.point[0]!, alphaOf(found.point[1]!), thetaOf(found.point[2]!), ahead);
  return ahead.map((v) => v * scale);
}
