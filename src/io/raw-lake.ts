import { type Contract, contractNamed } from '../core/contracts/index.ts';
import { type WindowContent, windowDigest } from '../core/contracts/window-digest.ts';
import { type CoverageRow, entriesByShard, writeCoverage } from './lake/coverage-rows.ts';
import { healManifest, notePending } from './lake/heal.ts';
import { entryOf, type Manifest, type ManifestEntry, mergeIntoManifest, readManifest } from './lake/manifest.ts';
import { checkRun, coverageKey, type RawRun, rawFileKey, shardOf } from './lake/raw-keys.ts';
import type { ObjectStore } from './object-store.ts';
import type { Row } from './parquet/arrow-batches.ts';
import { writeParquetFile } from './parquet/parquet-writer.ts';

export { listPeriods, type Manifest, type ManifestEntry, readManifest } from './lake/manifest.ts';
export { type RawRun, SNAPSHOTS } from './lake/raw-keys.ts';

/** What was made of a window. */
export interface WrittenWindow {
  readonly status: 'complete' | 'empty';
  readonly rows: number;
  readonly contentHash: string;
  /** False when the answer equals the newest one, whose raw file then counts on. */
  readonly changed: boolean;
}

/** What a committed run changed. */
export interface CommittedRun {
  /** Key of the coverage file; null when the run saw no window. */
  readonly coverage: string | null;
  /** Manifest entries whose content differs from before: what has to be built again. */
  readonly changed: readonly ManifestEntry[];
}

/** The raw side of one run of one stream. Windows may be written side by side; nothing counts before `commit`. */
export interface RawRunWriter {
  /** Takes over all rows of a window, in place of what it had. Rows may be a stream; memory is bounded. */
  writeWindow(table: string, dt: string, rows: Iterable<Row> | AsyncIterable<Row>): Promise<WrittenWindow>;
  /** Records that a window could not be read: what it had before counts on. */
  failWindow(table: string, dt: string, status: 'incomplete' | 'error', reason: string): void;
  /** Makes the run's windows count: coverage file first, then the manifest. */
  commit(): Promise<CommittedRun>;
}

/**
 * Opens a run: first heals what a crash left between coverage and manifest. Raw files are written beside the old ones;
 * a window is taken over by the coverage row alone, so a run killed at any point changes nothing that counts.
 */
export async function openRawRun(
  store: ObjectStore,
  run: RawRun,
  contractOf: (table: string) => Contract = contractNamed,
): Promise<RawRunWriter> {
  checkRun(run);
  await healManifest(store, contractOf, run);
  const covered = new Map<string, CoverageRow>();
  const shards = new Map<string, Promise<Manifest>>();

  const newest = async (contract: Contract, dt: string): Promise<ManifestEntry | undefined> => {
    const shard = shardOf(contract, dt);
    const manifest = shards.get(shard) ?? readManifest(store, shard);
    shards.set(shard, manifest);
    return entryOf(await manifest, { ...run, table: contract.name, dt }, shard);
  };
  const cover = (row: Pick<CoverageRow, 'table_name' | 'data_day'> & Partial<CoverageRow>) => {
    const window = `${row.table_name} ${row.data_day}`;
    if (covered.has(window))
      throw new Error(`${run.connection} ${run.stream}: window ${window} was written twice in one run`);
    covered.set(window, {
      connection: run.connection,
      stream_name: run.stream,
      run: run.run,
      content_run: null,
      status: 'empty',
      row_count: 0n,
      sums: '{}',
      content_hash: '',
      reason: null,
      ...row,
    });
  };

  return {
    async writeWindow(table, dt, rows) {
      const contract = contractOf(table);
      const known = await newest(contract, dt);
      const { content, written } = await land(store, run, contract, dt, rows, known);
      const same = known !== undefined && known.content_hash === content.contentHash;
      const status = content.rows === 0 ? 'empty' : 'complete';
      cover({
        table_name: table,
        data_day: same && !written ? known.dt : dt,
        content_run: content.rows === 0 ? null : written ? run.run : (known?.content_run ?? null),
        status,
        row_count: BigInt(content.rows),
        sums: JSON.stringify(content.sums),
        content_hash: content.contentHash,
      });
      return { status, rows: content.rows, contentHash: content.contentHash, changed: !same };
    },
    failWindow(table, dt, status, reason) {
      shardOf(contractOf(table), dt);
      cover({ table_name: table, data_day: dt, status, reason });
    },
    async commit() {
      const rows = [...covered.values()];
      if (rows.length === 0) return { coverage: null, changed: [] };
      const pending = await notePending(store, run);
      await writeCoverage(store, run, rows);
      const coverage = coverageKey(run);
      const changed: ManifestEntry[] = [];
      for (const [shard, entries] of entriesByShard(run.source, coverage, rows, contractOf))
        changed.push(...(await mergeIntoManifest(store, shard, entries)));
      await store.delete(pending);
      return { coverage, changed };
    },
  };
}

/** Writes the raw file of a window unless its newest answer has the same content. */
async function land(
  store: ObjectStore,
  run: RawRun,
  contract: Contract,
  dt: string,
  rows: Iterable<Row> | AsyncIterable<Row>,
  known: ManifestEntry | undefined,
): Promise<{ content: WindowContent; written: boolean }> {
  const key = rawFileKey(run, contract.name, dt);
  const lineage = { connection_id: run.connection, stream: run.stream, load_id: run.run, data_as_of: run.dataAsOf };
  const reuses = (content: WindowContent) => known?.content_hash === content.contentHash && !known.files.includes(key);

  if (Array.isArray(rows)) {
    const digest = windowDigest(contract);
    for (const row of rows) digest.add(row);
    const content = digest.content();
    if (content.rows === 0 || reuses(content)) return { content, written: false };
    await writeParquetFile(store, key, contract, rows, lineage);
    return { content, written: true };
  }
  const digest = windowDigest(contract);
  await writeParquetFile(store, key, contract, rows, lineage, digest.add);
  const content = digest.content();
  if (content.rows === 0) return { content, written: false };
  if (reuses(content)) await store.delete(key);
  return { content, written: !reuses(content) };
}
