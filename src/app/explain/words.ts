import { decimalFromUnits, formatDecimalFixed } from '../../core/money/decimal.ts';
import type { Cell } from '../../io/query-engine.ts';

const MICROS = 6;
const SHORT_ID = 12;
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** True for a value that is there. */
export const known = (value: Cell | undefined): value is string | number | boolean =>
  value !== null && value !== undefined;
/** A value as text; a dash for none. */
export const text = (value: Cell | undefined) => (known(value) ? String(value) : '–');
/** A whole number. */
export const big = (value: Cell | undefined) => BigInt(text(value));
/** The beginning of an id. */
export const short = (value: Cell | undefined) => text(value).slice(0, SHORT_ID);
/** The UTC day of a date or instant. */
export const day = (value: Cell | undefined) => text(value).slice(0, 10);
/** With a capital letter first. */
export const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
/** Digits in groups of three. */
export const grouped = (digits: string) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** Millionths with their currency, six decimals. */
export function money(micros: Cell | undefined, currency: Cell | undefined): string {
  return `${formatDecimalFixed(decimalFromUnits(big(micros), MICROS), MICROS)} ${text(currency)}`;
}

/** Without trailing zeros, two decimals at least. */
export function exact(decimal: string): string {
  return decimal.replace(/(\.\d\d\d*?)0+$/, '$1');
}

/** `part` of `whole` in percent with one decimal, half away from zero. */
export function percent(part: bigint, whole: bigint): string {
  if (whole === 0n) return '–';
  const negative = part < 0n !== whole < 0n;
  const abs = (n: bigint) => (n < 0n ? -n : n);
  const tenths = (abs(part) * 2000n + abs(whole)) / (2n * abs(whole));
  return `${negative && tenths > 0n ? '-' : ''}${tenths / 10n}.${tenths % 10n} %`;
}

/** `October 2026` of `2026-10`. */
export function monthName(period: Cell | undefined): string {
  const [year, month] = text(period).split('-');
  return `${MONTHS[Number(month) - 1]} ${year}`;
}
