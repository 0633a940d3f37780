import { forecastSeries } from '../../src/core/forecast/forecast-series.ts';
import { mase, maseScale, smape, symmetricError } from '../../src/core/forecast/metrics.ts';
import { naive2 } from '../../src/core/forecast/naive2.ts';
import { SEASON_LENGTH } from '../../src/core/forecast/types.ts';
import type { SampleSet } from './generators.ts';

/** Scores of a set: means over its series; coverages in percent. */
export interface SetScore {
  /** Half of sMAPE and MASE relative to Naive2. */
  owa: number;
  quarterSmape: number;
  naiveQuarterSmape: number;
  cov80: number;
  totalCov80: number;
  totalCov90: number;
  /** Least quantile of all; below zero would be wrong for non-negative history. */
  least: number;
  millisecondsPerSeries: number;
}

const sum = (x: Iterable<number>) => {
  let out = 0;
  for (const v of x) out += v;
  return out;
};

/** Forecasts every series of a set and compares with what followed. */
export function scoreSet(set: SampleSet, clock: () => number): SetScore {
  const m = SEASON_LENGTH[set.frequency];
  const own = { smape: 0, mase: 0 };
  const naive = { smape: 0, mase: 0 };
  const out = { quarter: 0, naiveQuarter: 0, in80: 0, steps: 0, total80: 0, total90: 0, least: Infinity };
  const started = clock();
  for (const { history, future } of set.samples) {
    const horizon = future.length;
    const forecast = forecastSeries({ values: [...history], frequency: set.frequency, horizon });
    const point = forecast.steps.map((q) => q.p50);
    const yardstick = naive2(history, m, horizon);
    const scale = maseScale(history, m);
    own.smape += smape(future, point);
    own.mase += mase(future, point, scale) ?? 0;
    naive.smape += smape(future, yardstick);
    naive.mase += mase(future, yardstick, scale) ?? 0;
    const actual = sum(future);
    out.quarter += symmetricError(actual, sum(point));
    out.naiveQuarter += symmetricError(actual, sum(yardstick));
    forecast.steps.forEach((q, k) => {
      out.steps++;
      if (future[k]! >= q.p10 && future[k]! <= q.p90) out.in80++;
      out.least = Math.min(out.least, q.p025);
    });
    if (actual >= forecast.total.p10 && actual <= forecast.total.p90) out.total80++;
    if (actual >= forecast.total.p05 && actual <= forecast.total.p95) out.total90++;
    out.least = Math.min(out.least, forecast.total.p025);
  }
  const count = set.samples.length;
  return {
    owa: 0.5 * (own.smape / naive.smape + own.mase / naive.mase),
    quarterSmape: out.quarter / count,
    naiveQuarterSmape: out.naiveQuarter / count,
    cov80: (100 * out.in80) / out.steps,
    totalCov80: (100 * out.total80) / count,
    totalCov90: (100 * out.total90) / count,
    least: out.least,
    millisecondsPerSeries: (clock() - started) / count,
  };
}
