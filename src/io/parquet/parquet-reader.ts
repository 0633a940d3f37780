import type { DataType, Field, Vector } from 'apache-arrow';
import type { ObjectStore } from '../object-store.ts';
import { arrow, cellMaker, parquetWasm } from './load-libraries.ts';

/** A row as read: text, bigint, boolean, finite number, decimal text, `YYYY-MM-DD`, ISO instant, or null. */
export type ReadRow = Record<string, unknown>;

/** A column of a Parquet file, with its Arrow type in words (`Utf8`, `Decimal[12e+6]`, `Timestamp<MICROSECOND>` …). */
export interface FileColumn {
  readonly name: string;
  readonly type: string;
}

const READ_ROWS = 10_000;

/**
 * Rows of a Parquet file, streamed in batches, with contract values: whole numbers as bigint, decimals as text of the
 * column's scale, days as `YYYY-MM-DD`, instants as ISO 8601 with `Z` and milliseconds (finer parts are cut off).
 * Lists, maps and structs come as JSON text. Bytes given are held in memory, a Blob is read part by part; rows are streamed.
 * Throws an error with `where` when the bytes are no Parquet file.
 */
export async function* readParquetRows(bytes: Uint8Array | Blob, where: string): AsyncIterable<ReadRow> {
  const { tableFromIPC } = await arrow();
  const { cellReader } = await cellMaker();
  const stream = await (await openParquet(bytes, where)).stream({ batchSize: READ_ROWS });
  for await (const batch of stream as unknown as AsyncIterable<{ intoIPCStream(): Uint8Array }>) {
    const table = tableFromIPC(batch.intoIPCStream());
    const columns = table.schema.fields.map((field, i) => ({
      name: field.name,
      cell: cellReader(table.getChildAt(i) as Vector, field as Field<DataType>),
    }));
    for (let i = 0; i < table.numRows; i++) {
      const row: ReadRow = {};
      for (const column of columns) row[column.name] = column.cell(i);
      yield row;
    }
  }
}

/** Columns of a Parquet file, in file order. */
export async function parquetColumns(bytes: Uint8Array, where: string): Promise<FileColumn[]> {
  const { tableFromIPC } = await arrow();
  const schema = tableFromIPC((await openParquet(bytes, where)).schema().intoIPCStream()).schema;
  return schema.fields.map((field) => ({ name: field.name, type: String(field.type) }));
}

/** All rows of a stored Parquet object; for small ones. Throws when there is none. */
export async function readStoredParquet(store: ObjectStore, key: string): Promise<ReadRow[]> {
  const found = await store.get(key);
  if (found === null) throw new Error(`no object ${key} in ${store.location}`);
  const rows: ReadRow[] = [];
  for await (const row of readParquetRows(found.body, `${store.location}/${key}`)) rows.push(row);
  return rows;
}

async function openParquet(bytes: Uint8Array | Blob, where: string) {
  const { ParquetFile } = await parquetWasm();
  try {
    return await ParquetFile.fromFile(bytes instanceof Blob ? bytes : new Blob([bytes as Uint8Array<ArrayBuffer>]));
  } catch (error) {
    throw new Error(`${where} is not a readable Parquet file (${error}). Export or download it again.`, {
      cause: error,
    });
  }
}
