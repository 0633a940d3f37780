import { hasSeasonalHint } from './autocorrelation.ts';
import { clampComponents, combine } from './combine.ts';
import { dampedForecast } from './damped.ts';
import { dotmForecast } from './dotm.ts';
import { type EtsFit, etsCandidates, fitAll } from './ets.ts';
import { etsAverage } from './ets-average.ts';
import { dampedDrift, driftShare, recentDrift } from './growth.ts';
import { fitLogEts, type LogEtsFit, logEtsForecast } from './log-ets.ts';
import { isPositive } from './regime.ts';
import { etsAdjusted, stlAdjusted } from './seasonal-adjust.ts';
import { sesOnLogs } from './ses.ts';
import { thetaForecast } from './theta.ts';
import { type Component, type Frequency, type Regime, SEASON_LENGTH } from './types.ts';

/** Everything the interval step needs to know about the point forecast. */
export interface PointForecast {
  values: Float64Array;
  components: Component[];
  /** Best exponential smoothing model of the raw values; null with too few points. */
  best: EtsFit | null;
  /** Best model of the logs; null for values that are not positive or too few points. */
  logModel: LogEtsFit | null;
  /**
   * Factor on its errors: above 1 where a season was taken out first, whose figures, each the mean of c cycles, swallowed
   * a share of the noise: sqrt(c / (c - 1)).
   */
  errorFactor: number;
}

/** Point forecast of the regimes long, weekly, growth, short, tiny and last_value: the combined small models. */
export function pointForecast(
  values: Float64Array,
  frequency: Frequency,
  regime: Regime,
  horizon: number,
): PointForecast {
  const n = values.length;
  const m = SEASON_LENGTH[frequency];
  const positive = isPositive(values);
  const seasonal = regime === 'long';
  const fits = fitAll(values, seasonal ? m : 1, etsCandidates(seasonal, positive));
  const best = fits[0] ?? null;
  const cycles = Math.floor(n / m);
  const plain = regime === 'weekly' ? stlAdjusted(values, m, 'periodic', positive, true).values : values;
  const logModel = positive ? fitLogEts(plain, seasonal ? m : 1, seasonal) : null;
  const errorFactor = plain === values ? 1 : Math.sqrt(cycles / (cycles - 1));
  const raw =
    regime === 'long'
      ? longComponents(values, m, positive, fits, logModel, horizon)
      : regime === 'weekly'
        ? weeklyComponents(values, m, positive, horizon)
        : shortComponents(values, positive, fits, logModel, horizon);
  const finite = raw.filter((c) => c.values.every(Number.isFinite));
  const usable = finite.length > 0 ? finite : [flat('last', values[n - 1]!, horizon)];
  const components = positive ? clampComponents(usable, values.subarray(Math.max(0, n - 2 * m))) : usable;
  let combined = combine(components, horizon);
  if (regime === 'growth') {
    const drift = clampComponents([{ name: 'drift', values: dampedDrift(values, horizon) }], values)[0]!;
    const share = driftShare(recentDrift(values));
    combined = combined.map((v, k) => v ** (1 - share) * drift.values[k]! ** share);
    components.push(drift);
  }
  return { values: combined, components, best, logModel, errorFactor };
}

function flat(name: string, value: number, horizon: number): Component {
  return { name, values: new Float64Array(horizon).fill(value) };
}

function longComponents(
  values: Float64Array,
  m: number,
  positive: boolean,
  fits: EtsFit[],
  logModel: LogEtsFit | null,
  horizon: number,
): Component[] {
  const out: Component[] = [];
  const best = fits[0];
  if (best) out.push({ name: 'ets_average', values: etsAverage(fits, horizon) });
  if (logModel) out.push({ name: 'log_ets', values: logEtsForecast(logModel, horizon) });
  if (best) {
    const ets = etsAdjusted(values, best);
    out.push({ name: 'damped_ets_adjusted', values: ets.restore(dampedForecast(ets.values, horizon)) });
    out.push({ name: 'dotm_ets_adjusted', values: ets.restore(dotmForecast(ets.values, horizon)) });
  }
  const periodic = stlAdjusted(values, m, 'periodic', positive, true);
  out.push({ name: 'damped_periodic_stl', values: periodic.restore(dampedForecast(periodic.values, horizon)) });
  const evolving = stlAdjusted(values, m, 21, positive, true);
  out.push({ name: 'theta_evolving_stl', values: evolving.restore(thetaForecast(evolving.values, horizon)) });
  if (hasSeasonalHint(values, m)) out.push(nimbleStl(values, m, positive, horizon));
  return out;
}

function nimbleStl(values: Float64Array, m: number, positive: boolean, horizon: number): Component {
  const cycles = Math.floor(values.length / m);
  const window = Math.min(13, Math.max(7, cycles % 2 === 1 ? cycles : cycles + 1));
  const nimble = stlAdjusted(values, m, window, positive, false);
  return { name: 'damped_nimble_stl', values: nimble.restore(dampedForecast(nimble.values, horizon)) };
}

function weeklyComponents(values: Float64Array, m: number, positive: boolean, horizon: number): Component[] {
  const periodic = stlAdjusted(values, m, 'periodic', positive, true);
  const out: Component[] = [
    { name: 'theta_periodic_stl', values: periodic.restore(thetaForecast(periodic.values, horizon)) },
    { name: 'damped_periodic_stl', values: periodic.restore(dampedForecast(periodic.values, horizon)) },
  ];
  const fits = fitAll(periodic.values, 1, etsCandidates(false, isPositive(periodic.values)));
  if (fits.length > 0) out.push({ name: 'ets_periodic_stl', values: periodic.restore(etsAverage(fits, horizon)) });
  if (hasSeasonalHint(values, m)) out.push(nimbleStl(values, m, positive, horizon));
  return out;
}

function shortComponents(
  values: Float64Array,
  positive: boolean,
  fits: EtsFit[],
  logModel: LogEtsFit | null,
  horizon: number,
): Component[] {
  const n = values.length;
  if (n <= 2) return [flat('last', values[n - 1]!, horizon)];
  const out: Component[] = [flat('ses_log', sesOnLogs(values, positive), horizon)];
  if (n <= 4) return [...out, flat('last', values[n - 1]!, horizon)];
  if (fits.length > 0) out.push({ name: 'ets_average', values: etsAverage(fits, horizon) });
  if (logModel) out.push({ name: 'log_ets', values: logEtsForecast(logModel, horizon) });
  return out;
}
