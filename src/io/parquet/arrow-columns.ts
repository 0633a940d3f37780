import {
  Bool as ArrowBool,
  type Data,
  type DataType,
  DateDay,
  Decimal,
  Field,
  Float64,
  Int64,
  makeData,
  Schema,
  TimestampMillisecond,
  Utf8,
} from 'apache-arrow';
import type { ParquetColumn } from '../../core/contracts/parquet-schema.ts';

/** The Arrow type of a column. */
export function arrowTypeOf({ physical }: ParquetColumn): DataType {
  switch (physical.kind) {
    case 'utf8':
      return new Utf8();
    case 'int64':
      return new Int64();
    case 'bool':
      return new ArrowBool();
    case 'date32':
      return new DateDay();
    case 'timestamp_ms':
      return new TimestampMillisecond();
    case 'float64':
      return new Float64();
    case 'decimal128':
      return new Decimal(physical.scale, physical.precision, 128);
  }
}

const schemas = new WeakMap<readonly ParquetColumn[], Schema>();

/** The Arrow schema of a file; made once per list of columns. */
export function arrowSchemaOf(columns: readonly ParquetColumn[]): Schema {
  const known = schemas.get(columns);
  if (known !== undefined) return known;
  const schema = new Schema(columns.map((column) => new Field(column.name, arrowTypeOf(column), column.nullable)));
  schemas.set(columns, schema);
  return schema;
}

/** Stored values of one column of one batch, null where NULL. */
export type StoredValues = readonly (number | bigint | boolean | string | null)[];

/** Lays the stored values of one batch out as an Arrow column of the column's `arrowTypeOf`, in buffers of exactly the length needed. */
export function arrowDataOf(column: ParquetColumn, type: DataType, values: StoredValues): Data {
  const length = values.length;
  const { nullBitmap, nullCount } = nullsOf(values);
  const common = { type, length, nullCount, nullBitmap } as const;
  switch (column.physical.kind) {
    case 'utf8': {
      const { valueOffsets, data } = textBuffers(values as readonly (string | null)[]);
      return makeData({ ...common, type: type as Utf8, valueOffsets, data });
    }
    case 'bool': {
      const data = new Uint8Array((length + 7) >> 3);
      for (let i = 0; i < length; i++) if (values[i] === true) data[i >> 3]! |= 1 << (i & 7);
      return makeData({ ...common, type: type as ArrowBool, data });
    }
    case 'int64':
    case 'timestamp_ms': {
      const data = new BigInt64Array(length);
      for (let i = 0; i < length; i++) data[i] = (values[i] ?? 0n) as bigint;
      return makeData({ ...common, type: type as Int64, data });
    }
    case 'date32': {
      const data = new Int32Array(length);
      for (let i = 0; i < length; i++) data[i] = (values[i] ?? 0) as number;
      return makeData({ ...common, type: type as DateDay, data });
    }
    case 'float64': {
      const data = new Float64Array(length);
      for (let i = 0; i < length; i++) data[i] = (values[i] ?? 0) as number;
      return makeData({ ...common, type: type as Float64, data });
    }
    case 'decimal128': {
      const halves = new BigInt64Array(length * 2);
      for (let i = 0; i < length; i++) {
        const units = (values[i] ?? 0n) as bigint;
        halves[2 * i] = units;
        halves[2 * i + 1] = units >> 64n;
      }
      return makeData({ ...common, type: type as Decimal, data: new Uint32Array(halves.buffer) });
    }
  }
}

function nullsOf(values: StoredValues): { nullBitmap: Uint8Array | undefined; nullCount: number } {
  let nullCount = 0;
  for (const value of values) if (value === null) nullCount++;
  if (nullCount === 0) return { nullBitmap: undefined, nullCount };
  const nullBitmap = new Uint8Array((values.length + 7) >> 3);
  for (let i = 0; i < values.length; i++) if (values[i] !== null) nullBitmap[i >> 3]! |= 1 << (i & 7);
  return { nullBitmap, nullCount };
}

/**
 * UTF-8 bytes and offsets of a text column. Plain ASCII, nearly everything we store, is encoded in one call. Lone
 * surrogates become U+FFFD: encoding value by value keeps two of them in neighbouring rows from forming a pair.
 */
function textBuffers(values: readonly (string | null)[]): { valueOffsets: Int32Array; data: Uint8Array } {
  const valueOffsets = new Int32Array(values.length + 1);
  const joined = values.join('');
  const data = Buffer.from(joined);
  const ascii = data.length === joined.length;
  if (ascii) {
    for (let i = 0; i < values.length; i++) valueOffsets[i + 1] = valueOffsets[i]! + (values[i]?.length ?? 0);
    return { valueOffsets, data };
  }
  const parts = values.map((value) => Buffer.from(value ?? ''));
  for (let i = 0; i < parts.length; i++) valueOffsets[i + 1] = valueOffsets[i]! + parts[i]!.length;
  return { valueOffsets, data: Buffer.concat(parts) };
}
