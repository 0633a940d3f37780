import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rawRelationOf } from '../../src/core/contracts/duckdb-view.ts';
import { column as c, contractNamed, defineContract, ingestCoverage } from '../../src/core/contracts/index.ts';
import { openDuckDb } from '../../src/io/duckdb/open-duckdb.ts';
import type { ObjectStore } from '../../src/io/object-store.ts';
import { readStoredParquet } from '../../src/io/parquet/parquet-reader.ts';
import { listPeriods, openRawRun, type RawRun, readManifest, SNAPSHOTS } from '../../src/io/raw-lake.ts';
import { folderStore } from '../../src/io/store/folder-store.ts';
import { memoryStore } from '../../src/io/store/memory-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { listed } from './object-store.contract.ts';

const row = z.object({ meter: c.text('Meter.'), units: c.count('Units.', 'units') });
const base = { grain: 'one row per meter', description: 'A contract for tests.', key: ['meter'] as 'meter'[], row };
const tables = [
  defineContract({ ...base, name: 'reading', partition: 'day' }),
  defineContract({ ...base, name: 'bill', partition: 'month' }),
  defineContract({ ...base, name: 'meter_list', partition: 'snapshot' }),
];
const contractOf = (name: string) => tables.find((table) => table.name === name) ?? contractNamed(name);

const first: RawRun = {
  source: 'meters',
  connection: 'meters-main',
  stream: 'readings',
  run: '20260301T000000Z-aaaaaaaa',
  dataAsOf: '2026-03-01T00:00:00Z',
  logicalDay: '2026-03-01',
};
const second: RawRun = {
  ...first,
  run: '20260302T000000Z-bbbbbbbb',
  dataAsOf: '2026-03-02T00:00:00Z',
  logicalDay: '2026-03-02',
};
const rowsOf = (...units: number[]) => units.map((n, i) => ({ meter: `m-${i}`, units: BigInt(n) }));

async function ingest(store: ObjectStore, run: RawRun, windows: [table: string, dt: string, rows: object[] | null][]) {
  const writer = await openRawRun(store, run, contractOf);
  for (const [table, dt, rows] of windows) {
    if (rows === null) writer.failWindow(table, dt, 'error', 'the vendor answered 500');
    else await writer.writeWindow(table, dt, rows as Record<string, unknown>[]);
  }
  return writer.commit();
}
const keysOf = async (store: ObjectStore, prefix: string) => (await listed(store.list(prefix))).map((o) => o.key);

