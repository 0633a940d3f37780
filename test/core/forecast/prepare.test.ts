import { describe, expect, it } from 'vitest';
import { periodAfter, toGrid } from '../../../src/core/forecast/grid.ts';
import { prepareSeries } from '../../../src/core/forecast/prepare.ts';

const list = (values: (number | null)[], frequency: 'daily' | 'weekly' | 'monthly' = 'daily') => {
  const p = prepareSeries(values, frequency);
  return { ...p, values: [...p.values] };
};

describe('prepareSeries', () => {
  it('drops leading zeros as not yet in use and keeps zeros inside', () => {
    expect(list([0, 0, 3, 0, 4])).toMatchObject({ values: [3, 0, 4], start: 2 });
  });

  it('fills a missing day with the mean of the same weekday one and two weeks before and after', () => {
    const week = (base: number) => Array.from({ length: 7 }, (_, i) => base + i);
    const values: (number | null)[] = [...week(10), ...week(20), ...week(30), ...week(40), ...week(50)];
    values[16] = null;
    const p = list(values);
    expect(p.values[16]).toBe((12 + 22 + 42 + 52) / 4);
    expect(p.imputedShare).toBeCloseTo(1 / 35);
  });

  it('takes the previous value where no such day is known', () => {
    expect(list([5, null, 6]).values).toEqual([5, 5, 6]);
  });

  it('restarts after a gap of more than 28 days', () => {
    const values = [1, 2, 3, ...new Array<null>(29).fill(null), 7, 8];
    const p = list(values);
    expect(p.values).toEqual([7, 8]);
    expect(p.warnings.join()).toContain('gap of 29');
    expect(list([1, 2, 3, ...new Array<null>(28).fill(null), 7]).values).toHaveLength(32);
  });

  it('leaves missing values at the end to the forecast', () => {
    expect(list([1, 2, 3, null, null])).toMatchObject({ values: [1, 2, 3], missingAtEnd: 2 });
  });

  it('calls a series stopped only when its zeros are longer than any pause before', () => {
    const zeros = (n: number) => new Array<number>(n).fill(0);
    expect(list([5, 6, 5, ...zeros(28)]).retired).toBe(true);
    expect(list([5, 6, 5, ...zeros(27)]).retired).toBe(false);
    expect(list([5, ...zeros(10), 6, ...zeros(29)]).retired).toBe(false);
    expect(list([5, ...zeros(10), 6, ...zeros(30)]).retired).toBe(true);
  });
});

describe('toGrid', () => {
  it('sorts, fills the grid and lets the last of two values in one month count', () => {
    const grid = toGrid(
      [
        { day: '2026-03-31', value: 3 },
        { day: '2026-01-31', value: 1 },
        { day: '2026-03-31', value: 4 },
      ],
      'monthly',
    );
    expect(grid.values).toEqual([1, null, 4]);
    expect(grid.warnings).toHaveLength(3);
  });

  it('counts months from the last day, clamped to the month end, across years', () => {
    expect([1, 2, 13].map((k) => periodAfter('2027-12-31', 'monthly', k))).toEqual([
      '2028-01-31',
      '2028-02-29',
      '2029-01-31',
    ]);
  });
});
