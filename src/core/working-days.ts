import { addDays, dayNumber } from './days.ts';

/** First day of a month `YYYY-MM` that is neither Saturday, Sunday nor one of the holidays (`YYYY-MM-DD`). */
export function firstWorkingDay(month: string, holidays: ReadonlySet<string> = new Set()): string {
  let day = `${month}-01`;
  // 1970-01-01 was a Thursday.
  const isFree = () => [0, 6].includes((dayNumber(day) + 4) % 7) || holidays.has(day);
  while (isFree()) day = addDays(day, 1);
  return day;
}
