import type { AthenaParts } from './athena-engine.ts';
import { folderOf, isBuildObject } from './locations.ts';

/**
 * Removes builds that nothing publishes any more. The partitions go first, then the objects, which are found by listing
 * the lake and not by what Glue lists: a file without a partition would otherwise stay and count again one day. Objects
 * that no build could have written are left alone. `kept` are object keys. Returns the number of removed objects.
 */
export async function expireBuilds(
  parts: Pick<AthenaParts, 'place' | 'catalog' | 'store'>,
  kept: ReadonlySet<string>,
): Promise<number> {
  const { place, catalog, store } = parts;
  const keptFolders = new Set([...kept].map((key) => `${place.lake}/${folderOf(key)}/`));
  const old: string[] = [];
  for await (const { key } of store.list('marts/')) if (isBuildObject(key) && !kept.has(key)) old.push(key);
  for (const mart of new Set(old.map((key) => key.split('/')[1]!))) {
    const partitions = await catalog.partitions(place.databases.marts, mart);
    const own = partitions.filter((p) => p.location.startsWith(`${place.lake}/marts/${mart}/`));
    const unused = own.filter((p) => !keptFolders.has(p.location));
    if (unused.length > 0)
      await catalog.dropPartitions(
        place.databases.marts,
        mart,
        unused.map((p) => p.values),
      );
  }
  for (const key of old) await store.delete(key);
  return old.length;
}
