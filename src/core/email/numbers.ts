import { decimalToUnits, parseDecimal } from '../money/decimal.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const grouped = (digits: string) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** Whole units with separators: `33,869`; below 10 with cents: `7.31`. Rounded half away from zero on the decimal text. */
export function wholeAmount(amount: string): string {
  const cents = decimalToUnits(parseDecimal(amount), 2);
  const size = cents < 0n ? -cents : cents;
  const sign = cents < 0n ? '−' : '';
  if (size < 1_000n && size % 100n !== 0n) return `${sign}${size / 100n}.${(size % 100n).toString().padStart(2, '0')}`;
  return sign + grouped(((size + 50n) / 100n).toString());
}

/** A blank that no line breaks at; plain text gets an ordinary one. */
export const HARD_BLANK = '\u00a0';

/** An amount with its currency in front: `USD 33,869`, never broken between the two. */
export function money(amount: string, currency: string): string {
  return `${currency}${HARD_BLANK}${wholeAmount(amount)}`;
}

/** An amount with its sign always shown: `+1,204`, `−310`; zero has none. */
export function signedAmount(amount: string): string {
  const text = wholeAmount(amount);
  return text.startsWith('−') || text === '0' ? text : `+${text}`;
}

/** A share as whole per cent: `96 %`; one decimal below 10 and near 100, so that 99.8 % does not read as all: `4.3 %`. */
export function percent(share: number): string {
  const value = share * 100;
  const fine = Math.abs(value) < 9.95 || Math.abs(Math.abs(value) - 100) < 0.95;
  const digits = fine && Math.abs(value - Math.round(value)) >= 0.05 ? 1 : 0;
  return `${value.toFixed(digits).replace('-', '−')}${HARD_BLANK}%`;
}

/** A share with its sign: `+12 %`. */
export function signedPercent(share: number): string {
  const text = percent(share);
  return text.startsWith('−') || /^0\s%$/.test(text) ? text : `+${text}`;
}

/** A chance between 1 % and 99 %, so that nothing uncertain reads as sure; 1 and above is certain. */
export function chance(p: number): string {
  return p >= 1 ? 'certain' : `${Math.min(99, Math.max(1, Math.round(p * 100)))}${HARD_BLANK}%`;
}

/** `a / b` as a number for showing; null when b is zero or either is missing. */
export function ratio(a: string | null, b: string | null): number | null {
  if (a === null || b === null) return null;
  const below = decimalToUnits(parseDecimal(b), 6);
  return below === 0n ? null : Number(decimalToUnits(parseDecimal(a), 6)) / Number(below);
}

/** `2026-09` as `September 2026`. */
export function monthName(month: string): string {
  return `${MONTHS[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}`;
}

/** `2026-09` as `Sep`. */
export function shortMonth(month: string): string {
  return MONTHS[Number(month.slice(5, 7)) - 1]!.slice(0, 3);
}

/** Two months as `Nov 2026 – Jan 2027`, or `Aug – Oct 2026` within a year. */
export function monthSpan(first: string, last: string): string {
  const year = first.slice(0, 4) === last.slice(0, 4) ? '' : ` ${first.slice(0, 4)}`;
  return `${shortMonth(first)}${year} – ${shortMonth(last)} ${last.slice(0, 4)}`;
}

/** `2026-10-22` as `22 October 2026`. */
export function dayName(day: string): string {
  return `${Number(day.slice(8, 10))} ${monthName(day.slice(0, 7))}`;
}
