import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { folderStore } from '../../../src/io/store/folder-store.ts';
import { startChild } from '../../support/child.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { listed } from '../object-store.contract.ts';

it('leaves whole objects only, and a store that works on, when writers are killed at random points', async () => {
  const folder = await tempFolder();
  const store = folderStore(folder.path);
  await store.put('shared/swap', Buffer.alloc(100_000, 97));
  for (let round = 0; round < 5; round++) {
    const writers = Array.from({ length: 4 }, (_, i) =>
      startChild('test/support/children/write-forever.ts', [folder.path, `writer-${round}-${i}`]),
    );
    await Promise.all(
      writers.map(async (writer) => {
        await writer.ready;
        await sleep(Math.random() * 120);
        writer.kill();
        await writer.exited;
      }),
    );
    for (const { key, size } of await listed(store.list(''))) {
      const body = (await store.get(key))?.body ?? Buffer.alloc(0);
      expect(body.length, key).toBe(size);
      expect(new Set(body).size, `${key} holds one write only`).toBe(1);
    }
    const found = await store.get('shared/swap');
    expect(
      await store.compareAndSwap('shared/swap', Buffer.alloc(100_000, 97 + round), found?.version ?? ''),
    ).not.toBeNull();
  }
  const everything = await readdir(folder.path, { recursive: true });
  expect(everything.filter((path) => path.includes('.tl-tmp'))).toEqual([]);
  await folder.remove();
});
