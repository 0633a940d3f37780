import type { Contract } from '../../core/contracts/contract.ts';
import type { ObjectStore } from '../object-store.ts';
import { entriesByShard, readCoverage } from './coverage-rows.ts';
import { MANIFEST_FOLDER, mergeIntoManifest } from './manifest.ts';
import { coverageKey, type RawRun } from './raw-keys.ts';

const PENDING_FOLDER = `${MANIFEST_FOLDER}pending/`;
const COVERAGE_FOLDER = 'raw/ingest_coverage/';

/** Notes that a run is about to write its coverage file; returns the note's key, to be deleted once the manifest has it. */
export async function notePending(store: ObjectStore, run: RawRun): Promise<string> {
  const key = `${PENDING_FOLDER}${run.source}--${run.connection}.${run.stream}--${run.run}.json`;
  const note = { source: run.source, connection: run.connection, stream: run.stream, coverage: coverageKey(run) };
  await store.put(key, new TextEncoder().encode(`${JSON.stringify(note)}\n`));
  return key;
}

/**
 * Makes the manifest say what the coverage files say, after a crash between the two: runs noted as pending are merged if
 * their coverage file exists. A manifest that is gone altogether is made again from all coverage files. One listing when
 * there is nothing to do.
 */
export async function healManifest(
  store: ObjectStore,
  contractOf: (table: string) => Contract,
  own: Pick<RawRun, 'source' | 'connection' | 'stream'>,
): Promise<void> {
  const pending: string[] = [];
  let shards = 0;
  for await (const { key } of store.list(MANIFEST_FOLDER)) {
    if (key.startsWith(PENDING_FOLDER)) pending.push(key);
    else shards++;
  }
  if (shards === 0) {
    for await (const { key } of store.list(COVERAGE_FOLDER)) await mergeCoverage(store, key, contractOf);
  }
  for (const key of pending) {
    const found = await store.get(key);
    if (found === null) continue;
    const note = JSON.parse(new TextDecoder().decode(found.body)) as typeof own & { coverage: string };
    const merged = await mergeCoverage(store, note.coverage, contractOf);
    const isOwn = note.source === own.source && note.connection === own.connection && note.stream === own.stream;
    if (merged || isOwn) await store.delete(key);
  }
}

/** Merges one coverage file; false when it does not exist. */
async function mergeCoverage(
  store: ObjectStore,
  key: string,
  contractOf: (table: string) => Contract,
): Promise<boolean> {
  const rows = await readCoverage(store, key);
  if (rows === null) return false;
  const source = /\/source=([^/]+)\//.exec(key)?.[1];
  if (source === undefined)
    throw new Error(`${store.location}/${key} has no source=… in its path: it is no coverage file`);
  for (const [shard, entries] of entriesByShard(source, key, rows, contractOf))
    await mergeIntoManifest(store, shard, entries);
  return true;
}
