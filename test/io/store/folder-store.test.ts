import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderStore } from '../../../src/io/store/folder-store.ts';
import { scratchName } from '../../../src/io/store/scratch-name.ts';
import { startChild } from '../../support/child.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { listed, objectStoreContract } from '../object-store.contract.ts';

objectStoreContract('folder', async () => {
  const folder = await tempFolder();
  return { store: folderStore(folder.path), close: folder.remove };
});

const deadPid = 2 ** 22 + 7;

describe('folder store among processes', () => {
  it('never lists temporary files, removes those of dead processes and keeps those of living ones', async () => {
    const folder = await tempFolder();
    const store = folderStore(folder.path);
    await store.put('raw/a', new Uint8Array([1]));
    const living = scratchName('tmp');
    const dead = living.replace(`-${process.pid}-`, `-${deadPid}-`);
    await writeFile(join(folder.path, 'raw', living), 'half');
    await writeFile(join(folder.path, 'raw', dead), 'half');
    expect((await listed(store.list(''))).map((o) => o.key)).toEqual(['raw/a']);
    expect(await readdir(join(folder.path, 'raw'))).toEqual([living, 'a']);
    await folder.remove();
  });

  it('swaps although a process died holding the lock of the key', async () => {
    const folder = await tempFolder();
    const store = folderStore(folder.path);
    const version = await store.put('state', new Uint8Array([1]));
    await mkdir(join(folder.path, '.tl-locks'), { recursive: true });
    const { createHash } = await import('node:crypto');
    const group = createHash('sha256').update('state').digest('hex').slice(0, 16);
    const dead = scratchName(`lock-${group}`).replace(`-${process.pid}-`, `-${deadPid}-`);
    await writeFile(join(folder.path, '.tl-locks', dead), '');
    expect(await store.compareAndSwap('state', new Uint8Array([2]), version)).not.toBeNull();
    expect(await readdir(join(folder.path, '.tl-locks'))).toEqual([]);
    await folder.remove();
  });

  it('loses no increment of four processes that count together', async () => {
    const folder = await tempFolder();
    await folderStore(folder.path).put('count', new TextEncoder().encode('0'));
    const children = Array.from({ length: 4 }, () =>
      startChild('test/support/children/count-up.ts', [folder.path, '40']),
    );
    expect(await Promise.all(children.map((child) => child.exited))).toEqual([0, 0, 0, 0]);
    const found = await folderStore(folder.path).get('count');
    expect(new TextDecoder().decode(found?.body)).toBe('160');
    await folder.remove();
  });
});
