import { folderStore } from '../../../src/io/store/folder-store.ts';

/** Writes whole objects in every way a folder store knows until it is killed. Bodies are one letter repeated: a mixture would show. */
const [folder = '', name = ''] = process.argv.slice(2);
const store = folderStore(folder);
const body = (i: number) => Buffer.alloc(100_000 + (i % 7) * 50_000, 97 + (i % 26));

process.stdout.write('ready');
for (let i = 0; ; i++) {
  await store.put('shared/put', body(i));
  await store.putIfAbsent(`${name}/absent-${i}`, body(i));
  await store.putStream(
    'shared/stream',
    (async function* () {
      for (let part = 0; part < 4; part++) yield body(i);
    })(),
  );
  const found = await store.get('shared/swap');
  if (found !== null) await store.compareAndSwap('shared/swap', body(i), found.version);
}
