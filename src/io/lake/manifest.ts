import { setTimeout as sleep } from 'node:timers/promises';
import type { ObjectStore } from '../object-store.ts';
import { compareCodePoints } from '../store/keys.ts';
import { SNAPSHOTS } from './raw-keys.ts';

/** What counts for one window: the newest run that answered, and where its rows lie. */
export interface ManifestEntry {
  readonly source: string;
  readonly connection: string;
  readonly stream: string;
  readonly table: string;
  /** `dt` of the raw layout. */
  readonly dt: string;
  /** Newest run that answered the window; of a window never answered, the newest that failed. */
  readonly run: string;
  /** Run whose raw files hold the rows: `run` or, when the answer was unchanged, an earlier one. NULL when there are no rows. */
  readonly content_run: string | null;
  /** Identity of the rows; alone decides what is rebuilt. Empty when the window was never answered. */
  readonly content_hash: string;
  readonly rows: number;
  /** Raw objects of the content run. */
  readonly files: readonly string[];
  /** Coverage object that holds the row of `run`. */
  readonly coverage: string;
  readonly status: 'complete' | 'empty' | 'incomplete' | 'error';
}

/** Windows of one month, or the newest snapshots, sorted by table, source, connection, stream and dt. */
export interface Manifest {
  readonly entries: readonly ManifestEntry[];
}

/** Folder of the shards. */
export const MANIFEST_FOLDER = 'raw/_manifest/';
const MOST_SWAPS = 500;

const shardKey = (shard: string) => `${MANIFEST_FOLDER}${shard}.json`;

/** The manifest of a month `YYYY-MM`, or of `SNAPSHOTS`; without entries when nothing was landed. For the runner: SQL sees the coverage tables. */
export async function readManifest(store: ObjectStore, shard: string): Promise<Manifest> {
  const found = await store.get(shardKey(shard));
  return found === null ? { entries: [] } : parse(found.body, shardKey(shard), store);
}

/** Months with landed windows, `YYYY-MM`, in order. */
export async function listPeriods(store: ObjectStore): Promise<string[]> {
  const periods: string[] = [];
  for await (const { key } of store.list(MANIFEST_FOLDER)) {
    const name = key.slice(MANIFEST_FOLDER.length, -'.json'.length);
    if (/^\d{4}-\d{2}$/.test(name)) periods.push(name);
  }
  return periods;
}

/** The entry of a window; a snapshot has one for all days. */
export function entryOf(manifest: Manifest, window: Pick<ManifestEntry, (typeof WINDOW)[number]>, shard: string) {
  const wanted = identity(window, shard);
  return manifest.entries.find((entry) => identity(entry, shard) === wanted);
}

/**
 * Merges windows into a shard by compare-and-swap, so that connections ingested at the same time lose nothing. Merging
 * the same windows again changes nothing. Returns the entries that now count and differ in content from before.
 */
export async function mergeIntoManifest(
  store: ObjectStore,
  shard: string,
  windows: readonly ManifestEntry[],
): Promise<ManifestEntry[]> {
  for (let swap = 0; swap < MOST_SWAPS; swap++) {
    const found = await store.get(shardKey(shard));
    const before = found === null ? { entries: [] } : parse(found.body, shardKey(shard), store);
    const byWindow = new Map(before.entries.map((entry) => [identity(entry, shard), entry]));
    const changed: ManifestEntry[] = [];
    for (const window of windows) {
      const known = byWindow.get(identity(window, shard));
      if (known !== undefined && !counts(window, known)) continue;
      byWindow.set(identity(window, shard), window);
      if ((known?.content_hash ?? '') !== window.content_hash) changed.push(window);
    }
    const body = render([...byWindow.entries()]);
    if (found !== null && Buffer.compare(found.body, body) === 0) return changed;
    const swapped =
      found === null
        ? await store.putIfAbsent(shardKey(shard), body)
        : await store.compareAndSwap(shardKey(shard), body, found.version);
    if (swapped !== null) return changed;
    await sleep(Math.random() * Math.min(10 * swap, 200));
  }
  throw new Error(`${store.location}/${shardKey(shard)} kept changing for ${MOST_SWAPS} attempts; run again`);
}

/** An answer beats any failure and every older answer; a failure only beats an older failure. */
function counts(window: ManifestEntry, known: ManifestEntry): boolean {
  const answers = (entry: ManifestEntry) => entry.status === 'complete' || entry.status === 'empty';
  if (answers(window) !== answers(known)) return answers(window);
  return compareCodePoints(window.run, known.run) >= 0;
}

const WINDOW = ['table', 'source', 'connection', 'stream', 'dt'] as const;

function identity(window: Pick<ManifestEntry, (typeof WINDOW)[number]>, shard: string): string {
  const parts = shard === SNAPSHOTS ? WINDOW.slice(0, -1) : WINDOW;
  return parts.map((name) => window[name]).join('\n');
}

/** One entry a line, in order, so that equal manifests have equal bytes and a person can read the difference. */
function render(entries: [string, ManifestEntry][]): Uint8Array {
  const lines = entries.sort(([a], [b]) => compareCodePoints(a, b)).map(([, entry]) => JSON.stringify(entry));
  return new TextEncoder().encode(`{"entries":[\n${lines.join(',\n')}\n]}\n`);
}

function parse(body: Uint8Array, key: string, store: ObjectStore): Manifest {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as Manifest;
  } catch (error) {
    throw new Error(
      `${store.location}/${key} is not JSON (${(error as Error).message}). Delete the folder raw/_manifest and run ingest: it is made again from the coverage files.`,
      { cause: error },
    );
  }
}