describe('raw files, coverage and manifest', () => {
  it('lays a window out by table, source and day, and covers also empty and failed windows', async () => {
    const store = memoryStore();
    const { changed, coverage } = await ingest(store, first, [
      ['reading', '2026-02-01', rowsOf(1, 2)],
      ['reading', '2026-02-02', []],
      ['reading', '2026-02-03', null],
    ]);
    expect(await keysOf(store, '')).toEqual([
      'raw/_manifest/2026-02.json',
      'raw/ingest_coverage/source=meters/dt=2026-03-01/meters-main.readings--20260301T000000Z-aaaaaaaa--part-0000.parquet',
      'raw/reading/source=meters/dt=2026-02-01/meters-main.readings--20260301T000000Z-aaaaaaaa--part-0000.parquet',
    ]);
    const rows = await readStoredParquet(store, coverage as string);
    expect(rows.map((r) => [r.data_day, r.status, r.row_count, r.content_run, r.sums, r.reason])).toEqual([
      ['2026-02-01', 'complete', 2n, first.run, '{"units":"3"}', null],
      ['2026-02-02', 'empty', 0n, null, '{}', null],
      ['2026-02-03', 'error', 0n, null, '{}', 'the vendor answered 500'],
    ]);
    expect(changed.map((entry) => entry.dt)).toEqual(['2026-02-01', '2026-02-02']);
    expect((await readManifest(store, '2026-02')).entries.map((e) => [e.dt, e.status, e.rows, e.files.length])).toEqual(
      [
        ['2026-02-01', 'complete', 2, 1],
        ['2026-02-02', 'empty', 0, 0],
        ['2026-02-03', 'error', 0, 0],
      ],
    );
    expect(await listPeriods(store)).toEqual(['2026-02']);
  });

  it('writes no raw file for an unchanged answer, and covers it with the run that holds the rows', async () => {
    const store = memoryStore();
    await ingest(store, first, [['reading', '2026-02-01', rowsOf(1, 2)]]);
    const { changed, coverage } = await ingest(store, second, [['reading', '2026-02-01', rowsOf(1, 2).reverse()]]);
    expect(changed).toEqual([]);
    expect(await keysOf(store, 'raw/reading/')).toHaveLength(1);
    expect((await readStoredParquet(store, coverage as string))[0]).toMatchObject({
      run: second.run,
      content_run: first.run,
      status: 'complete',
    });
    const [entry] = (await readManifest(store, '2026-02')).entries;
    expect(entry).toMatchObject({ run: second.run, content_run: first.run, coverage });
    expect(entry?.files[0]).toContain(first.run);
  });

  it('replaces a window as a whole: changed, shrunk and restated to nothing', async () => {
    const store = memoryStore();
    await ingest(store, first, [
      ['reading', '2026-02-01', rowsOf(1, 2, 3)],
      ['reading', '2026-02-02', rowsOf(1, 2, 3)],
    ]);
    const { changed } = await ingest(store, second, [
      ['reading', '2026-02-01', rowsOf(1)],
      ['reading', '2026-02-02', []],
    ]);
    expect(changed.map((e) => [e.dt, e.status, e.rows, e.content_run])).toEqual([
      ['2026-02-01', 'complete', 1, second.run],
      ['2026-02-02', 'empty', 0, null],
    ]);
  });

  it('keeps what a window had when it fails, and an older run never replaces a newer one', async () => {
    const store = memoryStore();
    await ingest(store, second, [['reading', '2026-02-01', rowsOf(2)]]);
    await ingest(store, first, [['reading', '2026-02-01', rowsOf(1)]]);
    await ingest(store, { ...second, run: '20260303T000000Z-cccccccc' }, [['reading', '2026-02-01', null]]);
    expect((await readManifest(store, '2026-02')).entries).toMatchObject([
      { run: second.run, status: 'complete', rows: 1 },
    ]);
  });

  it('takes a stream of rows like a list, also when it turns out unchanged or empty', async () => {
    const store = memoryStore();
    await ingest(store, first, [['reading', '2026-02-01', rowsOf(1, 2)]]);
    async function* stream(rows: Record<string, unknown>[]) {
      yield* rows;
    }
    const writer = await openRawRun(store, second, contractOf);
    expect(await writer.writeWindow('reading', '2026-02-01', stream(rowsOf(1, 2)))).toMatchObject({
      changed: false,
      rows: 2,
    });
    expect(await writer.writeWindow('reading', '2026-02-02', stream([]))).toMatchObject({ status: 'empty' });
    expect(await writer.writeWindow('reading', '2026-02-03', stream(rowsOf(7)))).toMatchObject({ changed: true });
    await writer.commit();
    expect((await keysOf(store, 'raw/reading/')).map((key) => /dt=(.*?)\//.exec(key)?.[1])).toEqual([
      '2026-02-01',
      '2026-02-03',
    ]);
    expect((await readManifest(store, '2026-02')).entries.map((e) => e.content_run)).toEqual([
      first.run,
      null,
      second.run,
    ]);
  });

  it('counts the newest snapshot only, and lets an unchanged one stand where it lies', async () => {
    const store = memoryStore();
    await ingest(store, first, [['meter_list', '2026-03-01', rowsOf(1)]]);
    await ingest(store, second, [['meter_list', '2026-03-02', rowsOf(1)]]);
    expect((await readManifest(store, SNAPSHOTS)).entries).toMatchObject([
      { dt: '2026-03-01', run: second.run, content_run: first.run },
    ]);
    await ingest(store, { ...second, run: '20260303T000000Z-cccccccc', logicalDay: '2026-03-03' }, [
      ['meter_list', '2026-03-03', rowsOf(2)],
    ]);
    expect((await readManifest(store, SNAPSHOTS)).entries).toMatchObject([
      { dt: '2026-03-03', content_run: '20260303T000000Z-cccccccc' },
    ]);
    expect(await listPeriods(store)).toEqual([]);
  });

  it('gives the same objects, byte for byte, when a run is repeated', async () => {
    const store = memoryStore();
    const windows: [string, string, object[]][] = [
      ['reading', '2026-02-01', rowsOf(1, 2)],
      ['bill', '2026-02-01', rowsOf(5)],
    ];
    await ingest(store, first, windows);
    const before = await Promise.all(
      (await listed(store.list(''))).map(async ({ key }) => [key, (await store.get(key))?.version]),
    );
    await ingest(store, first, windows);
    const after = await Promise.all(
      (await listed(store.list(''))).map(async ({ key }) => [key, (await store.get(key))?.version]),
    );
    expect(after).toEqual(before);
  });

  it('refuses a day that does not fit the contract, a window written twice and names that cannot stand in a key', async () => {
    const store = memoryStore();
    const writer = await openRawRun(store, first, contractOf);
    await expect(writer.writeWindow('bill', '2026-02-02', [])).rejects.toThrow(
      /bill: dt 2026-02-02 is not the first day of a month/,
    );
    await writer.writeWindow('reading', '2026-02-01', []);
    await expect(writer.writeWindow('reading', '2026-02-01', [])).rejects.toThrow(/written twice/);
    await expect(openRawRun(store, { ...first, connection: 'a--b' }, contractOf)).rejects.toThrow(
      /cannot name a raw file/,
    );
  });
});

