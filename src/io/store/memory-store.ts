import type { ListedObject, ObjectStore, StoredObject, Version } from '../object-store.ts';
import { checkedKey, compareCodePoints, contentVersion, noSuchObject } from './keys.ts';

/** An object store in this process's memory: for tests and for runs that leave nothing behind. */
export function memoryStore(location = 'memory'): ObjectStore {
  const objects = new Map<string, StoredObject>();
  const set = (key: string, body: Uint8Array): Version => {
    const copy = Uint8Array.from(body);
    const version = contentVersion(copy);
    objects.set(key, { body: copy, version });
    return version;
  };
  return {
    location,
    put: async (key, body) => set(checkedKey(key), body),
    putStream: async (key, body) => {
      checkedKey(key);
      const parts: Uint8Array[] = [];
      for await (const part of body) parts.push(Uint8Array.from(part));
      return set(key, Buffer.concat(parts));
    },
    putIfAbsent: async (key, body) => (objects.has(checkedKey(key)) ? null : set(key, body)),
    compareAndSwap: async (key, body, expected) =>
      objects.get(checkedKey(key))?.version === expected ? set(key, body) : null,
    get: async (key) => {
      const found = objects.get(checkedKey(key));
      return found === undefined ? null : { body: Uint8Array.from(found.body), version: found.version };
    },
    async *getStream(key) {
      const found = objects.get(checkedKey(key));
      if (found === undefined) throw noSuchObject(location, key);
      yield Uint8Array.from(found.body);
    },
    async *list(prefix): AsyncIterable<ListedObject> {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(compareCodePoints);
      for (const key of keys) {
        const found = objects.get(key);
        if (found !== undefined) yield { key, size: found.body.length };
      }
    },
    delete: async (key) => {
      objects.delete(checkedKey(key));
    },
  };
}
