import { loess, movingAverage } from './loess.ts';

/** y = trend + season + remainder, point by point. */
export interface StlParts {
  trend: Float64Array;
  season: Float64Array;
  remainder: Float64Array;
}

const INNER_LOOPS = 2;
const odd = (x: number) => {
  const up = Math.ceil(x);
  return up % 2 === 1 ? up : up + 1;
};

/**
 * Seasonal-trend decomposition by loess with local-linear smoothers, two inner loops and no robustness loop.
 * Source: Cleveland, Cleveland, McRae and Terpenning 1990.
 *
 * @param m points in a cycle; y needs at least two cycles
 * @param window seasonal window in cycles (odd), or 'periodic' for a season that repeats exactly
 */
export function stl(y: Float64Array, m: number, window: number | 'periodic'): StlParts {
  const n = y.length;
  const seasonalWindow = window === 'periodic' ? 10 * n + 1 : window;
  const trendWindow = odd((1.5 * m) / (1 - 1.5 / seasonalWindow));
  const lowWindow = odd(m);
  let trend: Float64Array = new Float64Array(n);
  let season: Float64Array = new Float64Array(n);
  for (let loop = 0; loop < INNER_LOOPS; loop++) {
    const cycle = new Float64Array(n + 2 * m);
    for (let phase = 0; phase < m; phase++) {
      const count = Math.floor((n - 1 - phase) / m) + 1;
      const sub = new Float64Array(count);
      for (let i = 0; i < count; i++) sub[i] = y[phase + i * m]! - trend[phase + i * m]!;
      const smooth = window === 'periodic' ? repeatMean(sub) : loess(sub, window, -1, count);
      for (let i = 0; i < count + 2; i++) cycle[phase + i * m] = smooth[i]!;
    }
    const low = loess(movingAverage(movingAverage(movingAverage(cycle, m), m), 3), lowWindow, 0, n - 1);
    season = Float64Array.from({ length: n }, (_, t) => cycle[t + m]! - low[t]!);
    trend = loess(
      y.map((v, t) => v - season[t]!),
      trendWindow,
      0,
      n - 1,
    );
  }
  if (window === 'periodic') season = phaseMeans(season, m);
  return { trend, season, remainder: y.map((v, t) => v - trend[t]! - season[t]!) };
}

function repeatMean(sub: Float64Array): Float64Array {
  let mean = 0;
  for (const v of sub) mean += v / sub.length;
  return new Float64Array(sub.length + 2).fill(mean);
}

function phaseMeans(season: Float64Array, m: number): Float64Array {
  const sum = new Float64Array(m);
  const count = new Float64Array(m);
  season.forEach((s, t) => {
    sum[t % m]! += s;
    count[t % m]! += 1;
  });
  return season.map((_, t) => sum[t % m]! / count[t % m]!);
}
