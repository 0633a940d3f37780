import { createHash } from 'node:crypto';
import type { Contract } from '../../core/contracts/contract.ts';
import { type ParquetColumn, parquetSchemaOf } from '../../core/contracts/parquet-schema.ts';
import type { ObjectStore } from '../object-store.ts';
import type { Row } from './arrow-batches.ts';
import { batchMaker, parquetWasm } from './load-libraries.ts';

const ROW_GROUP_ROWS = 100_000;

/** Below this many rows ZSTD and dictionaries save no bytes and cost twice the time, of the writer and of every reader. */
const FEW_ROWS = 128;

/** Which run wrote a raw file: the lineage columns, the same in every row. */
export interface Lineage {
  readonly connection_id: string;
  readonly stream: string;
  readonly load_id: string;
  /** UTC instant, ISO 8601 with `Z`. */
  readonly data_as_of: string;
}

/** What was written. `bytes` is 0 and `sha256` null when there were no rows: then there is no object. */
export interface WrittenParquet {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string | null;
}

/**
 * How pages are written. `lake`: ZSTD with dictionaries. `compat`: SNAPPY without dictionaries, what the oldest readers
 * take and what files of a few rows have.
 */
export type ParquetProfile = 'lake' | 'compat';

/**
 * Writes rows of a contract as one Parquet object, streamed: memory is one row group, whatever the number of rows.
 * The same rows in the same order give the same bytes. Nothing is stored when there are no rows or when one is refused
 * (wrong type, out of range, NULL or missing: the error names table, column, row and value).
 */
export function writeParquetFile(
  store: ObjectStore,
  key: string,
  contract: Contract,
  rows: AsyncIterable<Row> | Iterable<Row>,
  lineage: Lineage,
  onRow?: (row: Row) => void,
): Promise<WrittenParquet> {
  return writeParquetColumns(store, key, {
    table: contract.name,
    columns: schemaOf(contract),
    rows,
    constants: { ...lineage },
    onRow,
  });
}

/** One list of columns per contract: what is made of the list (an Arrow schema) is then made once and not per file. */
const schemas = new WeakMap<Contract, readonly ParquetColumn[]>();

function schemaOf(contract: Contract): readonly ParquetColumn[] {
  const columns = schemas.get(contract) ?? parquetSchemaOf(contract);
  schemas.set(contract, columns);
  return columns;
}

/** The same for any list of columns, and in a given profile; `constants` fill columns that the rows do not have, `onRow` sees every row taken. */
export async function writeParquetColumns(
  store: ObjectStore,
  key: string,
  file: {
    readonly table: string;
    readonly columns: readonly ParquetColumn[];
    readonly rows: AsyncIterable<Row> | Iterable<Row>;
    readonly constants?: Row;
    readonly profile?: ParquetProfile;
    readonly onRow?: (row: Row) => void;
  },
): Promise<WrittenParquet> {
  const { arrowBatches } = await batchMaker();
  const batches = arrowBatches(file.table, file.columns, file.rows, file.constants, file.onRow)[Symbol.asyncIterator]();
  const first = await nextOf(batches);
  if (first === null) return { rows: 0, bytes: 0, sha256: null };
  const second = await nextOf(batches);
  if (second === null) {
    const profile = file.profile ?? (first.rows < FEW_ROWS ? 'compat' : 'lake');
    return writeOneBatch(store, key, first, file.columns, profile);
  }
  const head = [first, second];

  const hash = createHash('sha256');
  const total = { rows: 0, bytes: 0 };
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const part of parquetBytes(head, batches, file.columns, file.profile ?? 'lake', total)) {
      hash.update(part);
      total.bytes += part.length;
      yield part;
    }
  }
  await store.putStream(key, counted());
  return { rows: total.rows, bytes: total.bytes, sha256: hash.digest('hex') };
}

interface Batch {
  readonly ipc: Uint8Array;
  readonly rows: number;
}

/** A file of one batch, as most windows are: the same bytes as through the stream in a third of the time. */
async function writeOneBatch(
  store: ObjectStore,
  key: string,
  batch: Batch,
  columns: readonly ParquetColumn[],
  profile: ParquetProfile,
): Promise<WrittenParquet> {
  const wasm = await parquetWasm();
  const bytes = wasm.writeParquet(wasm.Table.fromIPCStream(batch.ipc), writerProperties(wasm, columns, profile));
  await store.put(key, bytes);
  return { rows: batch.rows, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Encodes batches as they are asked for. The encoder cannot carry an error of its input, so it is thrown here, before the end. */
async function* parquetBytes(
  head: Batch[],
  rest: AsyncIterator<Batch>,
  columns: readonly ParquetColumn[],
  profile: ParquetProfile,
  total: { rows: number },
): AsyncIterable<Uint8Array> {
  const wasm = await parquetWasm();
  let failure: { error: unknown } | null = null;
  const input = new ReadableStream({
    async pull(controller) {
      try {
        const batch = head.shift() ?? (await nextOf(rest));
        if (batch === null) return controller.close();
        total.rows += batch.rows;
        for (const part of wasm.Table.fromIPCStream(batch.ipc).recordBatches()) controller.enqueue(part);
      } catch (error) {
        failure = { error };
        controller.close();
      }
    },
  });
  try {
    const output = await wasm.transformParquetStream(input, writerProperties(wasm, columns, profile));
    for await (const part of output as unknown as AsyncIterable<Uint8Array>) {
      throwIfFailed(failure);
      yield part;
    }
    throwIfFailed(failure);
  } finally {
    await rest.return?.();
  }
}

async function nextOf(batches: AsyncIterator<Batch>): Promise<Batch | null> {
  const { done, value } = await batches.next();
  return done === true ? null : value;
}

function throwIfFailed(failure: { error: unknown } | null): void {
  if (failure !== null) throw failure.error;
}

type Wasm = typeof import('parquet-wasm');

function writerProperties(wasm: Wasm, columns: readonly ParquetColumn[], profile: ParquetProfile) {
  let builder = new wasm.WriterPropertiesBuilder()
    .setCompression(profile === 'lake' ? wasm.Compression.ZSTD : wasm.Compression.SNAPPY)
    .setWriterVersion(wasm.WriterVersion.V1)
    .setMaxRowGroupSize(ROW_GROUP_ROWS);
  if (profile === 'compat') return builder.setDictionaryEnabled(false).build();
  for (const column of columns)
    if (!column.dictionary) builder = builder.setColumnDictionaryEnabled(column.name, false);
  return builder.build();
}
