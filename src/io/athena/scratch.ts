import type { AthenaParts } from './athena-engine.ts';
import { scratchFolder } from './locations.ts';

/** Object that says a scratch folder is a run's own; queries do not see names that begin with `_`. */
export const SCRATCH_MARKER = '_run.json';

type Parts = Pick<AthenaParts, 'place' | 'catalog' | 'store'>;

/**
 * Removes the scratch tables and then the scratch objects of a run. Tables go first: a table without files would read as
 * empty. Throws, with nothing removed, when the folder does not carry the marker of that run.
 */
export async function removeScratch(parts: Parts, run: string, tables: readonly string[]): Promise<void> {
  const { place, catalog, store } = parts;
  const folder = scratchFolder(run);
  const marker = await store.get(`${folder}/${SCRATCH_MARKER}`);
  if (marker === null || (JSON.parse(new TextDecoder().decode(marker.body)) as { run?: string }).run !== run)
    throw new Error(`${place.lake}/${folder} does not carry the marker of run ${run}: nothing in it is removed`);
  await catalog.dropTables(place.databases.scratch, tables);
  const keys: string[] = [];
  for await (const { key } of store.list(`${folder}/`)) keys.push(key);
  for (const key of keys) if (!key.endsWith(SCRATCH_MARKER)) await store.delete(key);
  await store.delete(`${folder}/${SCRATCH_MARKER}`);
}

/** Removes what stopped runs left behind: scratch whose tables are all older than `before`, milliseconds since the epoch. Returns the runs. */
export async function expireScratch(parts: Parts, before: number): Promise<string[]> {
  const tables = await parts.catalog.tables(parts.place.databases.scratch);
  const runs = new Map<string, { names: string[]; newest: number }>();
  for (const { name, createdAt } of tables) {
    const run = /^([a-z0-9]{1,64})_(?:raw|main|published)_/.exec(name)?.[1];
    if (run === undefined) continue;
    const known = runs.get(run) ?? { names: [], newest: 0 };
    runs.set(run, { names: [...known.names, name], newest: Math.max(known.newest, createdAt) });
  }
  const old = [...runs].filter(([, { newest }]) => newest < before);
  const removed: string[] = [];
  for (const [run, { names }] of old) {
    if ((await parts.store.get(`${scratchFolder(run)}/${SCRATCH_MARKER}`)) === null) continue;
    await removeScratch(parts, run, names);
    removed.push(run);
  }
  return removed;
}
