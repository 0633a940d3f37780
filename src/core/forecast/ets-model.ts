/**
 * Exponential smoothing in state space form (Hyndman, Koehler, Ord and Snyder 2008): the fifteen models with
 * additive (A) or multiplicative (M) error, no (N), additive (A) or damped (Ad) trend and no (N), additive (A) or
 * multiplicative (M) season, without additive error beside a multiplicative season.
 */
export interface EtsSpec {
  error: 'A' | 'M';
  trend: 'N' | 'A' | 'Ad';
  season: 'N' | 'A' | 'M';
}

/** Everything that determines a run of the recursions. */
export interface EtsParameters {
  alpha: number;
  beta: number;
  phi: number;
  gamma: number;
  level: number;
  slope: number;
}

/** What a run leaves behind when it is asked to record. */
export interface EtsTrace {
  /** One-step errors y - mu. */
  errors: Float64Array;
  /** One-step forecasts mu. */
  fitted: Float64Array;
  /** Season state that was used at each point. */
  seasonAt: Float64Array;
  level: number;
  slope: number;
  /** Season states of the next m steps, the next step first. */
  season: Float64Array;
}

/** Name of a model in the usual notation, for instance `ets(M,Ad,M)`. */
export function etsName(spec: EtsSpec): string {
  return `ets(${spec.error},${spec.trend},${spec.season})`;
}

/** Number of free parameters: smoothing constants and start states, the m - 1 seasonal figures, the variance. */
export function etsParameterCount(spec: EtsSpec, m: number): number {
  const trend = spec.trend === 'N' ? 0 : spec.trend === 'A' ? 2 : 3;
  return 2 + trend + (spec.season === 'N' ? 0 : 1 + (m - 1)) + 1;
}

/**
 * Runs the error-correction recursions over y and returns the concentrated objective
 * `n log(sum e^2)` (A errors) or `n log(sum (e/mu)^2) + 2 sum log mu` (M errors); Infinity where the model breaks.
 *
 * With q = l + phi b: `l = q + alpha e`, `b = phi b + beta e`, `s = s + gamma e`; a multiplicative season divides e by
 * s for the level and slope and by q for the season.
 *
 * @param season start figures by position in the cycle (unused without season); not changed
 * @param work scratch of length m for the running season
 */
export function runEts(
  y: Float64Array,
  m: number,
  spec: EtsSpec,
  p: EtsParameters,
  season: Float64Array,
  work: Float64Array,
  trace?: EtsTrace,
): number {
  const n = y.length;
  const seasonal = spec.season === 'N' ? 0 : spec.season === 'A' ? 1 : 2;
  const relative = spec.error === 'M';
  const { alpha, beta, gamma } = p;
  const phi = spec.trend === 'N' ? 0 : p.phi;
  let level = p.level;
  let slope = spec.trend === 'N' ? 0 : p.slope;
  if (seasonal > 0) work.set(season);
  let sum = 0;
  let logs = 0;
  let product = 1;
  let position = 0;
  for (let t = 0; t < n; t++) {
    const q = level + phi * slope;
    let s = 0;
    let mu = q;
    if (seasonal > 0) {
      s = work[position]!;
      mu = seasonal === 1 ? q + s : q * s;
    }
    if (seasonal === 2 && (q <= 0 || s <= 0)) return Number.POSITIVE_INFINITY;
    const e = y[t]! - mu;
    if (relative) {
      if (mu <= 1e-10) return Number.POSITIVE_INFINITY;
      const r = e / mu;
      sum += r * r;
      product *= mu;
      if (product > 1e120 || product < 1e-120) {
        logs += Math.log(product);
        product = 1;
      }
    } else sum += e * e;
    const forLevel = seasonal === 2 ? e / s : e;
    level = q + alpha * forLevel;
    slope = phi * slope + beta * forLevel;
    if (seasonal > 0) {
      work[position] = s + gamma * (seasonal === 2 ? e / q : e);
      position = position + 1 === m ? 0 : position + 1;
    }
    if (trace) {
      trace.errors[t] = e;
      trace.fitted[t] = mu;
      trace.seasonAt[t] = s;
    }
  }
  if (trace) {
    trace.level = level;
    trace.slope = slope;
    for (let k = 0; k < trace.season.length; k++) trace.season[k] = work[(position + k) % m]!;
  }
  const value = n * Math.log(Math.max(sum, 1e-14)) + (relative ? 2 * (logs + Math.log(product)) : 0);
  return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
}
