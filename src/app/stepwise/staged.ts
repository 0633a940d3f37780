import type { ObjectStore } from '../../io/object-store.ts';
import type { WrittenBuild } from '../build/published-state.ts';

/** Builds that a period's steps wrote, waiting to be published: `staged/<run>/<period>.json`. */
const stagedKey = (run: string, period: string) => `staged/${run}/${period}.json`;

/** Keeps what a period's steps wrote. Written again by a repeated step: both say complete builds of the same rows. */
export async function stageBuilds(
  store: ObjectStore,
  run: string,
  period: string,
  written: readonly WrittenBuild[],
): Promise<void> {
  await store.put(stagedKey(run, period), new TextEncoder().encode(`${JSON.stringify(written)}\n`));
}

/** Every build that waits in a run. */
export async function stagedBuilds(store: ObjectStore, run: string): Promise<WrittenBuild[]> {
  const builds: WrittenBuild[] = [];
  for await (const { key } of store.list(`staged/${run}/`)) {
    const stored = await store.get(key);
    if (stored !== null) builds.push(...(JSON.parse(new TextDecoder().decode(stored.body)) as WrittenBuild[]));
  }
  return builds;
}

/** Forgets what waits in a run; objects of builds that were not published are removed with the old builds. */
export async function clearStaged(store: ObjectStore, run: string): Promise<void> {
  const keys: string[] = [];
  for await (const { key } of store.list(`staged/${run}/`)) keys.push(key);
  for (const key of keys) await store.delete(key);
}
