import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../../src/io/object-store.ts';
import { openS3Store } from '../../../src/io/store/s3-store.ts';
import { type S3Server, startS3Server } from '../../support/s3-server.ts';
import { objectStoreContract } from '../object-store.contract.ts';

const open = (endpoint: string) =>
  openS3Store({
    bucket: 'lake',
    prefix: 'company/demo',
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });

objectStoreContract('S3, own server', async () => {
  const server = await startS3Server();
  return { store: await open(server.endpoint), close: server.stop };
});

describe('S3 store and a server that misbehaves', () => {
  let server: S3Server;
  let store: ObjectStore;
  beforeAll(async () => {
    server = await startS3Server(3);
    store = await open(server.endpoint);
  });
  afterAll(async () => server.stop());
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('knows its own conditional write again when the answer to it was lost', async () => {
    server.disturb('PUT', 'lose answer');
    const version = await store.putIfAbsent('claim', bytes('mine'));
    expect(version).toBe((await store.get('claim'))?.version);
    server.disturb('PUT', 'lose answer');
    expect(await store.compareAndSwap('claim', bytes('still mine'), version as string)).toBe(
      (await store.get('claim'))?.version,
    );
  });

  it('tries a conflict of concurrent conditional writes again', async () => {
    server.disturb('PUT', 409);
    expect(await store.putIfAbsent('conflict', bytes('a'))).not.toBeNull();
  });

  it('does not take a lost condition for success when another wrote the same bytes', async () => {
    await store.put('same', bytes('claimed'));
    server.disturb('PUT', 503);
    expect(await store.putIfAbsent('same', bytes('claimed'))).toBeNull();
  });

  it('lists through pages of three', async () => {
    for (let i = 0; i < 8; i++) await store.put(`pages/${i}`, bytes('x'));
    const keys = [];
    for await (const { key } of store.list('pages/')) keys.push(key);
    expect(keys).toEqual(Array.from({ length: 8 }, (_, i) => `pages/${i}`));
  });

  it('sends a long stream in parts of 8 MiB and removes the parts of one that fails', async () => {
    async function* long(fails: boolean) {
      for (let i = 0; i < 20; i++) yield Buffer.alloc(1_000_000, i);
      if (fails) throw new Error('cut off');
    }
    server.requests.length = 0;
    await store.putStream('long', long(false));
    expect(server.requests.filter((r) => r.includes('partNumber'))).toHaveLength(3);
    await expect(store.putStream('failed', long(true))).rejects.toThrow('cut off');
    expect(server.openUploads()).toBe(0);
    expect(await store.get('failed')).toBeNull();
  });

  it('keeps everything below its prefix', async () => {
    server.requests.length = 0;
    await store.put('a', bytes('x'));
    expect(server.requests[0]).toContain('/lake/company/demo/a');
  });
});
