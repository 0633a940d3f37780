import { contractNamed } from '../../core/contracts/index.ts';
import { listPeriods, type ManifestEntry, readManifest } from '../../io/lake/manifest.ts';
import { SNAPSHOTS } from '../../io/lake/raw-keys.ts';
import type { ObjectStore } from '../../io/object-store.ts';

/** What the lake holds, by billing month. */
export interface LakeInputs {
  /** Counting windows of day and month tables per period, in a fixed order. */
  readonly periods: ReadonlyMap<string, readonly ManifestEntry[]>;
  /** What every period is built from: the newest counting window of every snapshot table per source, connection and stream, and every window of tables that span periods. */
  readonly snapshots: readonly ManifestEntry[];
  /** Periods that are built from windows of an earlier time: a repriced period keeps what it was closed with. */
  readonly pinned?: ReadonlyMap<string, readonly ManifestEntry[]>;
}

/** True for a window whose rows count (also the count of none). */
const counts = (entry: ManifestEntry) => entry.status === 'complete' || entry.status === 'empty';

const spansPeriods = (entry: ManifestEntry) => contractNamed(entry.table).spansPeriods === true;

/** Reads the runner's manifests of all periods; a few kilobytes each, no data file is opened. */
export async function readLakeInputs(store: ObjectStore): Promise<LakeInputs> {
  const periods = new Map<string, readonly ManifestEntry[]>();
  const spanning: ManifestEntry[] = [];
  for (const period of await listPeriods(store)) {
    const entries = (await readManifest(store, period)).entries.filter(counts);
    const own = entries.filter((entry) => !spansPeriods(entry));
    spanning.push(...entries.filter(spansPeriods));
    if (own.length > 0) periods.set(period, own);
  }
  const snapshots = (await readManifest(store, SNAPSHOTS)).entries.filter(counts);
  return { periods, snapshots: [...snapshots, ...spanning] };
}
