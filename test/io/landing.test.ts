import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import {
  landFile,
  landingKey,
  landPage,
  listLanding,
  readLandedFile,
  readLanding,
  redactedQuery,
} from '../../src/io/landing.ts';
import { memoryStore } from '../../src/io/store/memory-store.ts';

const place = {
  source: 'anthropic',
  connection: 'anthropic-main',
  stream: 'usage',
  window: '2026-02-01_2026-02-08',
  run: '20260208T000000Z-0a1b2c3d',
};
const text = '{"request":{},"received_at":"2026-02-08T00:00:00Z","body":{"data":[1.50,"é😀"]}}\n';

it('keeps a page exactly, under source, connection, stream, window and run', async () => {
  const store = memoryStore();
  const key = await landPage(store, place, 'page-0001.json', text);
  expect(key).toBe(
    'landing/anthropic/anthropic-main/usage/2026-02-01_2026-02-08/20260208T000000Z-0a1b2c3d/page-0001.json.gz',
  );
  expect(await readLanding(store, key)).toBe(text);
});

it('gives the same bytes for the same text, without time or machine in the header', async () => {
  const [a, b] = [memoryStore(), memoryStore()];
  const key = await landPage(a, place, 'page-0001.json', text);
  await landPage(b, place, 'page-0001.json', text);
  const bytes = (await a.get(key))?.body ?? new Uint8Array();
  expect(Buffer.compare(bytes, (await b.get(key))?.body ?? new Uint8Array())).toBe(0);
  expect([...bytes.subarray(4, 8), bytes[9]]).toEqual([0, 0, 0, 0, 255]);
});

it('keeps and gives back files larger than memory would like, as a stream', async () => {
  const store = memoryStore();
  async function* bytes() {
    for (let i = 0; i < 40; i++) yield Buffer.alloc(100_000, i);
  }
  const key = await landFile(store, { ...place, window: 'exports/part 1.csv' }, 'part 1.csv', bytes());
  const stored = (await store.get(key))?.body ?? new Uint8Array();
  expect(stored[9]).toBe(255);
  expect(gunzipSync(stored).length).toBe(4_000_000);
  let length = 0;
  for await (const part of readLandedFile(store, key)) length += part.length;
  expect(length).toBe(4_000_000);
});

it('keeps nothing of a file that broke off', async () => {
  const store = memoryStore();
  async function* bytes() {
    yield Buffer.from('half');
    throw new Error('disk gone');
  }
  await expect(landFile(store, place, 'x', bytes())).rejects.toThrow('disk gone');
  for await (const { key } of store.list('')) expect.fail(key);
});

it('lists what was landed for a stream, to parse it again without the vendor', async () => {
  const store = memoryStore();
  await landPage(store, place, 'page-0002.json', 'b');
  await landPage(store, place, 'page-0001.json', 'a');
  await landPage(store, { ...place, stream: 'usage_other' }, 'page-0001.json', 'c');
  const found = [];
  for await (const object of listLanding(store, place))
    found.push([object.window, object.run, object.name, await readLanding(store, object.key)]);
  expect(found).toEqual([
    [place.window, place.run, 'page-0001.json', 'a'],
    [place.window, place.run, 'page-0002.json', 'b'],
  ]);
});

it('names the object that is missing or damaged', async () => {
  const store = memoryStore();
  await store.put('landing/x.gz', Buffer.from('not gzip'));
  await expect(readLanding(store, 'landing/x.gz')).rejects.toThrow(/memory\/landing\/x\.gz is damaged/);
  await expect(readLanding(store, 'landing/y.gz')).rejects.toThrow(/no object landing\/y\.gz/);
  const read = async (key: string) => {
    for await (const _ of readLandedFile(store, key));
  };
  await expect(read('landing/x.gz')).rejects.toThrow(/damaged/);
  await expect(read('landing/y.gz')).rejects.toThrow(/no object/);
});

it('tells file names apart that would share a key', () => {
  const keys = ['a b.csv', 'a_b.csv', 'a/b.csv', '..', ''].map((window) => landingKey({ ...place, window }, 'f'));
  expect(new Set(keys).size).toBe(5);
  for (const key of keys) expect(key).not.toMatch(/\.\.\/|\/\/| /);
});

it('redacts values that may be secrets and leaves cursors and filters', () => {
  expect(
    redactedQuery([
      ['key', 's3cret'],
      ['api_key', 's3cret'],
      ['X-Amz-Signature', 's3cret'],
      ['access_token', 's3cret'],
      ['client-secret', 's3cret'],
      ['page_token', 'abc'],
      ['api_key_ids[]', 'apikey_01'],
      ['starting_at', '2026-02-01'],
    ]).map(([, value]) => value),
  ).toEqual(['REDACTED', 'REDACTED', 'REDACTED', 'REDACTED', 'REDACTED', 'abc', 'apikey_01', '2026-02-01']);
});
