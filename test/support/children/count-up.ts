import { folderStore } from '../../../src/io/store/folder-store.ts';

/** Adds one to the number under `count` of a folder store, so many times, by compare-and-swap. */
const [folder = '', times = '0'] = process.argv.slice(2);
const store = folderStore(folder);
for (let done = 0; done < Number(times); ) {
  const found = await store.get('count');
  if (found === null) throw new Error('the counter is gone');
  const next = new TextEncoder().encode(String(Number(new TextDecoder().decode(found.body)) + 1));
  if ((await store.compareAndSwap('count', next, found.version)) !== null) done++;
}