describe('crashes and neighbours', () => {
  /** A store that stops working before the n-th change. */
  function failing(store: ObjectStore, changes: number): ObjectStore {
    let left = changes;
    const guarded = (method: 'put' | 'putStream' | 'putIfAbsent' | 'compareAndSwap' | 'delete') =>
      (async (...args: unknown[]) => {
        if (left-- <= 0) throw new Error('killed');
        return (store[method] as (...a: unknown[]) => Promise<unknown>)(...args);
      }) as never;
    return {
      ...store,
      put: guarded('put'),
      putStream: guarded('putStream'),
      putIfAbsent: guarded('putIfAbsent'),
      compareAndSwap: guarded('compareAndSwap'),
      delete: guarded('delete'),
    };
  }

  it('ends in the same lake whichever change a run died before, once the run is repeated', async () => {
    const windows: [string, string, object[]][] = [
      ['reading', '2026-01-31', rowsOf(3)],
      ['reading', '2026-02-01', rowsOf(1, 2)],
      ['meter_list', '2026-03-02', rowsOf(1)],
    ];
    const earlier: [string, string, object[]][] = [['reading', '2026-02-01', rowsOf(9)]];
    const wanted = memoryStore();
    await ingest(wanted, first, earlier);
    await ingest(wanted, second, windows);
    const undisturbed = await Promise.all(
      (await listed(wanted.list(''))).map(async ({ key }) => [key, (await wanted.get(key))?.version]),
    );
    for (let changes = 0; changes < 10; changes++) {
      const store = memoryStore();
      await ingest(store, first, earlier);
      await ingest(failing(store, changes), second, windows).catch((error) => expect(error.message).toBe('killed'));
      await ingest(store, second, windows);
      const ended = await Promise.all(
        (await listed(store.list(''))).map(async ({ key }) => [key, (await store.get(key))?.version]),
      );
      expect(ended, `died before change ${changes}`).toEqual(undisturbed);
    }
  });

  it('heals a manifest that a crash left behind the coverage file, even by a run of another connection', async () => {
    const store = memoryStore();
    await ingest(store, first, [['reading', '2026-02-01', rowsOf(1)]]);
    const windows: [string, string, object[]][] = [['reading', '2026-02-01', rowsOf(2)]];
    await expect(ingest(failing(store, 3), second, windows)).rejects.toThrow('killed');
    expect((await readManifest(store, '2026-02')).entries[0]?.run).toBe(first.run);
    await ingest(store, { ...second, connection: 'meters-other' }, []);
    expect((await readManifest(store, '2026-02')).entries[0]?.run).toBe(second.run);
    expect(await keysOf(store, 'raw/_manifest/pending/')).toEqual([]);
  });

  it('makes a lost manifest again from the coverage files', async () => {
    const store = memoryStore();
    await ingest(store, first, [
      ['reading', '2026-02-01', rowsOf(1)],
      ['meter_list', '2026-03-01', rowsOf(4)],
    ]);
    await ingest(store, second, [
      ['reading', '2026-02-01', rowsOf(1)],
      ['reading', '2026-01-01', rowsOf(2)],
    ]);
    const shards = ['2026-01', '2026-02', SNAPSHOTS];
    const before = await Promise.all(shards.map((shard) => readManifest(store, shard)));
    for (const key of await keysOf(store, 'raw/_manifest/')) await store.delete(key);
    await ingest(store, { ...second, connection: 'meters-other' }, []);
    expect(await Promise.all(shards.map((shard) => readManifest(store, shard)))).toEqual(before);
  });

  it('loses no window when many connections finish at once', async () => {
    const folder = await tempFolder();
    const store = folderStore(folder.path);
    const connections = Array.from({ length: 12 }, (_, i) => `meters-${i}`);
    await Promise.all(
      connections.map((connection) => ingest(store, { ...first, connection }, [['reading', '2026-02-01', rowsOf(1)]])),
    );
    expect((await readManifest(store, '2026-02')).entries.map((e) => e.connection).sort()).toEqual(
      [...connections].sort(),
    );
    await folder.remove();
  });
});

