import { describe, expect, it } from 'vitest';
import { chunksOf, halvesOf, windowDays, windowsToAsk } from '../../../src/app/ingest/windows.ts';
import { addDays, daysOf } from '../../../src/core/days.ts';

const stream = {
  window: 'day' as const,
  repullDays: 2,
  isProvisional: (day: string, logicalDay: string) => day > addDays(logicalDay, -10),
};
const askedOn = (days: string[], logicalDay: string) => days.map((day): [string, string] => [day, logicalDay]);

describe('the windows to ask', () => {
  it('are everything from the start to yesterday on the first run', () => {
    const plan = { stream, start: '2026-10-01', logicalDay: '2026-10-05', covered: new Map() };
    expect(windowsToAsk(plan)).toEqual([{ from: '2026-10-01', to: '2026-10-05' }]);
  });

  it('are the re-pull days and the days never answered later', () => {
    const covered = new Map(
      askedOn(['2026-10-01', '2026-10-02', '2026-10-04', '2026-10-05', '2026-10-06', '2026-10-07'], '2026-10-08'),
    );
    expect(windowsToAsk({ stream, start: '2026-10-01', logicalDay: '2026-10-09', covered })).toEqual([
      { from: '2026-10-03', to: '2026-10-04' },
      { from: '2026-10-07', to: '2026-10-09' },
    ]);
  });

  it('hold a day once more when its last answer was provisional and it no longer is', () => {
    const days = daysOf({ from: '2026-09-01', to: '2026-10-08' });
    const covered = new Map([
      ...askedOn(days, '2026-09-10'),
      ...askedOn(daysOf({ from: '2026-09-01', to: '2026-09-25' }), '2026-10-08'),
    ]);
    const asked = windowsToAsk({ stream, start: '2026-09-01', logicalDay: '2026-10-08', covered }).flatMap(daysOf);
    expect(asked).toContain('2026-09-25');
    expect(asked).not.toContain('2026-09-24');
  });

  it('begin where the stream says', () => {
    const covered = new Map(askedOn(daysOf({ from: '2026-10-01', to: '2026-10-08' }), '2026-10-08'));
    const own = { ...stream, repullFrom: () => '2026-10-05' };
    expect(windowsToAsk({ stream: own, start: '2026-10-01', logicalDay: '2026-10-08', covered })).toEqual([
      { from: '2026-10-05', to: '2026-10-08' },
    ]);
  });

  it('are none before the start has passed, and never today', () => {
    expect(windowsToAsk({ stream, start: '2026-10-08', logicalDay: '2026-10-08', covered: new Map() })).toEqual([]);
  });

  it('are the logical day alone for a snapshot', () => {
    const snapshot = { window: 'snapshot' as const, repullDays: 0 };
    expect(
      windowsToAsk({ stream: snapshot, start: '2026-01-01', logicalDay: '2026-10-31', covered: new Map() }),
    ).toEqual([{ from: '2026-10-31', to: '2026-11-01' }]);
  });

  it('refuse a start that is no day', () => {
    expect(() => windowsToAsk({ stream, start: '2026-02-30', logicalDay: '2026-10-08', covered: new Map() })).toThrow(
      '"2026-02-30" is not a calendar day',
    );
  });
});

describe('cutting a range', () => {
  const range = { from: '2026-02-25', to: '2026-03-04' };

  it('into chunks and halves loses and repeats no day', () => {
    for (const parts of [chunksOf(range, 3), chunksOf(range, 100), chunksOf(range, 1), halvesOf(range)]) {
      expect(parts.flatMap(daysOf)).toEqual(daysOf(range));
    }
    expect(chunksOf(range, 3)).toHaveLength(3);
  });

  it('of two days gives two single days', () => {
    expect(halvesOf({ from: '2026-02-28', to: '2026-03-02' })).toEqual([
      { from: '2026-02-28', to: '2026-03-01' },
      { from: '2026-03-01', to: '2026-03-02' },
    ]);
  });
});

describe('windows of months', () => {
  const stream = { window: 'month', repullDays: 1 } as const;
  const covered = (...months: string[]) => new Map(months.map((m) => [m, '2026-10-01']));

  it('are asked in one range from the start to the logical day', () => {
    expect(windowsToAsk({ stream, start: '2026-08-15', logicalDay: '2026-10-06', covered: new Map() })).toEqual([
      { from: '2026-08-15', to: '2026-10-06' },
    ]);
  });

  it('are asked again from the current month on, and on its first day from the month before', () => {
    const known = covered('2026-08-01', '2026-09-01', '2026-10-01');
    expect(windowsToAsk({ stream, start: '2026-08-15', logicalDay: '2026-10-06', covered: known })).toEqual([
      { from: '2026-10-01', to: '2026-10-06' },
    ]);
    expect(windowsToAsk({ stream, start: '2026-08-15', logicalDay: '2026-10-01', covered: known })).toEqual([
      { from: '2026-09-01', to: '2026-10-01' },
    ]);
  });

  it('are asked from the first month that was never answered: what changed since is asked with it', () => {
    const known = covered('2026-08-01', '2026-10-01');
    expect(windowsToAsk({ stream, start: '2026-08-15', logicalDay: '2026-10-06', covered: known })).toEqual([
      { from: '2026-09-01', to: '2026-10-06' },
    ]);
  });

  it('are the first days of the months of a range', () => {
    expect(windowDays('month', { from: '2026-08-15', to: '2026-10-02' })).toEqual([
      '2026-08-01',
      '2026-09-01',
      '2026-10-01',
    ]);
    expect(windowDays('day', { from: '2026-08-30', to: '2026-09-01' })).toEqual(['2026-08-30', '2026-08-31']);
  });
});
