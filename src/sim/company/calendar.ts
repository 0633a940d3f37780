/** First day the company has data for. */
export const FIRST_DAY = '2026-02-01';
/** Last day the company can generate, so that a forecast can be compared with what really came. */
export const LAST_DAY = '2027-04-30';
/** Logical day of the demo: the day after the last day of its data. */
export const DEMO_AS_OF = '2026-10-25';

const MILLISECONDS_PER_DAY = 86_400_000;

/** Day numbers asked for before: a company asks for the same few hundred days a million times. */
const dayNumbers = new Map<string, number>();

/** Days since 1970-01-01 of a UTC day `YYYY-MM-DD`; throws on anything else. */
export function dayNumber(day: string): number {
  const known = dayNumbers.get(day);
  if (known !== undefined) return known;
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms)) throw new RangeError(`not a day: "${day}"; give YYYY-MM-DD`);
  dayNumbers.set(day, ms / MILLISECONDS_PER_DAY);
  return ms / MILLISECONDS_PER_DAY;
}

/** UTC day of a day number. */
export function dayOf(number: number): string {
  return new Date(number * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
}

/** The day a number of days later (or earlier, when negative). */
export const addDays = (day: string, days: number): string => dayOf(dayNumber(day) + days);

/** Days from one day to another; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from);

/** Every day of the half-open range [from, to). */
export function daysIn(from: string, to: string): string[] {
  const first = dayNumber(from);
  return Array.from({ length: Math.max(0, dayNumber(to) - first) }, (_, i) => dayOf(first + i));
}

/** Month `YYYY-MM` of a day. */
export const monthOf = (day: string): string => day.slice(0, 7);

/** First day of a month. */
export const firstDayOf = (month: string): string => `${month}-01`;

/** The month a number of months later. */
export function addMonths(month: string, months: number): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** First day of the following month: the exclusive end of a month. */
export const endOf = (month: string): string => firstDayOf(addMonths(month, 1));

/** Every day of a month. */
export const daysOfMonth = (month: string): string[] => daysIn(firstDayOf(month), endOf(month));

/** Months from one to another, both included. */
export function monthsFrom(from: string, to: string): string[] {
  const months: string[] = [];
  for (let month = from; month <= to; month = addMonths(month, 1)) months.push(month);
  return months;
}

/** Days nobody works though they are weekdays. */
export const HOLIDAYS: readonly string[] = [
  '2026-02-16',
  '2026-04-03',
  '2026-05-25',
  '2026-06-19',
  '2026-07-03',
  '2026-09-07',
  '2026-10-12',
  '2026-11-26',
  '2026-11-27',
  '2026-12-24',
  '2026-12-25',
  '2026-12-28',
  '2026-12-29',
  '2026-12-30',
  '2026-12-31',
  '2027-01-01',
  '2027-01-18',
  '2027-02-15',
  '2027-03-26',
];

/** Share of a full working day that people work: 1 on working days, little on weekends and holidays. */
export function workingShare(day: string): number {
  if (HOLIDAYS.includes(day)) return 0.08;
  const weekday = (dayNumber(day) + 4) % 7;
  if (weekday === 0 || weekday === 6) return 0.1;
  return weekday === 5 ? 0.86 : weekday === 1 ? 0.95 : 1;
}

/** Growth of use against February 2026, at the start of each month from 2026-02 to 2027-05; linear between them. */
const GROWTH = [1, 1.04, 1.09, 1.13, 1.18, 1.24, 1.29, 1.37, 1.46, 1.52, 1.5, 1.58, 1.66, 1.73, 1.8, 1.86];

const growth = new Map<string, number>();

/** Growth factor of a day against 2026-02-01. */
export function growthOn(day: string): number {
  const factor = growth.get(day) ?? growthOf(day);
  growth.set(day, factor);
  return factor;
}

function growthOf(day: string): number {
  const month = monthOf(day);
  const index = (Number(month.slice(0, 4)) - 2026) * 12 + Number(month.slice(5, 7)) - 2;
  const into = (Number(day.slice(8, 10)) - 1) / daysBetween(firstDayOf(month), endOf(month));
  return GROWTH[index]! + (GROWTH[index + 1]! - GROWTH[index]!) * into;
}

/** Throws unless the company can generate the day. */
export function assertKnownDay(day: string): void {
  if (dayNumber(day) < dayNumber(FIRST_DAY) || day > LAST_DAY) {
    throw new RangeError(`the simulated company knows ${FIRST_DAY} to ${LAST_DAY}, not ${day}`);
  }
}
