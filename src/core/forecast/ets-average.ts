import { type EtsFit, etsForecast } from './ets.ts';

/**
 * Akaike-weighted mean of the forecasts of fitted models: weight `exp(-(AICc_i - AICc_min) / 2)`, weights below 0.001
 * dropped. Source: Burnham and Anderson 2002, ch. 4.
 *
 * @param fits at least one model, best first
 */
export function etsAverage(fits: readonly EtsFit[], horizon: number): Float64Array {
  const best = fits[0]!.aicc;
  const out = new Float64Array(horizon);
  let total = 0;
  for (const fit of fits) {
    const weight = Math.exp(-(fit.aicc - best) / 2);
    if (weight < 0.001) continue;
    const forecast = etsForecast(fit, horizon);
    for (let k = 0; k < horizon; k++) out[k]! += weight * forecast[k]!;
    total += weight;
  }
  return out.map((v) => v / total);
}
