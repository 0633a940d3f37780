import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { InputBytes } from '../core/input-bytes.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * The file at a path, or every file below a folder, by path below it in code-point order; names that begin with a dot are
 * left out. Null when there is nothing at the path.
 */
export async function filesAt(location: string): Promise<InputBytes[] | null> {
  const found = await stat(location).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (found === null) return null;
  if (found.isFile()) return [onDisk(path.basename(location), location, found.size)];
  const files: InputBytes[] = [];
  await collect(location, '', files);
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Every object below a prefix, by key below it. */
export async function filesInStore(store: ObjectStore, prefix: string): Promise<InputBytes[]> {
  const files: InputBytes[] = [];
  for await (const { key, size } of store.list(prefix)) {
    const below = key.slice(prefix.length).replace(/^\//, '');
    files.push({ path: below === '' ? path.posix.basename(key) : below, size, open: () => store.getStream(key) });
  }
  return files;
}

async function collect(folder: string, below: string, files: InputBytes[]): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const full = path.join(folder, entry.name);
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    const found = entry.isSymbolicLink() ? await stat(full).catch(() => null) : entry;
    if (found === null) continue; // a link to nothing
    if (found.isDirectory() && !entry.isSymbolicLink()) await collect(full, name, files);
    else if (found.isFile()) files.push(onDisk(name, full, (await stat(full)).size));
  }
}

function onDisk(name: string, full: string, size: number): InputBytes {
  return { path: name, size, open: () => createReadStream(full, { highWaterMark: 1024 * 1024 }), local: full };
}
