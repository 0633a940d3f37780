import type { ClosedPeriod } from '../../core/period-state.ts';
import type { ManifestEntry } from '../../io/lake/manifest.ts';
import type { ObjectStore } from '../../io/object-store.ts';

const KEY = 'state/closed_periods.json';

/** Closed billing months of a lake. */
export async function readClosedPeriods(store: ObjectStore): Promise<Map<string, ClosedPeriod>> {
  const stored = await store.get(KEY);
  if (stored === null) return new Map();
  const rows = JSON.parse(new TextDecoder().decode(stored.body)) as ClosedPeriod[];
  return new Map(rows.map((row) => [row.period, row]));
}

/**
 * Records, replaces (restate) or removes closings in one swap. Throws when another run changed the file in between;
 * callers hold the build lock.
 */
export async function changeClosedPeriods(
  store: ObjectStore,
  change: (closed: Map<string, ClosedPeriod>) => void,
): Promise<void> {
  const stored = await store.get(KEY);
  const closed = await readClosedPeriods(store);
  change(closed);
  const rows = [...closed.values()].sort((a, b) => (a.period < b.period ? -1 : 1));
  const body = new TextEncoder().encode(`${JSON.stringify(rows, null, 1)}\n`);
  const version =
    stored === null ? await store.putIfAbsent(KEY, body) : await store.compareAndSwap(KEY, body, stored.version);
  if (version === null) throw new Error(`another run changed ${KEY} in ${store.location}; run the command again`);
}

const windowsKey = (period: string) => `state/closings/${period}.json`;

/** Windows a closed period was built from: its own and the snapshots of its closing. Null when none were kept. */
export async function readClosingWindows(store: ObjectStore, period: string): Promise<readonly ManifestEntry[] | null> {
  const stored = await store.get(windowsKey(period));
  return stored === null ? null : (JSON.parse(new TextDecoder().decode(stored.body)) as ManifestEntry[]);
}

/** Keeps the windows a period is closed with, one a line; before the period enters the list of closed ones. */
export async function writeClosingWindows(
  store: ObjectStore,
  period: string,
  windows: readonly ManifestEntry[],
): Promise<void> {
  const lines = windows.map((w) => JSON.stringify(w)).join(',\n');
  await store.put(windowsKey(period), new TextEncoder().encode(`[\n${lines}\n]\n`));
}
