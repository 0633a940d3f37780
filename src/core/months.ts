import { addDays } from './days.ts';

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** True for an existing calendar day written `YYYY-MM-DD`; 2026-02-30 is none. */
export function isDay(text: string): boolean {
  const match = DAY.exec(text);
  if (match === null) return false;
  const day = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
  return day.toISOString().slice(0, 10) === text;
}

/** True for a month written `YYYY-MM`. */
export function isMonth(text: string): boolean {
  return MONTH.test(text);
}

/** First day of a month `YYYY-MM`. */
export function firstDayOf(month: string): string {
  return `${month}-01`;
}

/** The month after a month `YYYY-MM`. */
export function monthAfter(month: string): string {
  return addDays(firstDayOf(month), 31).slice(0, 7);
}

/** The `count` whole months before a month `YYYY-MM`, oldest first. */
export function monthsBack(month: string, count: number): string[] {
  const months: string[] = [];
  for (let at = month; months.length < count; ) {
    at = addDays(firstDayOf(at), -1).slice(0, 7);
    months.unshift(at);
  }
  return months;
}
