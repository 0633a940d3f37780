import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayNumber, dayOfNumber } from '../../../src/core/days.ts';
import { poolTinyLeaves } from '../../../src/core/forecast/base-forecasts.ts';
import { budgetOutlook } from '../../../src/core/forecast/budgets.ts';
import { blendMultipliers, finiteQuantile, scaledError } from '../../../src/core/forecast/conformal.ts';
import { decompose, exactEffects } from '../../../src/core/forecast/decompose.ts';
import { losesToRunRate } from '../../../src/core/forecast/fallback.ts';
import { holidayCalendar, holidayFactors } from '../../../src/core/forecast/holidays.ts';
import { microsText, splitMicros, toMicros } from '../../../src/core/forecast/micros.ts';
import { rankMapped, samplePaths } from '../../../src/core/forecast/paths.ts';
import { horizonEnd, monthPeriod, quarterPeriod } from '../../../src/core/forecast/periods.ts';
import { reconcileLeaves } from '../../../src/core/forecast/reconcile.ts';
import { decimalMicros, seatCharges } from '../../../src/core/forecast/seats.ts';
import { change } from './example-plan.ts';

describe('reconcileLeaves', () => {
  const leafBase = [Float64Array.of(10), Float64Array.of(20)];

  it('spreads the gap to the total by variance', () => {
    const { leaves } = reconcileLeaves({
      aggregates: [[0, 1]],
      aggregateBase: [Float64Array.of(36)],
      leafBase,
      aggregateVariance: [3],
      leafVariance: [1, 2],
    });
    expect(leaves.map((l) => l[0])).toEqual([10 + 1 * (6 / 6), 20 + 2 * (6 / 6)]);
  });

  it('keeps leaves at zero or above', () => {
    const { leaves } = reconcileLeaves({
      aggregates: [[0, 1]],
      aggregateBase: [Float64Array.of(1)],
      leafBase,
      aggregateVariance: [0.001],
      leafVariance: [1, 1],
    });
    expect(leaves[0]![0]).toBe(0);
    expect(leaves[1]![0]).toBeGreaterThan(0);
  });

  it('falls back to the leaves where aggregates repeat and the system is singular', () => {
    const { leaves, solved } = reconcileLeaves({
      aggregates: [
        [0, 1],
        [0, 1],
      ],
      aggregateBase: [Float64Array.of(36), Float64Array.of(36)],
      leafBase,
      aggregateVariance: [0, 0],
      leafVariance: [1, 1e9],
    });
    if (!solved) expect(leaves.map((l) => l[0])).toEqual([10, 20]);
    expect(leaves.every((l) => Number.isFinite(l[0]))).toBe(true);
  });
});

describe('micro-dollars', () => {
  it('round half away from zero and print six places', () => {
    expect([1.0000005, -1.0000005, 0].map(toMicros)).toEqual([1_000_001n, -1_000_001n, 0n]);
    expect(microsText(-1_500_000n)).toBe('-1.500000');
    expect(decimalMicros('12.3456785')).toBe(12_345_679n);
    expect(() => toMicros(Number.NaN)).toThrow(/finite/);
  });

  it('split into parts that sum exactly, whatever the weights', () => {
    const weights = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), weights, (amount, w) => {
        expect(splitMicros(amount, w).reduce((a, b) => a + b, 0n)).toBe(amount);
      }),
    );
  });
});

