import { coverageKey, type RawRun } from '../../io/lake/raw-keys.ts';
import type { ObjectStore } from '../../io/object-store.ts';

/**
 * The run id of a stream: the as-of instant in sortable form, and a counter when a run of that instant was already
 * committed. A run that was killed before its commit is done again under its own id, so its bytes are the same.
 */
export async function nextRun(
  store: ObjectStore,
  stream: Pick<RawRun, 'source' | 'connection' | 'stream'>,
  asOf: { readonly instant: string; readonly day: string },
): Promise<RawRun> {
  const stamp = `${asOf.instant.slice(0, 19).replace(/[-:]/g, '')}Z`;
  for (let count = 1; ; count += 1) {
    const run = count === 1 ? stamp : `${stamp}-${String(count).padStart(4, '0')}`;
    const raw: RawRun = { ...stream, run, dataAsOf: `${asOf.instant.slice(0, 19)}Z`, logicalDay: asOf.day };
    if ((await store.get(coverageKey(raw))) === null) return raw;
  }
}

/** Logical day of a run, from its id. */
export function dayOfRun(run: string): string {
  return `${run.slice(0, 4)}-${run.slice(4, 6)}-${run.slice(6, 8)}`;
}