it('is readable as relations: the rows of the counting run, joined by content_run', async () => {
  const folder = await tempFolder();
  const store = folderStore(folder.path);
  await ingest(store, first, [
    ['reading', '2026-02-01', rowsOf(1, 2)],
    ['reading', '2026-02-02', rowsOf(5)],
  ]);
  await ingest(store, second, [
    ['reading', '2026-02-01', rowsOf(1, 2)],
    ['reading', '2026-02-02', rowsOf(6, 7)],
  ]);
  const engine = await openDuckDb({ lakeRoot: folder.path, path: ':memory:', initSql: ['CREATE SCHEMA raw'] });
  await engine.relationOverParquet(
    'raw',
    'reading',
    rawRelationOf(contractOf('reading'), await keysOf(store, 'raw/reading/')),
  );
  await engine.relationOverParquet(
    'raw',
    'ingest_coverage',
    rawRelationOf(ingestCoverage, await keysOf(store, 'raw/ingest_coverage/')),
  );
  const { rows } = await engine.query(
    `SELECT r.dt, CAST(sum(r.units) AS BIGINT) AS units FROM raw.reading AS r
     JOIN (SELECT *, row_number() OVER (PARTITION BY source, connection, stream_name, table_name, data_day ORDER BY run DESC) AS newest
           FROM raw.ingest_coverage WHERE status IN ('complete', 'empty')) AS c
       ON c.newest = 1 AND c.source = r.source AND c.connection = r.connection_id AND c.stream_name = r.stream
      AND CAST(c.data_day AS VARCHAR) = r.dt AND c.content_run = r.load_id
     GROUP BY r.dt ORDER BY r.dt`,
  );
  expect(rows).toEqual([
    { dt: '2026-02-01', units: '3' },
    { dt: '2026-02-02', units: '13' },
  ]);
  await engine.close();
  await folder.remove();
});
