import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListedObject, ObjectStore } from '../../src/io/object-store.ts';
import { compareCodePoints } from '../../src/io/store/keys.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (body: Uint8Array | undefined) => (body === undefined ? undefined : new TextDecoder().decode(body));

/** All listed objects of an iterable. */
export async function listed(list: AsyncIterable<ListedObject>): Promise<ListedObject[]> {
  const all: ListedObject[] = [];
  for await (const one of list) all.push(one);
  return all;
}

async function collected(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

/** What a store is opened with and how it is closed; each suite gets an empty store. */
export interface StoreUnderTest {
  readonly store: ObjectStore;
  readonly close: () => Promise<void>;
}

/** What a test server is known to do wrong; the store is then not tested for it. */
export interface ServerFaults {
  /** Writes although the condition does not hold. */
  readonly ignoresConditions?: boolean;
  /** Lists in an order of its own. */
  readonly listsUnordered?: boolean;
}

/** The behaviour every ObjectStore has; an implementation is right when this passes. */
export function objectStoreContract(
  name: string,
  open: () => Promise<StoreUnderTest>,
  faults: ServerFaults = {},
): void {
  const conditionally = it.skipIf(faults.ignoresConditions === true);
  describe(`object store: ${name}`, () => {
    let store: ObjectStore;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ store, close } = await open());
    });
    afterAll(async () => close());

    it('gives back exactly the bytes that were put, and replaces them', async () => {
      const body = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) % 256);
      await store.put('a/bytes.bin', body);
      expect(Buffer.compare((await store.get('a/bytes.bin'))?.body ?? Buffer.alloc(0), body)).toBe(0);
      await store.put('a/bytes.bin', bytes('second'));
      expect(text((await store.get('a/bytes.bin'))?.body)).toBe('second');
    });

    it('stores an empty object as an object', async () => {
      await store.put('a/empty', new Uint8Array());
      expect((await store.get('a/empty'))?.body.length).toBe(0);
      expect(await listed(store.list('a/empty'))).toEqual([{ key: 'a/empty', size: 0 }]);
    });

    it('answers null for what is not there, and throws for its stream', async () => {
      expect(await store.get('no/such')).toBeNull();
      await expect(collected(store.getStream('no/such'))).rejects.toThrow(/no object no\/such/);
    });

    it('keeps keys with spaces, plus, equals, percent and accents apart', async () => {
      const keys = [
        'odd/a b.json',
        'odd/a+b.json',
        'odd/dt=2026-02-01/x',
        'odd/50%25.json',
        'odd/é.json',
        'odd/😀.json',
      ];
      for (const key of keys) await store.put(key, bytes(key));
      for (const key of keys) expect(text((await store.get(key))?.body)).toBe(key);
      expect((await listed(store.list('odd/'))).map((o) => o.key).sort()).toEqual([...keys].sort());
    });

    it('lists by prefix, also inside a name, in code-point order', async () => {
      const keys = ['order/a-b', 'order/a/b', 'order/a.b', 'order/ab', 'order/～', 'order/😀', 'order/Z'];
      for (const key of keys) await store.put(key, bytes('12345'));
      const found = (await listed(store.list('order/'))).map((o) => o.key);
      const wanted = ['order/Z', 'order/a-b', 'order/a.b', 'order/a/b', 'order/ab', 'order/～', 'order/😀'];
      expect(faults.listsUnordered === true ? found.sort(compareCodePoints) : found).toEqual(wanted);
      expect((await listed(store.list('order/a'))).map((o) => o.key)).toHaveLength(4);
      expect(await listed(store.list('order/a/'))).toEqual([{ key: 'order/a/b', size: 5 }]);
      expect(await listed(store.list('nothing/here'))).toEqual([]);
    });

    it('lists more objects than one page of an S3 listing holds', async () => {
      const keys = Array.from({ length: 1_050 }, (_, i) => `many/${String(i).padStart(5, '0')}`);
      for (let i = 0; i < keys.length; i += 50)
        await Promise.all(keys.slice(i, i + 50).map((key) => store.put(key, bytes('x'))));
      expect((await listed(store.list('many/'))).map((o) => o.key)).toEqual(keys);
    });

    it('deletes, and deleting what is not there is no error', async () => {
      await store.put('gone', bytes('x'));
      await store.delete('gone');
      await store.delete('gone');
      expect(await store.get('gone')).toBeNull();
    });

    conditionally('puts if absent exactly once, and says so with null afterwards', async () => {
      expect(await store.putIfAbsent('once', bytes('first'))).not.toBeNull();
      expect(await store.putIfAbsent('once', bytes('second'))).toBeNull();
      expect(text((await store.get('once'))?.body)).toBe('first');
      await store.delete('once');
      expect(await store.putIfAbsent('once', bytes('third'))).not.toBeNull();
    });

    conditionally('lets exactly one of many concurrent putIfAbsent win', async () => {
      const results = await Promise.all(
        Array.from({ length: 12 }, (_, i) => store.putIfAbsent('race/absent', bytes(`writer ${i}`))),
      );
      const winners = results.flatMap((version, i) => (version === null ? [] : [i]));
      expect(winners).toHaveLength(1);
      expect(text((await store.get('race/absent'))?.body)).toBe(`writer ${winners[0]}`);
    });

    conditionally('swaps only from the expected version', async () => {
      const first = await store.put('swap', bytes('1'));
      expect((await store.get('swap'))?.version).toBe(first);
      const second = await store.compareAndSwap('swap', bytes('2'), first);
      expect(second).not.toBeNull();
      expect(second).not.toBe(first);
      expect(await store.compareAndSwap('swap', bytes('3'), first)).toBeNull();
      expect(text((await store.get('swap'))?.body)).toBe('2');
      expect(await store.compareAndSwap('swap', bytes('3'), second as string)).not.toBeNull();
    });

    conditionally('never swaps into a key that holds nothing', async () => {
      const version = await store.put('swap-gone', bytes('1'));
      await store.delete('swap-gone');
      expect(await store.compareAndSwap('swap-gone', bytes('2'), version)).toBeNull();
      expect(await store.get('swap-gone')).toBeNull();
    });

    conditionally('loses no increment of concurrent read-and-swap loops', async () => {
      await store.put('count', bytes('0'));
      const increment = async () => {
        for (;;) {
          const found = await store.get('count');
          if (found === null) throw new Error('the counter is gone');
          const next = bytes(String(Number(text(found.body)) + 1));
          if ((await store.compareAndSwap('count', next, found.version)) !== null) return;
        }
      };
      await Promise.all(
        Array.from({ length: 4 }, async () => [await increment(), await increment(), await increment()]),
      );
      expect(text((await store.get('count'))?.body)).toBe('12');
    });

    it('writes and reads a stream larger than several upload parts, with the version get reports', async () => {
      const part = Buffer.alloc(700_001);
      async function* parts() {
        for (let i = 0; i < 30; i++) yield Buffer.from(part.fill(i));
      }
      const version = await store.putStream('stream/big', parts());
      const body = await collected(store.getStream('stream/big'));
      expect(body.length).toBe(30 * 700_001);
      expect([body[0], body[700_001 * 17], body.at(-1)]).toEqual([0, 17, 29]);
      expect((await store.get('stream/big'))?.version).toBe(version);
    });

    it('writes a small and an empty stream', async () => {
      await store.putStream(
        'stream/small',
        (async function* () {
          yield bytes('ab');
          yield bytes('c');
        })(),
      );
      expect(text((await store.get('stream/small'))?.body)).toBe('abc');
      await store.putStream('stream/none', (async function* () {})());
      expect((await store.get('stream/none'))?.body.length).toBe(0);
    });

    it('shows nothing of a stream that failed, and keeps what was there', async () => {
      async function* broken() {
        for (let i = 0; i < 12; i++) yield Buffer.alloc(1_000_000);
        throw new Error('the vendor hung up');
      }
      await expect(store.putStream('stream/broken', broken())).rejects.toThrow('the vendor hung up');
      expect(await listed(store.list('stream/broken'))).toEqual([]);
      await store.put('stream/kept', bytes('old'));
      await expect(store.putStream('stream/kept', broken())).rejects.toThrow('the vendor hung up');
      expect(text((await store.get('stream/kept'))?.body)).toBe('old');
    });

    it('refuses keys that could leave the store or collide with its own names', async () => {
      for (const key of [
        '',
        '/a',
        'a/',
        'a//b',
        '../a',
        'a/../b',
        './a',
        'a\\b',
        'a\nb',
        '.tl-locks/a',
        'x'.repeat(1025),
      ])
        await expect(store.put(key, bytes('x')), key).rejects.toThrow(/cannot be used/);
    });
  });
}
