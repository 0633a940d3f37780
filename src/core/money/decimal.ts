/**
 * An exact decimal number: `units × 10^-scale`. Immutable; no operation here ever rounds,
 * except `roundDecimal` and `decimalToUnits`, which say so.
 */
export interface Decimal {
  readonly units: bigint;
  /** Digits after the point, 0 or more. */
  readonly scale: number;
}

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;
const LARGEST_EXPONENT = 400;

/** Zero. */
export const ZERO: Decimal = { units: 0n, scale: 0 };

/** One millionth: per-million prices are multiplied by it, never divided (R1.5). */
export const MILLIONTH: Decimal = { units: 1n, scale: 6 };

/**
 * Reads a decimal in plain (`-12.50`) or exponent form (`3e-06`), as vendors and `String(number)` write them.
 * Trailing zeros after the point are dropped. Throws a RangeError that quotes the text when it is no decimal number.
 */
export function parseDecimal(text: string): Decimal {
  const trimmed = text.trim();
  const match = SHAPE.exec(trimmed);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (match === null || whole + fraction === '') {
    throw new RangeError(`"${text}" is not a decimal number; write it like 12.50 or 3e-06`);
  }
  const exponent = Number(match[4] ?? '0');
  if (Math.abs(exponent) > LARGEST_EXPONENT) {
    throw new RangeError(`"${text}" has an exponent beyond ±${LARGEST_EXPONENT}`);
  }
  const magnitude = BigInt(whole + fraction);
  return shiftedDecimal(match[1] === '-' ? -magnitude : magnitude, fraction.length - exponent);
}

/**
 * The decimal of a JSON value: text as it stands, a bigint exactly, a number by its shortest round-trip text.
 * Throws a RangeError for NaN and infinities.
 */
export function decimalOf(value: string | number | bigint): Decimal {
  return typeof value === 'bigint' ? { units: value, scale: 0 } : parseDecimal(String(value));
}

/** Exact sum of two decimals. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = aligned(a, b);
  return trimmed(x + y, scale);
}

/** Exact difference `a - b`. */
export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = aligned(a, b);
  return trimmed(x - y, scale);
}

/** Exact sum of any number of decimals; zero for none. */
export function sumDecimals(values: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const value of values) total = addDecimals(total, value);
  return total;
}

/** Exact product. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return trimmed(a.units * b.units, a.scale + b.scale);
}

/** Exact product with a power of ten: `shiftDecimal(d, -6)` turns per-million into per-unit, `-2` cents into dollars. */
export function shiftDecimal(value: Decimal, powerOfTen: number): Decimal {
  return shiftedDecimal(value.units, value.scale - powerOfTen);
}

/** Negative, zero or positive as `a` is below, equal to or above `b`; usable as a sort order. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Rounds half away from zero to `scale` digits after the point. */
export function roundDecimal(value: Decimal, scale: number): Decimal {
  return trimmed(decimalToUnits(value, scale), scale);
}

/** Integer count of `10^-scale` units, rounded half away from zero: scale 6 gives micros, 12 pico-dollars. */
export function decimalToUnits(value: Decimal, scale: number): bigint {
  if (value.scale <= scale) return value.units * 10n ** BigInt(scale - value.scale);
  const divisor = 10n ** BigInt(value.scale - scale);
  const half = value.units < 0n ? -(divisor / 2n) : divisor / 2n;
  return (value.units + half) / divisor;
}

/** The decimal of an integer count of `10^-scale` units. */
export function decimalFromUnits(units: bigint, scale: number): Decimal {
  return shiftedDecimal(units, scale);
}

/** Plain text without exponent and without trailing zeros: `-0.0148`, `15`, `0`. */
export function formatDecimal(value: Decimal): string {
  const { units, scale } = trimmed(value.units, value.scale);
  return placePoint(units, scale);
}

/** Text with exactly `digits` after the point, rounded half away from zero. */
export function formatDecimalFixed(value: Decimal, digits: number): string {
  return placePoint(decimalToUnits(value, digits), digits);
}

function placePoint(units: bigint, scale: number): string {
  const sign = units < 0n ? '-' : '';
  const text = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  if (scale === 0) return sign + text;
  return `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.units * 10n ** BigInt(scale - a.scale), b.units * 10n ** BigInt(scale - b.scale), scale];
}

function shiftedDecimal(units: bigint, scale: number): Decimal {
  return scale < 0 ? { units: units * 10n ** BigInt(-scale), scale: 0 } : trimmed(units, scale);
}

function trimmed(units: bigint, scale: number): Decimal {
  if (units === 0n) return ZERO;
  let rest = units;
  let digits = scale;
  while (digits > 0 && rest % 10n === 0n) {
    rest /= 10n;
    digits -= 1;
  }
  return { units: rest, scale: digits };
}
