import { expect, it } from 'vitest';
import { firstWorkingDay } from '../../src/core/working-days.ts';

it.each([
  ['2026-10', '2026-10-01'],
  ['2026-08', '2026-08-03'],
  ['2026-11', '2026-11-02'],
])('the first working day of %s is %s', (month, day) => {
  expect(firstWorkingDay(month)).toBe(day);
});

it('passes over holidays', () => {
  expect(firstWorkingDay('2027-01', new Set(['2027-01-01']))).toBe('2027-01-04');
});
