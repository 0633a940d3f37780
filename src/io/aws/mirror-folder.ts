import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ObjectStore } from '../object-store.ts';

/**
 * Makes a local folder equal to the objects of a store: what was there before is removed. For small folders such as the
 * project's config. Returns the number of files. Keys are checked by the store and cannot leave the folder.
 */
export async function mirrorFolder(store: ObjectStore, folder: string): Promise<number> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  let files = 0;
  for await (const { key } of store.list('')) {
    const found = await store.get(key);
    if (found === null) continue;
    const target = path.join(folder, key);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, found.body);
    files += 1;
  }
  return files;
}
