import { type EtsParameters, type EtsSpec, type EtsTrace, etsName, etsParameterCount, runEts } from './ets-model.ts';
import { nelderMead } from './nelder-mead.ts';
import { seasonalIndices } from './seasonal-indices.ts';

/** A fitted model. All states are in the scaled unit: multiply by `scale` for the unit of the data. */
export interface EtsFit extends EtsTrace {
  spec: EtsSpec;
  name: string;
  parameters: EtsParameters;
  /** Corrected Akaike information criterion of the scaled data; comparable between models of one series. */
  aicc: number;
  /** Number of free parameters k. */
  parameterCount: number;
  scale: number;
  m: number;
}

const MAX_STEPS = 220;
const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const logit = (p: number) => Math.log(p / (1 - p));
const within = (x: number, low: number, high: number) => low + (high - low) * logistic(x);
const inverse = (v: number, low: number, high: number) => logit((v - low) / (high - low));

/** Divides by the mean size, so that tolerances and start steps fit every unit; a zero series keeps scale 1. */
export function meanSize(y: ArrayLike<number>): number {
  let sum = 0;
  for (let t = 0; t < y.length; t++) sum += Math.abs(y[t]!);
  const mean = sum / y.length;
  return mean > 0 && Number.isFinite(mean) ? mean : 1;
}

/** Line through the first points (at most 10): value at t = 0 (one step before the first point) and slope a step. */
function firstLine(x: Float64Array): { level: number; slope: number } {
  const n = Math.min(10, x.length);
  const middle = (n + 1) / 2;
  let mean = 0;
  for (let t = 0; t < n; t++) mean += x[t]! / n;
  let top = 0;
  let bottom = 0;
  for (let t = 0; t < n; t++) {
    top += (t + 1 - middle) * (x[t]! - mean);
    bottom += (t + 1 - middle) ** 2;
  }
  const slope = bottom > 0 ? top / bottom : 0;
  return { level: mean - slope * middle, slope };
}

function spread(x: Float64Array): number {
  let mean = 0;
  for (const v of x) mean += v / x.length;
  let sum = 0;
  for (const v of x) sum += (v - mean) ** 2;
  return Math.sqrt(sum / x.length);
}

/**
 * Fits one model by maximum likelihood: Nelder-Mead (at most 220 steps) over the smoothing constants and the start
 * level and slope, bounds by logistic maps (0.0001 < alpha < 0.9999, beta = alpha b*, gamma = (1 - alpha) g*,
 * 0.8 <= phi <= 0.98); the start season is fixed at the classical indices.
 *
 * @returns null where the model does not apply: too few points for its parameters, multiplicative parts with values
 *   that are not positive, or no finite likelihood
 */
export function fitEts(values: ArrayLike<number>, m: number, spec: EtsSpec): EtsFit | null {
  const n = values.length;
  const k = etsParameterCount(spec, m);
  if (n - k - 1 <= 0) return null;
  const scale = meanSize(values);
  const y = Float64Array.from(values, (v) => v / scale);
  const multiplicative = spec.error === 'M' || spec.season === 'M';
  if (multiplicative && !y.every((v) => v > 0)) return null;
  const season = spec.season === 'N' ? new Float64Array(1) : seasonalIndices(y, m, spec.season);
  const adjusted = y.map((v, t) =>
    spec.season === 'N' ? v : spec.season === 'A' ? v - season[t % m]! : v / season[t % m]!,
  );
  const line = firstLine(adjusted);
  const startLevel = spec.trend === 'N' ? line.level + (line.slope * (Math.min(10, n) + 1)) / 2 : line.level;
  const sd = Math.max(spread(adjusted), 1e-6);
  const start: number[] = [];
  const steps: number[] = [];
  const add = (value: number, step: number) => {
    start.push(value);
    steps.push(step);
  };
  add(0, 1);
  add(multiplicative ? Math.max(startLevel, 0.05) : startLevel, 0.2 * sd);
  if (spec.trend !== 'N') {
    add(inverse(0.1, 0.0001, 0.9999), 1);
    add(line.slope, Math.max(0.02 * sd, 0.2 * Math.abs(line.slope)));
  }
  if (spec.trend === 'Ad') add(inverse(0.95, 0.8, 0.98), 0.7);
  if (spec.season !== 'N') add(inverse(0.05, 0.0001, 0.9999), 1);

  const parameters: EtsParameters = { alpha: 0, beta: 0, phi: 1, gamma: 0, level: 0, slope: 0 };
  const read = (x: Float64Array): EtsParameters => {
    let i = 0;
    const alpha = within(x[i++]!, 0.0001, 0.9999);
    parameters.alpha = alpha;
    parameters.level = x[i++]!;
    if (spec.trend !== 'N') {
      parameters.beta = alpha * within(x[i++]!, 0.0001, 0.9999);
      parameters.slope = x[i++]!;
    }
    if (spec.trend === 'Ad') parameters.phi = within(x[i++]!, 0.8, 0.98);
    if (spec.season !== 'N') parameters.gamma = (1 - alpha) * within(x[i++]!, 0.0001, 0.9999);
    return parameters;
  };
  const work = new Float64Array(m);
  const found = nelderMead((x) => runEts(y, m, spec, read(x), season, work), start, steps, MAX_STEPS);
  if (!Number.isFinite(found.value)) return null;
  const fit: EtsFit = {
    spec,
    name: etsName(spec),
    parameters: { ...read(found.point) },
    aicc: found.value + 2 * k + (2 * k * (k + 1)) / (n - k - 1),
    parameterCount: k,
    scale,
    m,
    errors: new Float64Array(n),
    fitted: new Float64Array(n),
    seasonAt: new Float64Array(n),
    level: 0,
    slope: 0,
    season: new Float64Array(spec.season === 'N' ? 0 : m),
  };
  runEts(y, m, spec, fit.parameters, season, work, fit);
  return fit;
}

/** Point forecast of steps 1..horizon in the unit of the data. */
export function etsForecast(fit: EtsFit, horizon: number): Float64Array {
  const out = new Float64Array(horizon);
  const phi = fit.spec.trend === 'N' ? 0 : fit.parameters.phi;
  let damped = 0;
  let power = 1;
  for (let k = 0; k < horizon; k++) {
    power *= phi;
    damped += power;
    const q = fit.level + damped * fit.slope;
    const s = fit.spec.season === 'N' ? 0 : fit.season[k % fit.m]!;
    out[k] = fit.scale * (fit.spec.season === 'N' ? q : fit.spec.season === 'A' ? q + s : q * s);
  }
  return out;
}

/** Every model that may be tried: non-seasonal ones always, seasonal ones on request, M parts for positive data. */
export function etsCandidates(seasonal: boolean, positive: boolean): EtsSpec[] {
  const out: EtsSpec[] = [];
  for (const season of seasonal ? (['N', 'A', 'M'] as const) : (['N'] as const)) {
    for (const error of ['A', 'M'] as const) {
      if (error === 'A' && season === 'M') continue;
      if (!positive && (error === 'M' || season === 'M')) continue;
      for (const trend of ['N', 'A', 'Ad'] as const) out.push({ error, trend, season });
    }
  }
  return out;
}

/** Fits the given models and returns those that apply, best AICc first (ties keep the order given). */
export function fitAll(values: ArrayLike<number>, m: number, specs: readonly EtsSpec[]): EtsFit[] {
  const fits = specs.map((spec) => fitEts(values, m, spec)).filter((fit) => fit !== null);
  return fits.sort((a, b) => a.aicc - b.aicc);
}
