import type { ParquetColumn } from './parquet-schema.ts';

/** Says what is wrong with a value; the caller adds column and row. */
class BadValue extends Error {}

/** A value of a column as the number the file holds; throws `BadValue` when it is none. */
export type ToStored = (value: unknown) => number | bigint | boolean | string;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const DAY_MS = 86_400_000;
const CACHE_LIMIT = 20_000;

/** The converter of a column: contract value in, stored value out. One per column and file: it remembers repeated days and instants. */
export function storedValueOf(column: ParquetColumn): ToStored {
  const { physical } = column;
  switch (physical.kind) {
    case 'utf8':
      return (value) => (typeof value === 'string' ? withoutByteOrderMark(value) : fail('text', value));
    case 'bool':
      return (value) => (typeof value === 'boolean' ? value : fail('true or false', value));
    case 'int64':
      return (value) => {
        if (typeof value !== 'bigint') return fail('a bigint', value);
        return value >= INT64_MIN && value <= INT64_MAX ? value : fail('a 64-bit whole number', value);
      };
    case 'float64':
      return (value) => (typeof value === 'number' && Number.isFinite(value) ? value : fail('a finite number', value));
    case 'date32':
      return remembered((text) => daysOf(text));
    case 'timestamp_ms':
      return remembered((text) => millisecondsOf(text));
    case 'decimal128':
      return decimalUnits(physical.precision, physical.scale);
  }
}

/** The error of a value that its column cannot hold, naming both. */
export function badValueError(table: string, column: string, row: number, error: unknown): Error {
  if (!(error instanceof BadValue)) return error as Error;
  return new Error(`table ${table}, column ${column}, row ${row}: ${error.message}`);
}

/** Half of the readers drop a leading byte-order mark, so none is written: all of them then read the same text. */
function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.replace(/^\ufeff+/, '') : text;
}

function fail(wanted: string, found: unknown): never {
  const shown = typeof found === 'bigint' ? `${found}` : (JSON.stringify(found) ?? String(found));
  throw new BadValue(`expected ${wanted}, found ${shown.slice(0, 80)} (${found === null ? 'null' : typeof found})`);
}

function remembered<T extends number | bigint>(convert: (text: string) => T): ToStored {
  const known = new Map<string, T>();
  return (value) => {
    if (typeof value !== 'string') return fail('text', value);
    let stored = known.get(value);
    if (stored === undefined) {
      stored = convert(value);
      if (known.size >= CACHE_LIMIT) known.clear();
      known.set(value, stored);
    }
    return stored;
  };
}

/** Days since 1970-01-01; refuses days no calendar has. */
function daysOf(text: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) fail('a day YYYY-MM-DD', text);
  const ms = Date.parse(`${text}T00:00:00.000Z`);
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) fail('a day of the calendar', text);
  return ms / DAY_MS;
}

/** Every month has these many days; only later ones may be none of the calendar once the date itself is read. */
const DAYS_ALWAYS_THERE = 28;

/** Milliseconds since 1970-01-01T00:00:00Z. */
function millisecondsOf(text: string): bigint {
  const match = /^\d{4}-\d{2}-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,3})?Z$/.exec(text);
  if (match === null) return fail('a UTC instant YYYY-MM-DDTHH:MM:SS[.fff]Z', text);
  const ms = Date.parse(text);
  if (Number.isNaN(ms) || Number(match[1]) > DAYS_ALWAYS_THERE) daysOf(text.slice(0, 10));
  return BigInt(ms);
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Integer count of 10^-scale units; refuses what would need rounding or does not fit the precision. */
function decimalUnits(precision: number, scale: number): ToStored {
  const limit = 10n ** BigInt(precision);
  return (value) => {
    const match = typeof value === 'string' ? DECIMAL.exec(value) : null;
    if (match === null) return fail('a decimal as text without exponent', value);
    let fraction = match[3] ?? '';
    if (fraction.length > scale) {
      if (/[^0]/.test(fraction.slice(scale))) return fail(`at most ${scale} digits after the point`, value);
      fraction = fraction.slice(0, scale);
    }
    const magnitude = BigInt(match[2] + fraction.padEnd(scale, '0'));
    if (magnitude >= limit) return fail(`a decimal(${precision},${scale})`, value);
    return match[1] === '-' ? -magnitude : magnitude;
  };
}
