import { DataType, type Decimal, type Field, type Timestamp, TimeUnit, type Vector } from 'apache-arrow';
import { decimalFromUnits, formatDecimalFixed } from '../../core/money/decimal.ts';

/** Reads row `i` of an Arrow column as a contract value. */
export type CellReader = (i: number) => unknown;

/** The reader of a column of one batch; see `readParquetRows` for the values. */
export function cellReader(vector: Vector, field: Field): CellReader {
  const convert = converterOf(field.type);
  return (i) => {
    const value: unknown = vector.get(i);
    return value === null || value === undefined ? null : convert(value);
  };
}

function converterOf(type: DataType): (value: unknown) => unknown {
  if (DataType.isDictionary(type)) return converterOf(type.dictionary);
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isBool(type)) return (value) => value;
  if (DataType.isInt(type)) return (value) => BigInt(value as number | bigint);
  if (DataType.isFloat(type)) return (value) => value;
  if (DataType.isDecimal(type)) return decimalText(type);
  if (DataType.isDate(type)) return (value) => new Date(Number(value)).toISOString().slice(0, 10);
  if (DataType.isTimestamp(type)) return instantText(type);
  return (value) => JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? inner.toString() : inner));
}

/** Two's complement in 32-bit words, least significant first. */
function decimalText(type: Decimal): (value: unknown) => string {
  return (value) => {
    const words = value as Uint32Array;
    let units = 0n;
    for (let i = words.length - 1; i >= 0; i--) units = (units << 32n) | BigInt(words[i] ?? 0);
    return formatDecimalFixed(decimalFromUnits(BigInt.asIntN(words.length * 32, units), type.scale), type.scale);
  };
}

/** Arrow JS hands out timestamps in milliseconds whatever the unit; finer parts are fractions and are cut off downwards. */
function instantText(type: Timestamp): (value: unknown) => string {
  const unit = TimeUnit[type.unit];
  return (value) => {
    const ms = Math.floor(Number(value));
    if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15)
      throw new Error(`a ${unit} timestamp of ${value} is outside the calendar`);
    return new Date(ms).toISOString();
  };
}
