import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListedObject } from '../object-store.ts';
import { unlinkIfThere } from './key-lock.ts';
import { compareCodePoints, OWN_PREFIX } from './keys.ts';
import { isLitter } from './scratch-name.ts';

/**
 * Files below `root` whose `/`-joined path starts with `prefix`, in code-point order of the whole path. The store's own
 * names are left out, and those of dead processes are removed on the way.
 */
export async function* walkFolder(root: string, prefix: string): AsyncIterable<ListedObject> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  yield* walk(root, folder, prefix);
}

async function* walk(root: string, folder: string, prefix: string): AsyncIterable<ListedObject> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  const names = entries
    .map((entry) => ({ entry, key: `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}` }))
    .sort((a, b) => compareCodePoints(a.key, b.key));
  for (const { entry, key } of names) {
    if (entry.name.startsWith(OWN_PREFIX)) {
      if (entry.isFile()) await removeLitter(join(root, key), entry.name);
    } else if (entry.isDirectory()) {
      if (key.startsWith(prefix) || prefix.startsWith(key)) yield* walk(root, key, prefix);
    } else if (key.startsWith(prefix)) {
      const size = await sizeOf(join(root, key));
      if (size !== null) yield { key, size };
    }
  }
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    (found) => (found.isFile() ? found.size : null),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
}

/** A reader without the right to delete leaves litter to the next writer: it is invisible either way. */
async function removeLitter(path: string, name: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(path);
    if (isLitter(name, Date.now() - mtimeMs)) await unlinkIfThere(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!['ENOENT', 'EACCES', 'EPERM', 'EROFS'].includes(code)) throw error;
  }
}
