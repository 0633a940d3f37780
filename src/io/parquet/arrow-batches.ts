import { type DataType, makeData, RecordBatch, type Schema, Struct, Table, tableToIPC } from 'apache-arrow';
import type { ParquetColumn } from '../../core/contracts/parquet-schema.ts';
import { badValueError, storedValueOf, type ToStored } from '../../core/contracts/stored-value.ts';
import { arrowDataOf, arrowSchemaOf } from './arrow-columns.ts';

/** Rows of every Arrow batch but the last. Part of the file format: another size gives other bytes. */
export const BATCH_ROWS = 10_000;

/** A row before writing: contract values by column name. */
export type Row = Readonly<Record<string, unknown>>;

interface ColumnBuffer {
  readonly column: ParquetColumn;
  readonly toStored: ToStored;
  values: (number | bigint | boolean | string | null)[];
}

/**
 * Turns rows into Arrow IPC streams of one batch each, `BATCH_ROWS` rows long. Columns missing in a row are taken from
 * `constants` (lineage). Throws an error naming table, column, row number (from 1) and value when a value does not fit
 * its column, is NULL where the column is not nullable, or is missing.
 */
export async function* arrowBatches(
  table: string,
  columns: readonly ParquetColumn[],
  rows: AsyncIterable<Row> | Iterable<Row>,
  constants: Row = {},
  onRow?: (row: Row) => void,
): AsyncIterable<{ ipc: Uint8Array; rows: number }> {
  const schema = arrowSchemaOf(columns);
  const buffers = columns.map((column): ColumnBuffer => ({ column, toStored: storedValueOf(column), values: [] }));
  let written = 0;
  let held = 0;
  for await (const row of rows) {
    for (const buffer of buffers) hold(table, buffer, row, constants, written + held + 1);
    onRow?.(row);
    held++;
    if (held === BATCH_ROWS) {
      yield { ipc: takeBatch(schema, buffers, held), rows: held };
      written += held;
      held = 0;
    }
  }
  if (held > 0) yield { ipc: takeBatch(schema, buffers, held), rows: held };
}

function hold(table: string, buffer: ColumnBuffer, row: Row, constants: Row, number: number): void {
  const { column } = buffer;
  const value = row[column.name] ?? constants[column.name];
  if (value !== null && value !== undefined) {
    try {
      buffer.values.push(buffer.toStored(value));
    } catch (error) {
      throw badValueError(table, column.name, number, error);
    }
    return;
  }
  if (row[column.name] === undefined)
    throw new Error(
      `table ${table}, column ${column.name}, row ${number}: the row has no such field; give null for "not reported"`,
    );
  if (!column.nullable)
    throw new Error(`table ${table}, column ${column.name}, row ${number}: NULL in a column that is never NULL`);
  buffer.values.push(null);
}

function takeBatch(schema: Schema, buffers: readonly ColumnBuffer[], length: number): Uint8Array {
  const children = buffers.map((buffer, i) => {
    const data = arrowDataOf(buffer.column, schema.fields[i]!.type as DataType, buffer.values);
    buffer.values = [];
    return data;
  });
  const batch = new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
  return tableToIPC(new Table(schema, batch), 'stream');
}
