/** Symmetric absolute percentage error of one value, 0-200; 0 where both are 0. */
export function symmetricError(actual: number, forecast: number): number {
  const size = Math.abs(actual) + Math.abs(forecast);
  return size === 0 ? 0 : (200 * Math.abs(actual - forecast)) / size;
}

/** Mean symmetric absolute percentage error (sMAPE, 0-200) of a path. */
export function smape(actual: ArrayLike<number>, forecast: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < actual.length; k++) sum += symmetricError(actual[k]!, forecast[k]!);
  return sum / actual.length;
}

/** In-sample scale of MASE: mean `|y_t - y_{t-m}|`, with m = 1 where the history has no more than m points. */
export function maseScale(history: ArrayLike<number>, m: number): number {
  const lag = history.length <= m ? 1 : m;
  let sum = 0;
  for (let t = lag; t < history.length; t++) sum += Math.abs(history[t]! - history[t - lag]!);
  return history.length > lag ? sum / (history.length - lag) : 0;
}

/** Mean absolute scaled error (Hyndman and Koehler 2006); null where the scale is 0. */
export function mase(actual: ArrayLike<number>, forecast: ArrayLike<number>, scale: number): number | null {
  if (!(scale > 0)) return null;
  let sum = 0;
  for (let k = 0; k < actual.length; k++) sum += Math.abs(actual[k]! - forecast[k]!);
  return sum / actual.length / scale;
}

/** Pinball loss of one quantile forecast at probability p. */
export function pinball(actual: number, quantile: number, p: number): number {
  return actual >= quantile ? p * (actual - quantile) : (1 - p) * (quantile - actual);
}
