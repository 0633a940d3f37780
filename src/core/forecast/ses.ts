import { fitEts } from './ets.ts';

/**
 * Simple exponential smoothing: the smoothed last level, flat. Fitted as ETS(A,N,N); with fewer than 5 points, where
 * that has too few degrees of freedom, alpha is fixed at 0.6 and the start is the first value.
 */
export function sesLevel(values: ArrayLike<number>): number {
  const fit = fitEts(values, 1, { error: 'A', trend: 'N', season: 'N' });
  if (fit) return fit.level * fit.scale;
  let level = values[0]!;
  for (let t = 1; t < values.length; t++) level += 0.6 * (values[t]! - level);
  return level;
}

/** SES on the logs of positive values, on the values themselves otherwise. */
export function sesOnLogs(values: ArrayLike<number>, positive: boolean): number {
  if (!positive) return sesLevel(values);
  return Math.exp(sesLevel(Float64Array.from(values, (v) => Math.log(v))));
}
