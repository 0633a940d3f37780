import { addDays, workingShare } from '../company/calendar.ts';

/** Instant of a UTC day and a minute of it (fractions allowed), to the second. */
export function at(day: string, minute: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + Math.round(minute * 60) * 1000).toISOString();
}

/** The instant some minutes later. */
export const later = (instant: string, minutes: number): string =>
  new Date(Date.parse(instant) + Math.round(minutes * 60) * 1000).toISOString();

/** UTC day of an instant. */
export const dayOfInstant = (instant: string): string => instant.slice(0, 10);

/** True for a day people work. */
export const isWorkingDay = (day: string): boolean => workingShare(day) >= 0.5;

/** The first working day on or after a day. */
export function workingDayFrom(day: string): string {
  let found = day;
  while (!isWorkingDay(found)) found = addDays(found, 1);
  return found;
}

/** The working day a number of working days later. */
export function workingDaysLater(day: string, count: number): string {
  let found = workingDayFrom(day);
  for (let i = 0; i < count; i++) found = workingDayFrom(addDays(found, 1));
  return found;
}
