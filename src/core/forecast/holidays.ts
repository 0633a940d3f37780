import { dayNumber } from '../days.ts';

/** Holidays on a daily axis. */
export interface HolidayCalendar {
  /** Day numbers. */
  days: ReadonlySet<number>;
  /** Day number of the first value of the axis. */
  axisStart: number;
}

/** A calendar over an axis that starts at `axisStart` (day number). */
export function holidayCalendar(holidays: readonly string[], axisStart: number): HolidayCalendar {
  return { days: new Set(holidays.map(dayNumber)), axisStart };
}

/** The values with holidays taken out (null), so that a shut-down week is neither a trend nor a weekday pattern. */
export function withoutHolidays(values: readonly (number | null)[], calendar: HolidayCalendar): (number | null)[] {
  if (calendar.days.size === 0) return [...values];
  return values.map((v, t) => (calendar.days.has(calendar.axisStart + t) ? null : v));
}

const isWeekend = (day: number) => (day + 3) % 7 >= 5;

/**
 * What a holiday is worth beside an ordinary day, for each step of the horizon (1 on ordinary days). Learned from the
 * holidays of the history: their sum over the sum of the same weekdays one and two weeks before and after. A history
 * without holidays takes a holiday on a working day for a weekend day, and one at a weekend for nothing special.
 */
export function holidayFactors(
  values: readonly (number | null)[],
  calendar: HolidayCalendar,
  horizon: number,
): Float64Array {
  const { days, axisStart } = calendar;
  const out = new Float64Array(horizon).fill(1);
  const n = values.length;
  const upcoming = out.map((_, k) => axisStart + n + k).filter((day) => days.has(day));
  if (upcoming.length === 0) return out;
  let seen = 0;
  let ordinary = 0;
  const kinds = { weekend: { sum: 0, count: 0 }, work: { sum: 0, count: 0 } };
  for (let t = 0; t < n; t++) {
    const v = values[t];
    if (v === null || v === undefined) continue;
    const day = axisStart + t;
    if (!days.has(day)) {
      const kind = isWeekend(day) ? kinds.weekend : kinds.work;
      kind.sum += v;
      kind.count++;
      continue;
    }
    const near = [-14, -7, 7, 14]
      .filter((step) => !days.has(day + step))
      .map((step) => values[t + step])
      .filter((w) => w !== null && w !== undefined);
    if (near.length === 0) continue;
    seen += v;
    ordinary += near.reduce((a, b) => a + b, 0) / near.length;
  }
  const mean = (kind: { sum: number; count: number }) => (kind.count > 0 ? kind.sum / kind.count : 0);
  const likeWeekend = mean(kinds.work) > 0 ? Math.min(1, mean(kinds.weekend) / mean(kinds.work)) : 1;
  const learned = ordinary > 0 ? Math.max(0, seen / ordinary) : null;
  for (let k = 0; k < horizon; k++) {
    const day = axisStart + n + k;
    if (days.has(day)) out[k] = learned ?? (isWeekend(day) ? 1 : likeWeekend);
  }
  return out;
}

/** Multiplies paths by a factor a step. */
export function timesFactors(paths: readonly Float64Array[], factors: Float64Array): Float64Array[] {
  return paths.map((path) => path.map((v, k) => v * factors[k]!));
}
