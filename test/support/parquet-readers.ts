import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import parquetjs from 'parquetjs-lite';
import type { ParquetColumn } from '../../src/core/contracts/parquet-schema.ts';
import { decimalFromUnits, formatDecimalFixed } from '../../src/core/money/decimal.ts';
import { readParquetRows } from '../../src/io/parquet/parquet-reader.ts';
import { tempFolder } from './temp-folder.ts';

/** Reads all rows of a file, values as contract values (bigint, decimal text of full scale, day, ISO instant, null). */
export type Reader = (bytes: Uint8Array, columns: readonly ParquetColumn[]) => Promise<Record<string, unknown>[]>;

const scaleOf = (column: ParquetColumn) => (column.physical.kind === 'decimal128' ? column.physical.scale : 0);
const day = (days: number | bigint) => new Date(Number(days) * 86_400_000).toISOString().slice(0, 10);
const instant = (ms: number | bigint) => new Date(Number(ms)).toISOString();

/** Parquet stores a decimal as an integer up to 18 digits and as a big-endian two's complement number above. */
function decimalText(stored: Uint8Array | number | bigint, scale: number): string {
  let units = 0n;
  if (stored instanceof Uint8Array) {
    for (const byte of stored) units = (units << 8n) | BigInt(byte);
    units = BigInt.asIntN(stored.length * 8, units);
  } else units = BigInt(stored);
  return formatDecimalFixed(decimalFromUnits(units, scale), scale);
}

/** DuckDB, values through its JSON form, which is exact. */
export const withDuckDb: Reader = async (bytes, columns) => {
  const folder = await tempFolder();
  const path = join(folder.path, 'file.parquet');
  await writeFile(path, bytes);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const result = await connection.runAndReadAll(`SELECT * FROM read_parquet('${path}')`);
  const names = result.columnNames();
  const rows = result.getRowsJson().map((row) =>
    Object.fromEntries(
      columns.map((column) => {
        const value = row[names.indexOf(column.name)] ?? null;
        if (value === null) return [column.name, null];
        const { kind } = column.physical;
        if (kind === 'int64') return [column.name, BigInt(String(value))];
        if (kind === 'timestamp_ms')
          return [column.name, new Date(`${String(value).replace(' ', 'T')}Z`).toISOString()];
        return [column.name, value];
      }),
    ),
  );
  connection.closeSync();
  instance.closeSync();
  await folder.remove();
  return rows;
};

/** parquet-wasm, through our own reader. */
export const withParquetWasm: Reader = async (bytes) => {
  const rows: Record<string, unknown>[] = [];
  for await (const row of readParquetRows(bytes, 'test file')) rows.push(row);
  return rows;
};

/** hyparquet with the settings that keep it exact: decimals as bytes, own parsers for days, instants and text. */
export const withHyparquet: Reader = async (bytes, columns) => {
  const file = {
    byteLength: bytes.length,
    slice: async (start: number, end?: number) => Uint8Array.from(bytes.subarray(start, end)).buffer,
  };
  const metadata = await parquetMetadataAsync(file);
  for (const element of metadata.schema) {
    if (element.converted_type !== 'DECIMAL') continue;
    element.converted_type = undefined;
    element.logical_type = undefined;
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true });
  const found = await parquetReadObjects({
    file,
    metadata,
    compressors,
    utf8: false,
    parsers: {
      timestampFromMilliseconds: (ms) => ms,
      dateFromDays: (days) => days,
      stringFromBytes: (value) => (value === undefined ? value : text.decode(value)),
    },
  });
  return found.map((row) =>
    Object.fromEntries(columns.map((column) => [column.name, rawToValue(row[column.name], column)])),
  );
};

/** parquetjs-lite, logical types taken off before it sees them; right for files of the compat profile only. */
export const withParquetjsLite: Reader = async (bytes, columns) => {
  const envelope = await parquetjs.ParquetEnvelopeReader.openBuffer(Buffer.from(bytes));
  await envelope.readHeader();
  const metadata = await envelope.readFooter();
  const UTF8 = 0;
  for (const element of metadata.schema) if (element.converted_type !== UTF8) element.converted_type = null;
  const cursor = new parquetjs.ParquetReader(metadata, envelope, { rawStatistics: true }).getCursor();
  const rows: Record<string, unknown>[] = [];
  for (let row = await cursor.next(); row !== null; row = await cursor.next()) {
    const found = row;
    rows.push(Object.fromEntries(columns.map((column) => [column.name, rawToValue(found[column.name], column)])));
  }
  return rows;
};

function rawToValue(value: unknown, column: ParquetColumn): unknown {
  if (value === null || value === undefined) return null;
  switch (column.physical.kind) {
    case 'decimal128':
      return decimalText(value as Uint8Array | number | bigint, scaleOf(column));
    case 'date32':
      return day(value as number);
    case 'timestamp_ms':
      return instant(value as bigint);
    case 'int64':
      return BigInt(value as bigint);
    default:
      return value;
  }
}