describe('decompose', () => {
  it('agrees with the worked example of the metrics: users, sessions and price by log-mean Divisia', () => {
    const cell = (users: number, sessions: number, share: number, tokens: number, price: number) => {
      return { users, perUser: sessions, share: share * tokens, price };
    };
    const effects = decompose([
      { before: cell(100, 20, 0.8, 0.5, 3), after: cell(130, 24, 0.6, 0.6, 3) },
      { before: cell(100, 20, 0.2, 0.8, 15), after: cell(130, 24, 0.4, 0.8, 12) },
    ]);
    expect(effects.users).toBeCloseTo(2809.39, 2);
    expect(effects.tokens).toBeCloseTo(1952.29, 2);
    expect(effects.mix).toBeCloseTo(4619.54 + 520.97, 2);
    expect(effects.price).toBeCloseTo(-1751.8, 2);
  });

  it('puts cells that are new or gone in a line of their own', () => {
    const nothing = { users: 0, perUser: 0, share: 0, price: 0 };
    const some = { users: 2, perUser: 3, share: 1, price: 5 };
    expect(decompose([{ before: nothing, after: some }])).toMatchObject({ newOrRetired: 30, users: 0 });
    expect(decompose([{ before: some, after: nothing }])).toMatchObject({ newOrRetired: -30, price: 0 });
  });

  it('rounds effects so that they sum exactly to the difference', () => {
    const effects = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(effects, (e) => {
        const difference = toMicros(e.reduce((a, b) => a + b, 0));
        expect(exactEffects(e, difference).reduce((a, b) => a + b, 0n)).toBe(difference);
      }),
    );
  });
});

describe('conformal multipliers', () => {
  it('take finite-sample quantiles on both sides', () => {
    const sorted = Array.from({ length: 19 }, (_, i) => i + 1);
    expect(finiteQuantile(sorted, 0.9)).toBe(18);
    expect(finiteQuantile(sorted, 0.1)).toBe(2);
  });

  it('leave the shipped ones alone below 60 scores, blend above, and never shrink below 0.85', () => {
    const shipped = [-1, -0.5, 0.5, 1] as const;
    expect(blendMultipliers(shipped, [5, 6], 59)).toEqual(shipped);
    const wide = Array.from({ length: 150 }, (_, i) => (i % 2 === 0 ? 4 : -4));
    expect(blendMultipliers(shipped, wide, 150)).toEqual([-2.5, -2.25, 2.25, 2.5]);
    const narrow = new Array<number>(150).fill(0);
    expect(blendMultipliers(shipped, narrow, 150)).toEqual([-0.85, -0.425, 0.425, 0.85]);
  });

  it('scale errors as the bounds do', () => {
    const rule = { unit: 50, nonNegative: true };
    expect(scaledError(110, 100, 0.1, { ...rule, form: 'linear' })).toBeCloseTo(1, 10);
    expect(scaledError(100 * Math.E, 100, 0.5, { ...rule, form: 'log' })).toBeCloseTo(2, 10);
    expect(scaledError(110, 100, 0.1, { ...rule, form: 'additive' })).toBeCloseTo(2, 10);
    expect(scaledError(1, 1, 0, { ...rule, form: 'log' })).toBeNull();
  });
});

describe('paths and budgets', () => {
  const q = { p025: 6, p05: 7, p10: 8, p50: 10, p90: 13, p95: 14, p975: 15 };

  it('keep the quantiles of a step and reach the published quantiles of the total', () => {
    const paths = samplePaths([q, q, q], 'daily', 5, true);
    const first = Float64Array.from(paths, (p) => p[0]!).sort();
    expect(first[1800]).toBeCloseTo(13, 0);
    const total = { p025: 20, p05: 22, p10: 25, p50: 30, p90: 36, p95: 38, p975: 40 };
    const sums = Float64Array.from(rankMapped(paths, total, true), (p) => p[0]! + p[1]! + p[2]!).sort();
    expect(sums[1799]! < 36 && sums[1800]! > 36).toBe(true);
    expect(sums[999]! < 30 && sums[1000]! > 30).toBe(true);
  });

  it('state probability, date and overrun, and clamp what is not certain', () => {
    const paths = [Float64Array.of(5, 5), Float64Array.of(1, 1), Float64Array.of(2, 8), Float64Array.of(1, 2)];
    const some = budgetOutlook({ budget: 15, actual: [4, 4], paths });
    expect(some).toMatchObject({ exceedProbability: 0.5, status: 'likely', expectedOverrun: (3 + 3) / 4 });
    expect(some.exceedDay).toEqual({ p10: 3, p50: 3, p90: 3 });
    expect(budgetOutlook({ budget: 100, actual: [1], paths })).toMatchObject({ exceedProbability: 0.01, status: 'ok' });
    expect(budgetOutlook({ budget: 5, actual: [3, 3], paths })).toMatchObject({
      exceedProbability: 1,
      status: 'over',
      exceedDay: { p50: 1 },
    });
    expect(budgetOutlook({ budget: 9, actual: [3], paths: [] })).toMatchObject({
      exceedProbability: 0,
      exceedDay: null,
    });
  });
});

