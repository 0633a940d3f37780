import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastSeries, type SeriesForecast } from '../../../src/core/forecast/forecast-series.ts';
import { mulberry32, normalGenerator } from '../../../src/core/forecast/rng.ts';
import { type Frequency, QUANTILE_NAMES, type Quantiles } from '../../../src/core/forecast/types.ts';

const FREQUENCIES: Frequency[] = ['daily', 'weekly', 'monthly'];

function expectSound(f: SeriesForecast): void {
  for (const q of [...f.steps, f.total, f.totalOf(0, 1)]) {
    const values = QUANTILE_NAMES.map((name) => q[name]);
    expect(values.every(Number.isFinite)).toBe(true);
    for (let i = 1; i < values.length; i++) expect(values[i]!).toBeGreaterThanOrEqual(values[i - 1]!);
  }
}

const forecast = (values: (number | null)[], frequency: Frequency, horizon = 3) =>
  forecastSeries({ values, frequency, horizon });

function noisy(n: number, level: number, seed = 1): number[] {
  const normal = normalGenerator(mulberry32(seed));
  return Array.from({ length: n }, () => level * Math.exp(0.1 * normal()));
}

describe('forecastSeries', () => {
  it('gives ordered, finite quantiles for any history', () => {
    const value = fc.oneof(
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      fc.constant(0),
      fc.constant(Number.NaN),
      fc.constant(null),
      fc.constant(Number.POSITIVE_INFINITY),
      fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), fc.constantFrom(...FREQUENCIES), (values, frequency) => {
        expectSound(forecast(values, frequency, 4));
      }),
      { numRuns: 150 },
    );
  });

  it('never goes below zero where the history is not negative', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 40 }), (values) => {
        const f = forecast(values, 'daily', 5);
        expect(Math.min(f.total.p025, ...f.steps.map((q) => q.p025))).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 60 },
    );
  });

  it('scales with the unit: values of 10^9 times the size give forecasts of 10^9 times the size', () => {
    const values = noisy(60, 5);
    const small = forecast(values, 'daily', 7);
    const large = forecast(
      values.map((v) => v * 1e9),
      'daily',
      7,
    );
    small.steps.forEach((q, k) => {
      for (const name of QUANTILE_NAMES) expect(large.steps[k]![name] / 1e9 / q[name]).toBeCloseTo(1, 6);
    });
  });

  it('gives the same bytes twice', () => {
    const values = noisy(100, 50).map((v, i) => (i % 3 === 0 ? v : 0));
    const run = () => JSON.stringify(forecastSeries({ values, frequency: 'weekly', horizon: 5, seed: 9 }));
    expect(run()).toBe(run());
  });

  it('follows a growing seasonal series upwards and keeps its season', () => {
    const values = Array.from({ length: 72 }, (_, t) => (100 + 2 * t) * (1 + 0.3 * Math.sin((2 * Math.PI * t) / 12)));
    const { steps, regime } = forecast(values, 'monthly', 12);
    expect(regime).toBe('long');
    steps.forEach((q, k) => {
      const t = 72 + k;
      const truth = (100 + 2 * t) * (1 + 0.3 * Math.sin((2 * Math.PI * t) / 12));
      expect(Math.abs(q.p50 / truth - 1)).toBeLessThan(0.06);
    });
  });

  it('takes the sum of the points as the middle of the total', () => {
    const f = forecast(noisy(60, 100), 'daily', 30);
    const sum = f.steps.reduce((a: number, q: Quantiles) => a + q.p50, 0);
    expect(f.total.p50).toBeCloseTo(sum, 6);
    expect(f.totalOf(10, 20).p50).toBeLessThan(sum);
  });

  it('refuses a horizon that is no whole number of at least 1', () => {
    expect(() => forecast([1, 2, 3], 'daily', 0)).toThrow(/horizon must be a whole number/);
    expect(() => forecast([1, 2, 3], 'daily', 1.5)).toThrow(/found 1.5/);
  });

  it.each([
    ['empty', [], 'empty', 'zero'],
    ['missing', [null, Number.NaN], 'empty', 'zero'],
    ['zeros', [0, 0, 0, 0, 0], 'zero', 'zero'],
    ['one point', [7], 'last_value', 'last_value'],
    ['two points', [7, 9], 'last_value', 'last_value'],
    ['three points', [7, 9, 8], 'tiny', 'ses+last'],
    ['constant', [5, 5, 5, 5, 5, 5], 'constant', 'constant'],
    ['five points', [5, 6, 5, 7, 6], 'short', 'ensemble'],
    ['clean growth', [10, 13, 16.5, 21, 27, 35, 44], 'growth', 'ensemble'],
    ['sporadic', [0, 4, 0, 0, 5, 0, 0, 3, 0], 'intermittent', 'tsb'],
    ['stopped', [4, 5, 4, 6, 5, 4, 0, 0, 0], 'retired', 'zero'],
  ] as const)('names regime and method of a history that is %s', (_, values, regime, method) => {
    const f = forecast([...values], 'monthly');
    expect([f.regime, f.method]).toEqual([regime, method]);
    expectSound(f);
  });

  it('keeps an intermittent series that merely pauses out of the retired ones', () => {
    const values = [0, 5, 0, 0, 0, 0, 5, 0, 0, 0, 0, 5, 0, 0, 0, 0];
    expect(forecast([3, ...values], 'weekly').regime).toBe('intermittent');
  });

  it('forecasts negative histories on the linear scale, below zero where they are', () => {
    const values = noisy(40, 10).map((v) => -v);
    const f = forecast(values, 'daily', 3);
    expect(f.rule.form).toBe('additive');
    expect(f.steps[0]!.p50).toBeLessThan(-8);
    expect(f.steps[0]!.p05).toBeLessThan(f.steps[0]!.p50);
  });

  it('widens with the horizon and says when the history is too short to trust the interval', () => {
    const normal = normalGenerator(mulberry32(3));
    let log = 0;
    const values = Array.from({ length: 120 }, () => {
      log += 0.05 * normal();
      return 100 * Math.exp(log);
    });
    const f = forecast(values, 'daily', 60);
    const width = (q: Quantiles) => Math.log(q.p90 / q.p10);
    expect(width(f.steps[59]!)).toBeGreaterThan(1.5 * width(f.steps[0]!));
    expect(f.intervalQuality).toBe('low');
    expect(forecast(noisy(24, 5), 'monthly').intervalQuality).toBe('ok');
  });
});
