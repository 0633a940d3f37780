import { dayNumber, dayOfNumber } from '../days.ts';
import type { Frequency } from './types.ts';

/** One observation as it was read. */
export interface Observation {
  /** Day `YYYY-MM-DD`. */
  day: string;
  /** Value, or null where none was given. */
  value: number | null;
}

/** Observations on a regular grid. */
export interface Grid {
  /** One value a period from the first to the last observed period; null where none was given. */
  values: (number | null)[];
  firstDay: string;
  lastDay: string;
  warnings: string[];
}

const monthNumber = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

/**
 * Puts observations on the grid of their frequency: days; weeks counted back from the last day; calendar months.
 * Unsorted days are sorted; of several observations in one period the last one counts (later day, then later in the
 * input). Both are reported as warnings.
 *
 * @throws RangeError where a day is no calendar day
 */
export function toGrid(observations: readonly Observation[], frequency: Frequency): Grid {
  const warnings: string[] = [];
  if (observations.length === 0) return { values: [], firstDay: '', lastDay: '', warnings };
  const numbered = observations.map(({ day, value }) => ({ day, number: dayNumber(day), value }));
  if (numbered.some((o, i) => i > 0 && o.number < numbered[i - 1]!.number)) {
    warnings.push('dates not in order, sorted');
    numbered.sort((a, b) => a.number - b.number);
  }
  const last = numbered[numbered.length - 1]!;
  const periodOf = (o: { day: string; number: number }) =>
    frequency === 'daily'
      ? o.number - last.number
      : frequency === 'weekly'
        ? Math.round((o.number - last.number) / 7)
        : monthNumber(o.day) - monthNumber(last.day);
  const first = periodOf(numbered[0]!);
  const values: (number | null)[] = new Array(1 - first).fill(null);
  const taken = new Set<number>();
  let doubled = 0;
  let between = 0;
  for (const o of numbered) {
    const period = periodOf(o);
    if (taken.has(period)) doubled++;
    taken.add(period);
    if (frequency === 'weekly' && (last.number - o.number) % 7 !== 0) between++;
    values[period - first] = o.value;
  }
  if (doubled > 0) warnings.push(`${doubled} dates given twice in one period, the last value counts`);
  if (between > 0) warnings.push(`${between} dates between the weeks, put to the nearest week`);
  const holes = values.length - taken.size;
  if (holes > 0) warnings.push(`${holes} periods without a row`);
  return { values, firstDay: numbered[0]!.day, lastDay: last.day, warnings };
}

/** Day of the k-th period (1-based) after a day; months keep the day of the month, clamped to the month's end. */
export function periodAfter(day: string, frequency: Frequency, k: number): string {
  if (frequency === 'daily') return dayOfNumber(dayNumber(day) + k);
  if (frequency === 'weekly') return dayOfNumber(dayNumber(day) + 7 * k);
  const month = monthNumber(day) + k;
  const year = Math.floor(month / 12);
  const lastOfMonth = new Date(Date.UTC(year, (month % 12) + 1, 0)).getUTCDate();
  const date = Math.min(Number(day.slice(8, 10)), lastOfMonth);
  return new Date(Date.UTC(year, month % 12, date)).toISOString().slice(0, 10);
}
