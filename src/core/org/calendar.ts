import { addDays } from '../days.ts';
import type { Problem } from '../problem.ts';
import type { OrgLines } from './tables.ts';

/** The calendar spans fixed years, so that it does not change from day to day and force a rebuild. */
export const CALENDAR = { from: '2020-01-01', to: '2041-01-01' } as const;

const WORKING = '1';
const OTHER = '0.1';

/**
 * One row per day with fiscal labels and working-day weight (1 on working days, 0.1 on others).
 * A fiscal year is named by the year it ends in: with start month 2, February 2026 begins FY2027.
 */
export function calendarRows(fiscalYearStartMonth: number, holidays: ReadonlySet<string>): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = [];
  let weekday = new Date(`${CALENDAR.from}T00:00:00Z`).getUTCDay();
  for (let day: string = CALENDAR.from; day < CALENDAR.to; day = addDays(day, 1)) {
    const year = Number(day.slice(0, 4));
    const monthsIn = (Number(day.slice(5, 7)) - fiscalYearStartMonth + 12) % 12;
    const startsThisYear = Number(day.slice(5, 7)) >= fiscalYearStartMonth;
    const label = `FY${fiscalYearStartMonth > 1 && startsThisYear ? year + 1 : year}`;
    const free = weekday === 0 || weekday === 6 || holidays.has(day);
    rows.push({
      calendar_day: day,
      fiscal_year: label,
      fiscal_quarter: `${label}-Q${Math.floor(monthsIn / 3) + 1}`,
      working_weight: free ? OTHER : WORKING,
    });
    weekday = (weekday + 1) % 7;
  }
  return rows;
}

/** Holidays as days, and problems of those the calendar does not span. */
export function loadHolidays(lines: OrgLines): { days: ReadonlySet<string>; problems: Problem[] } {
  const holidays = lines['holidays.csv'];
  const problems = holidays
    .filter(({ row }) => row.day < CALENDAR.from || row.day >= CALENDAR.to)
    .map(({ line, row }) => ({
      file: 'holidays.csv',
      line,
      message: `${row.day} is outside the calendar`,
      remedy: `the calendar runs from ${CALENDAR.from} to ${addDays(CALENDAR.to, -1)}`,
    }));
  return { days: new Set(holidays.map(({ row }) => row.day)), problems };
}
