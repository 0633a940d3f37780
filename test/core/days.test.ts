import { describe, expect, it } from 'vitest';
import { addDays, dayNumber, dayOfNumber, daysOf } from '../../src/core/days.ts';

describe('days', () => {
  it('are numbered from 1970 on, however many are asked for and how often', () => {
    for (const _ of ['first', 'again']) {
      for (let number = -1000; number < 30_000; number += 1) {
        const day = new Date(number * 86_400_000).toISOString().slice(0, 10);
        expect(dayOfNumber(number)).toBe(day);
        expect(dayNumber(day)).toBe(number);
      }
    }
  });

  it('go over the ends of months and years', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(daysOf({ from: '2026-02-27', to: '2026-03-02' })).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(daysOf({ from: '2026-03-02', to: '2026-02-27' })).toEqual([]);
  });

  it.each(['2026-02-29', '2026-13-01', '2026-1-1', '', '2026-01-01T00:00:00Z'])(
    'refuse %j, also when asked twice',
    (day) => {
      expect(() => dayNumber(day)).toThrow('calendar day');
      expect(() => dayNumber(day)).toThrow('calendar day');
    },
  );
});
