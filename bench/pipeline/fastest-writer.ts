import { makeData, RecordBatch, Struct, Table, tableToIPC } from 'apache-arrow';
import { parquetSchemaOf } from '../../src/core/contracts/parquet-schema.ts';
import { storedValueOf } from '../../src/core/contracts/stored-value.ts';
import { usage } from '../../src/core/contracts/usage.ts';
import { BATCH_ROWS, type Row } from '../../src/io/parquet/arrow-batches.ts';
import { arrowDataOf, arrowSchemaOf } from '../../src/io/parquet/arrow-columns.ts';

const columns = parquetSchemaOf(usage);

/** A row whose values are already what the file holds: instants in milliseconds, days as numbers, decimals in units. */
export type StoredRow = Readonly<Record<string, number | bigint | boolean | string | null>>;

/** Takes rows to stored values once, beforehand. */
export function storedRows(rows: readonly Row[]): StoredRow[] {
  const converters = columns.map((column) => [column.name, storedValueOf(column)] as const);
  return rows.map((row) =>
    Object.fromEntries(converters.map(([name, convert]) => [name, row[name] == null ? null : convert(row[name])])),
  );
}

/**
 * The fastest way we know to write usage rows: parquet-wasm, streamed, the same columns and settings, without checking or
 * converting a value, hashing a row or storing the file. Returns the bytes written.
 */
export async function writeUnchecked(rows: readonly StoredRow[]): Promise<number> {
  const wasm = await import('parquet-wasm');
  const schema = arrowSchemaOf(columns);
  let from = 0;
  const input = new ReadableStream({
    pull(controller) {
      const part = rows.slice(from, from + BATCH_ROWS);
      from += part.length;
      const children = columns.map((column, i) => {
        const values = part.map((row) => row[column.name]!);
        return arrowDataOf(column, schema.fields[i]!.type, values);
      });
      const data = makeData({ type: new Struct(schema.fields), length: part.length, nullCount: 0, children });
      const ipc = tableToIPC(new Table(schema, new RecordBatch(schema, data)), 'stream');
      for (const batch of wasm.Table.fromIPCStream(ipc).recordBatches()) controller.enqueue(batch);
      if (from >= rows.length) controller.close();
    },
  });
  let properties = new wasm.WriterPropertiesBuilder()
    .setCompression(wasm.Compression.ZSTD)
    .setWriterVersion(wasm.WriterVersion.V1)
    .setMaxRowGroupSize(100_000);
  for (const { name, dictionary } of columns)
    if (!dictionary) properties = properties.setColumnDictionaryEnabled(name, false);
  let bytes = 0;
  const output = await wasm.transformParquetStream(input, properties.build());
  for await (const part of output as unknown as AsyncIterable<Uint8Array>) bytes += part.length;
  return bytes;
}
