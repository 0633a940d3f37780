import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ObjectStore, Version } from '../object-store.ts';
import { unlinkIfThere, withKeyLock } from './key-lock.ts';
import { checkedKey, contentVersion, noSuchObject, OWN_PREFIX } from './keys.ts';
import { scratchName } from './scratch-name.ts';
import { walkFolder } from './walk-folder.ts';

/**
 * An object store in a local folder: a key is a path below it.
 *
 * Every write goes to a temporary name in the same folder, is synced and then renamed (or linked, for `putIfAbsent`), so
 * a reader sees whole objects only and a killed process leaves nothing but an invisible temporary file. `compareAndSwap`
 * is exact among any number of processes; a plain `put` or `delete` of the same key is not fenced against it, so a key
 * is changed either by swaps or by puts. One key cannot be a folder of another (`a` and `a/b`).
 */
export function folderStore(folder: string): ObjectStore {
  const root = resolve(folder);
  const pathOf = (key: string) => join(root, ...checkedKey(key).split('/'));

  const read = async (path: string): Promise<Uint8Array | null> => readFile(path).catch(nullWhenMissing);

  const put = async (key: string, body: Uint8Array): Promise<Version> => {
    const target = pathOf(key);
    await throughScratch(target, (file) => file.writeFile(body), rename);
    return contentVersion(body);
  };

  return {
    location: root,
    put,
    putStream: async (key, body) => {
      const target = pathOf(key);
      const hash = createHash('sha256');
      const write = async (file: FileHandle) => {
        for await (const part of body) {
          hash.update(part);
          await file.writeFile(part);
        }
      };
      await throughScratch(target, write, rename);
      return hash.digest('hex');
    },
    putIfAbsent: async (key, body) => {
      const target = pathOf(key);
      const created = await throughScratch(target, (file) => file.writeFile(body), linkNew);
      return created ? contentVersion(body) : null;
    },
    compareAndSwap: (key, body, expected) =>
      withKeyLock(join(root, `${OWN_PREFIX}locks`), key, async (stillMine) => {
        const target = pathOf(key);
        const stored = await read(target);
        if (stored === null || contentVersion(stored) !== expected) return null;
        await throughScratch(
          target,
          (file) => file.writeFile(body),
          async (scratch, to) => {
            stillMine();
            await rename(scratch, to);
          },
        );
        return contentVersion(body);
      }),
    get: async (key) => {
      const body = await read(pathOf(key));
      return body === null ? null : { body, version: contentVersion(body) };
    },
    async *getStream(key) {
      try {
        yield* createReadStream(pathOf(key)) as AsyncIterable<Uint8Array>;
      } catch (error) {
        if (nullWhenMissing(error as NodeJS.ErrnoException) === null) throw noSuchObject(root, key);
      }
    },
    list: (prefix) => walkFolder(root, prefix),
    delete: async (key) => unlinkIfThere(pathOf(key)),
  };
}

/** Writes a synced temporary file beside `target`, lets `place` move it there, and leaves no temporary file behind. */
async function throughScratch<T>(
  target: string,
  write: (file: FileHandle) => Promise<void>,
  place: (scratch: string, target: string) => Promise<T>,
): Promise<T> {
  const scratch = join(dirname(target), scratchName('tmp'));
  const file = await openNew(scratch);
  try {
    try {
      await write(file);
      await file.datasync();
    } finally {
      await file.close();
    }
    return await place(scratch, target);
  } catch (error) {
    await unlinkIfThere(scratch);
    throw error;
  }
}

async function openNew(path: string): Promise<FileHandle> {
  return open(path, 'wx').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true });
    return open(path, 'wx');
  });
}

/** Gives a complete file its name only when the name is free: a hard link, which fails when it is taken. */
async function linkNew(scratch: string, target: string): Promise<boolean> {
  const created = await link(scratch, target).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      if (error.code === 'EPERM' || error.code === 'ENOTSUP')
        throw new Error(
          `the file system of ${target} has no hard links: keep the lake on one that has (ext4, APFS, NTFS)`,
        );
      throw error;
    },
  );
  await unlinkIfThere(scratch);
  return created;
}

function nullWhenMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return null;
  throw error;
}
