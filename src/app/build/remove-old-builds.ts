import type { ObjectStore } from '../../io/object-store.ts';
import { PUBLISHED_KEY, type PublishedState } from './published-state.ts';

/**
 * Removes mart files that neither of the given states publishes: leftovers of stopped runs and builds replaced before
 * the last publication. The previous state stays, so that a reader who opened the warehouse before a switch is not cut off.
 */
export async function removeOldBuilds(store: ObjectStore, states: readonly PublishedState[]): Promise<number> {
  const kept = new Set(
    states.flatMap((s) => Object.values(s.marts).flatMap((p) => Object.values(p).flatMap((b) => b.files))),
  );
  let removed = 0;
  for await (const { key } of store.list('marts/')) {
    if (key === PUBLISHED_KEY || kept.has(key)) continue;
    await store.delete(key);
    removed += 1;
  }
  return removed;
}
