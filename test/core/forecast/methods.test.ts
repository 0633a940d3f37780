import { describe, expect, it } from 'vitest';
import { combine } from '../../../src/core/forecast/combine.ts';
import { dotmForecast } from '../../../src/core/forecast/dotm.ts';
import { etsForecast, fitEts } from '../../../src/core/forecast/ets.ts';
import { dampedDrift } from '../../../src/core/forecast/growth.ts';
import { mase, maseScale, smape } from '../../../src/core/forecast/metrics.ts';
import { SHIPPED_MULTIPLIERS } from '../../../src/core/forecast/multipliers.ts';
import { naive2 } from '../../../src/core/forecast/naive2.ts';
import { nelderMead } from '../../../src/core/forecast/nelder-mead.ts';
import { normalCdf, normalQuantile } from '../../../src/core/forecast/normal.ts';
import { horizonGrowth } from '../../../src/core/forecast/scale.ts';
import { stl } from '../../../src/core/forecast/stl.ts';
import { thetaForecast } from '../../../src/core/forecast/theta.ts';
import { totalQuantiles } from '../../../src/core/forecast/totals.ts';
import { tsb } from '../../../src/core/forecast/tsb.ts';

const line = (n: number) => Array.from({ length: n }, (_, t) => 10 + 3 * t);

describe('the methods', () => {
  it('Nelder-Mead finds the minimum of a bent valley', () => {
    const rosenbrock = (x: Float64Array) => (1 - x[0]!) ** 2 + 100 * (x[1]! - x[0]! ** 2) ** 2;
    const { point } = nelderMead(rosenbrock, [-1.2, 1], [0.5, 0.5], 500, 1e-14);
    expect(point[0]).toBeCloseTo(1, 3);
    expect(point[1]).toBeCloseTo(1, 3);
  });

  it('normal quantiles invert the distribution function', () => {
    expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 10);
    for (const p of [0.001, 0.025, 0.3, 0.5, 0.9, 0.9999]) expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 10);
  });

  it('ETS with trend continues a line and refuses what it has too few points for', () => {
    const fit = fitEts(line(30), 1, { error: 'A', trend: 'A', season: 'N' })!;
    expect(etsForecast(fit, 2)[1]).toBeCloseTo(10 + 3 * 31, 1);
    expect(fitEts(line(4), 1, { error: 'A', trend: 'N', season: 'N' })).toBeNull();
    expect(fitEts([1, -2, 3, 1, 2, 1, 2, 3], 1, { error: 'M', trend: 'N', season: 'N' })).toBeNull();
  });

  it('theta continues a line with half its slope, the optimised one with all of it', () => {
    const theta = thetaForecast(line(40), 2);
    expect(theta[1]! - theta[0]!).toBeCloseTo(1.5, 6);
    expect(dotmForecast(line(40), 1)[0]).toBeCloseTo(10 + 3 * 40, 0);
  });

  it('STL parts add up and a periodic season repeats exactly', () => {
    const y = Float64Array.from({ length: 60 }, (_, t) => 50 + 0.1 * t + 10 * Math.sin((2 * Math.PI * t) / 12));
    const { trend, season, remainder } = stl(y, 12, 'periodic');
    y.forEach((v, t) => {
      expect(trend[t]! + season[t]! + remainder[t]!).toBeCloseTo(v, 9);
      if (t >= 12) expect(season[t]).toBeCloseTo(season[t - 12]!, 9);
    });
    expect(Math.max(...season)).toBeCloseTo(10, 0);
  });

  it('TSB smooths probability and size of demand by a tenth', () => {
    const { probability, size } = tsb([0, 10, 0, 20]);
    let p = 0.5;
    for (const occurs of [0, 1, 0, 1]) p += 0.1 * (occurs - p);
    expect(probability).toBeCloseTo(p, 12);
    expect(size).toBeCloseTo(15 + 0.1 * (10 - 15) + 0.1 * (20 - (15 + 0.1 * (10 - 15))), 12);
  });

  it('the recent drift fades by 0.85 a step', () => {
    const out = dampedDrift(Float64Array.from([1, 2, 4, 8, 16]), 2);
    expect(Math.log(out[0]! / 16)).toBeCloseTo(0.85 * Math.log(2), 10);
    expect(Math.log(out[1]! / out[0]!)).toBeCloseTo(0.85 ** 2 * Math.log(2), 10);
  });

  it('five and more components lose their lowest and highest at each step', () => {
    const make = (...v: number[]) => v.map((x, i) => ({ name: `c${i}`, values: Float64Array.of(x) }));
    expect(combine(make(0, 5, 6, 7, 100), 1)[0]).toBe(6);
    expect(combine(make(0, 5, 6, 9), 1)[0]).toBe(5);
  });

  it('Naive2 takes the last value, or the season too where three cycles show one', () => {
    const season = Array.from({ length: 48 }, (_, t) => 100 + 40 * Math.sin((2 * Math.PI * t) / 12));
    const out = naive2(Float64Array.from(season), 12, 12);
    out.forEach((v, k) => {
      expect(v).toBeCloseTo(season[k]!, 0);
    });
    expect([...naive2(Float64Array.of(3, 4, 9), 12, 2)]).toEqual([9, 9]);
  });

  it('scores as the M competitions do', () => {
    expect(smape([100, 100], [110, 90])).toBeCloseTo((200 * 10) / 210 / 2 + (200 * 10) / 190 / 2, 10);
    expect(maseScale([1, 3, 2, 6], 2)).toBe(2);
    expect(maseScale([1, 3], 7)).toBe(2);
    expect(mase([5, 5], [3, 4], 2)).toBe(0.75);
    expect(mase([5], [3], 0)).toBeNull();
  });

  it('the variance grows over the horizon by the squared impulse responses, at most 40 times', () => {
    const p = { alpha: 0.5, beta: 0.1, phi: 0.9, gamma: 0.2, level: 0, slope: 0 };
    const g = horizonGrowth(p, true, 2, 3);
    expect(g[0]).toBe(1);
    expect(g[1]).toBeCloseTo(1 + (0.5 + 0.1 * 0.9) ** 2, 12);
    expect(g[2]).toBeCloseTo(g[1]! + (0.5 + 0.1 * (0.9 + 0.81) + 0.2) ** 2, 12);
    expect(horizonGrowth({ ...p, alpha: 1, beta: 1 }, true, 1, 200)[199]).toBe(40);
  });

  it('totals of values that are not positive add their scales', () => {
    const rule = { form: 'additive', unit: 10, nonNegative: false } as const;
    const set = SHIPPED_MULTIPLIERS.daily_long;
    const q = totalQuantiles([-5, 5], [0.2, 0.3], 0, 2, set, rule);
    expect(q.p50).toBe(0);
    expect(q.p95).toBeCloseTo(set.total[3] * 10 * 0.5, 12);
  });
});