describe('calendar', () => {
  it('names fiscal quarters by the year they end in and runs to the end of the next full one', () => {
    const day = dayNumber('2026-02-10');
    expect(quarterPeriod(day, 2)).toMatchObject({ label: 'FY2027-Q1', from: dayNumber('2026-02-01') });
    expect(quarterPeriod(day, 1)).toMatchObject({ label: 'FY2026-Q1', to: dayNumber('2026-04-01') });
    expect(quarterPeriod(dayNumber('2026-12-31'), 10).label).toBe('FY2027-Q1');
    expect(dayOfNumber(horizonEnd(dayNumber('2026-07-14'), 1))).toBe('2027-01-01');
    expect(dayOfNumber(horizonEnd(dayNumber('2026-07-01'), 1))).toBe('2027-01-01');
    expect(monthPeriod(day).label).toBe('2026-02');
  });

  it('learns what a holiday is worth from the history, and takes it for a weekend day without one', () => {
    const start = dayNumber('2026-06-01');
    const week = [10, 10, 10, 10, 10, 4, 4];
    const values = Array.from({ length: 28 }, (_, t) => (t === 16 ? 2 : week[t % 7]!));
    const days = (...list: string[]) => holidayCalendar(list, start);
    const seen = holidayFactors(values, days('2026-06-17', '2026-06-30'), 3);
    expect([...seen]).toEqual([1, 0.2, 1]);
    const ordinary = Array.from({ length: 28 }, (_, t) => week[t % 7]!);
    expect(holidayFactors(ordinary, days('2026-06-29', '2026-07-04'), 7)[0]).toBeCloseTo(0.4, 12);
    expect(holidayFactors(ordinary, days('2026-07-04'), 7)[5]).toBe(1);
  });

  it('bills seats on their day of the month, with additions, until a stopped contract renews', () => {
    const line = { tool: 'chat', team: 'a', seats: 10, price: '20.00', billingDay: 31, renewsOn: '2026-10-15' };
    const bill = (changes: Parameters<typeof seatCharges>[1]) =>
      seatCharges([line], changes, dayNumber('2026-09-01'), dayNumber('2026-12-01'), dayOfNumber).map((c) => [
        dayOfNumber(c.day),
        microsText(c.micros),
      ]);
    expect(bill([change('seat_change', 5, { effectiveDate: '2026-10-01' })])).toEqual([
      ['2026-09-30', '200.000000'],
      ['2026-10-31', '300.000000'],
      ['2026-11-30', '300.000000'],
    ]);
    expect(bill([change('tool_stop', 1, { effectiveDate: '2026-09-15', tool: 'chat' })])).toEqual([
      ['2026-09-30', '200.000000'],
    ]);
  });
});

describe('small rules', () => {
  it('pools leaves that are tiny or young and splits them by the last 28 days', () => {
    const days = (v: number) => new Array<number>(60).fill(v);
    const young = [...new Array<number>(55).fill(0), ...new Array<number>(5).fill(100)];
    const leaves = ['big', 'tiny', 'young'].map((model) => ({ tool: 't', model, team: 'a' }));
    const pools = poolTinyLeaves(leaves, [days(100), days(0.01), young]);
    expect(pools.map((p) => p.members)).toEqual([[0], [1, 2]]);
    expect(pools[1]!.shares[0]! + pools[1]!.shares[1]!).toBeCloseTo(1, 12);
    expect(pools[1]!.shares[1]).toBeGreaterThan(0.99);
  });

  it('falls back only after four origins and a greater error than the run rate', () => {
    const lost = { actual: 100, forecast: 120, runRate: 110 };
    expect(losesToRunRate([lost, lost, lost])).toBe(false);
    expect(losesToRunRate([lost, lost, lost, lost])).toBe(true);
    expect(losesToRunRate([lost, lost, lost, { actual: 100, forecast: 100, runRate: 140 }])).toBe(false);
  });
});
