import { dayNumber, dayOfNumber } from '../days.ts';
import { periodAfter } from './grid.ts';

/** A calendar period of the plan; days are day numbers, half-open. */
export interface Period {
  grain: 'day' | 'month' | 'quarter';
  from: number;
  to: number;
  /** `2026-10-05`, `2026-10` or `FY2027-Q1`. */
  label: string;
}

const monthOf = (day: number) => Number(dayOfNumber(day).slice(5, 7));
const monthStart = (day: number) => dayNumber(`${dayOfNumber(day).slice(0, 7)}-01`);
const monthsLater = (day: number, k: number) => dayNumber(periodAfter(dayOfNumber(day), 'monthly', k));

/** The month a day lies in. */
export function monthPeriod(day: number): Period {
  const from = monthStart(day);
  return { grain: 'month', from, to: monthsLater(from, 1), label: dayOfNumber(from).slice(0, 7) };
}

/** The fiscal quarter a day lies in; the fiscal year is named by the calendar year it ends in. */
export function quarterPeriod(day: number, fiscalYearStartMonth: number): Period {
  const monthsIn = (monthOf(day) - fiscalYearStartMonth + 12) % 12;
  const from = monthsLater(monthStart(day), -(monthsIn % 3));
  const to = monthsLater(from, 3);
  const yearEnd = monthsLater(monthStart(day), 12 - monthsIn) - 1;
  const label = `FY${dayOfNumber(yearEnd).slice(0, 4)}-Q${Math.floor(monthsIn / 3) + 1}`;
  return { grain: 'quarter', from, to, label };
}

/** Day after the last forecast day: the end of the first full fiscal quarter that starts after as_of. */
export function horizonEnd(asOf: number, fiscalYearStartMonth: number): number {
  const current = quarterPeriod(asOf, fiscalYearStartMonth);
  return quarterPeriod(current.to, fiscalYearStartMonth).to;
}

/** Months and quarters that hold a day of `from`..`to` (half-open), in order. */
export function periodsOver(from: number, to: number, fiscalYearStartMonth: number): Period[] {
  const out: Period[] = [];
  for (let day = from; day < to; ) {
    const month = monthPeriod(day);
    out.push(month);
    day = month.to;
  }
  for (let day = from; day < to; ) {
    const quarter = quarterPeriod(day, fiscalYearStartMonth);
    out.push(quarter);
    day = quarter.to;
  }
  return out;
}
