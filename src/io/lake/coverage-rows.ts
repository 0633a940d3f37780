import type { Contract, RowOf } from '../../core/contracts/contract.ts';
import { ingestCoverage } from '../../core/contracts/coverage.ts';
import type { ObjectStore } from '../object-store.ts';
import { readStoredParquet } from '../parquet/parquet-reader.ts';
import { writeParquetFile } from '../parquet/parquet-writer.ts';
import type { ManifestEntry } from './manifest.ts';
import { coverageKey, type RawRun, rawFileKey, shardOf } from './raw-keys.ts';

/** A row of the contract `ingest_coverage`. */
export type CoverageRow = RowOf<typeof ingestCoverage>;

/** Writes the coverage file of a run: from then on its windows count. */
export async function writeCoverage(store: ObjectStore, run: RawRun, rows: readonly CoverageRow[]): Promise<void> {
  const sorted = [...rows].sort((a, b) => compare(a.table_name, b.table_name) || compare(a.data_day, b.data_day));
  await writeParquetFile(store, coverageKey(run), ingestCoverage, sorted, {
    connection_id: run.connection,
    stream: run.stream,
    load_id: run.run,
    data_as_of: run.dataAsOf,
  });
}

/** Reads a coverage file back; null when there is none. */
export async function readCoverage(store: ObjectStore, key: string): Promise<CoverageRow[] | null> {
  if ((await store.get(key)) === null) return null;
  return (await readStoredParquet(store, key)) as CoverageRow[];
}

/** The manifest entries a coverage file stands for, by shard. */
export function entriesByShard(
  source: string,
  coverage: string,
  rows: readonly CoverageRow[],
  contractOf: (table: string) => Contract,
): Map<string, ManifestEntry[]> {
  const shards = new Map<string, ManifestEntry[]>();
  for (const row of rows) {
    const shard = shardOf(contractOf(row.table_name), row.data_day);
    const entries = shards.get(shard) ?? [];
    shards.set(shard, entries);
    entries.push(entryFrom(source, coverage, row));
  }
  return shards;
}

function entryFrom(source: string, coverage: string, row: CoverageRow): ManifestEntry {
  const { connection, stream_name: stream, content_run } = row;
  const files =
    content_run === null
      ? []
      : [rawFileKey({ source, connection, stream, run: content_run }, row.table_name, row.data_day)];
  return {
    source,
    connection,
    stream,
    table: row.table_name,
    dt: row.data_day,
    run: row.run,
    content_run,
    content_hash: row.content_hash,
    rows: Number(row.row_count),
    files,
    coverage,
    status: row.status as ManifestEntry['status'],
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
