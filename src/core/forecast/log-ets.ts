import { type EtsFit, etsForecast, fitAll, meanSize } from './ets.ts';
import type { EtsSpec } from './ets-model.ts';

/** Best exponential smoothing model of log(y / mean). */
export interface LogEtsFit {
  fit: EtsFit;
  /** Mean size of y that the logs were taken relative to. */
  unit: number;
}

/**
 * Fits the additive models ANN, AAdN, AAN and, with a season, ANA, AAdA, AAA on the logs and keeps the best AICc.
 *
 * @returns null where none applies (too few points)
 */
export function fitLogEts(values: ArrayLike<number>, m: number, seasonal: boolean): LogEtsFit | null {
  const unit = meanSize(values);
  const logs = Float64Array.from(values, (v) => Math.log(v / unit));
  const specs: EtsSpec[] = [];
  for (const season of seasonal ? (['N', 'A'] as const) : (['N'] as const)) {
    for (const trend of ['N', 'Ad', 'A'] as const) specs.push({ error: 'A', trend, season });
  }
  const fit = fitAll(logs, m, specs)[0];
  return fit ? { fit, unit } : null;
}

/** Median forecast: the exponential of the forecast of the logs, without a bias term. */
export function logEtsForecast(model: LogEtsFit, horizon: number): Float64Array {
  return etsForecast(model.fit, horizon).map((v) => model.unit * Math.exp(v));
}
