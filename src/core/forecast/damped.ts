import { etsForecast, fitEts } from './ets.ts';
import { sesLevel } from './ses.ts';

/**
 * Damped trend: ETS(A,Ad,N) (Gardner and McKenzie 1985) on a series without season.
 * Falls back to the smoothed level where the series is too short for it.
 */
export function dampedForecast(values: ArrayLike<number>, horizon: number): Float64Array {
  const fit = fitEts(values, 1, { error: 'A', trend: 'Ad', season: 'N' });
  return fit ? etsForecast(fit, horizon) : new Float64Array(horizon).fill(sesLevel(values));
}
