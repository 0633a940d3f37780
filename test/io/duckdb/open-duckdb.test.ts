import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Column, column as c, defineContract } from '../../../src/core/contracts/contract.ts';
import { RAW_PARTITIONS, rawRelationOf } from '../../../src/core/contracts/duckdb-view.ts';
import { parquetColumnOf } from '../../../src/core/contracts/parquet-schema.ts';
import { openDuckDb } from '../../../src/io/duckdb/open-duckdb.ts';
import { rawWriterOf } from '../../../src/io/lake/raw-keys.ts';
import { writeParquetColumns, writeParquetFile } from '../../../src/io/parquet/parquet-writer.ts';
import type { QueryEngine } from '../../../src/io/query-engine.ts';
import { folderStore } from '../../../src/io/store/folder-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const reading = defineContract({
  name: 'reading',
  grain: 'one row per meter',
  description: 'A small contract for tests.',
  key: ['meter'],
  partition: 'day',
  row: z.object({
    meter: c.text('Meter.'),
    at: c.instant('When.'),
    day: c.nullable(c.day('Day.')),
    units: c.nullable(c.count('Units.')),
    amount: c.nullable(c.money('Amount.')),
  }),
});
const lineage = { connection_id: 'm', stream: 's', load_id: 'run', data_as_of: '2026-03-01T00:00:00Z' };
const row = {
  meter: 'm-1',
  at: '2026-02-01T10:00:00.5Z',
  day: '2026-02-01',
  units: 9_007_199_254_740_993n,
  amount: '0.1',
};

let folder: Awaited<ReturnType<typeof tempFolder>>;
let engine: QueryEngine;
beforeAll(async () => {
  folder = await tempFolder();
  engine = await openDuckDb({
    lakeRoot: folder.path,
    path: ':memory:',
    initSql: ['CREATE SCHEMA raw', 'CREATE MACRO twice(x) AS x * 2'],
  });
});
afterAll(async () => {
  await engine.close();
  await folder.remove();
});

const one = async (sql: string) => (await engine.query(sql)).rows[0];

describe('querying', () => {
  it('gives values exactly: wide integers and decimals as text, days and instants as text', async () => {
    const { columns, rows } = await engine.query(
      `SELECT 9007199254740993 AS wide, 7 AS small, CAST('-0.000000000001' AS DECIMAL(28,12)) AS money, true AS flag, NULL AS nothing,
       DATE '1969-12-31' AS day, TIMESTAMP '2026-02-01 10:00:00.5' AS at, 1.5e0 AS ratio, ['a', 'b'] AS list, CAST(2 AS HUGEINT) AS huge`,
    );
    expect(rows).toEqual([
      {
        wide: '9007199254740993',
        small: 7,
        money: '-0.000000000001',
        flag: true,
        nothing: null,
        day: '1969-12-31',
        at: '2026-02-01 10:00:00.5',
        ratio: 1.5,
        list: '["a","b"]',
        huge: '2',
      },
    ]);
    expect(columns.slice(0, 3)).toEqual([
      { name: 'wide', type: 'BIGINT' },
      { name: 'small', type: 'INTEGER' },
      { name: 'money', type: 'DECIMAL(28,12)' },
    ]);
  });

  it('has the given macros on every connection', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => one(`SELECT twice(${i}) AS x`)));
    expect(answers.map((a) => a?.x)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  });

  it('works in UTC and refuses to change settings', async () => {
    expect(await one(`SELECT CAST(TIMESTAMPTZ '2026-02-01 10:00:00+02:00' AS VARCHAR) AS at`)).toEqual({
      at: '2026-02-01 08:00:00+00',
    });
    await expect(engine.run(`SET threads=8`)).rejects.toThrow(/configuration has been locked/);
  });

  it('names the statement by its first line when it fails', async () => {
    await expect(engine.query('SELECT no_such_column\nFROM (SELECT 1 AS a) AS t')).rejects.toThrow(
      /^SQL failed: SELECT no_such_column\n[\s\S]*no_such_column/,
    );
  });
});

describe('relations over Parquet', () => {
  const files: string[] = [];
  beforeAll(async () => {
    const store = folderStore(folder.path);
    for (const [source, dt] of [
      ['alpha', '2026-02-01'],
      ['beta', '2026-02-02'],
    ] as const) {
      const key = `raw/reading/source=${source}/dt=${dt}/m.s--run--part-0000.parquet`;
      await writeParquetFile(
        store,
        key,
        reading,
        [
          { ...row, meter: `${source}-1` },
          { ...row, meter: `${source}-2`, units: null },
        ],
        lineage,
      );
      files.push(key);
    }
  });

  it('reads the listed files only, with contract columns, lineage and text partitions', async () => {
    await engine.relationOverParquet('raw', 'reading', rawRelationOf(reading, files));
    expect(await engine.query('SELECT * FROM raw.reading ORDER BY meter LIMIT 1')).toEqual({
      columns: [
        { name: 'meter', type: 'VARCHAR' },
        { name: 'at', type: 'TIMESTAMP' },
        { name: 'day', type: 'DATE' },
        { name: 'units', type: 'BIGINT' },
        { name: 'amount', type: 'DECIMAL(28,12)' },
        { name: 'connection_id', type: 'VARCHAR' },
        { name: 'stream', type: 'VARCHAR' },
        { name: 'load_id', type: 'VARCHAR' },
        { name: 'data_as_of', type: 'TIMESTAMP' },
        { name: 'source', type: 'VARCHAR' },
        { name: 'dt', type: 'VARCHAR' },
      ],
      rows: [
        {
          meter: 'alpha-1',
          at: '2026-02-01 10:00:00.5',
          day: '2026-02-01',
          units: '9007199254740993',
          amount: '0.100000000000',
          connection_id: 'm',
          stream: 's',
          load_id: 'run',
          data_as_of: '2026-03-01 00:00:00',
          source: 'alpha',
          dt: '2026-02-01',
        },
      ],
    });
    await engine.relationOverParquet('raw', 'reading', rawRelationOf(reading, files.slice(0, 1)));
    expect(await one('SELECT count(*) AS n FROM raw.reading')).toEqual({ n: '2' });
  });

  it('is empty but typed for an empty list', async () => {
    await engine.relationOverParquet('raw', 'nothing', rawRelationOf(reading, []));
    const { columns, rows } = await engine.query('SELECT * FROM raw.nothing');
    expect(rows).toEqual([]);
    expect(columns.find((column) => column.name === 'amount')?.type).toBe('DECIMAL(28,12)');
  });

  it('reads a column added later as NULL from older files', async () => {
    const added: Column = { name: 'color', type: 'varchar', nullable: true, description: 'Added later.' };
    const key = 'raw/reading/source=gamma/dt=2026-02-03/m.s--run--part-0000.parquet';
    const columns = [...rawRelationOf(reading, []).columns, added];
    await writeParquetColumns(folderStore(folder.path), key, {
      table: 'reading',
      columns: columns.map((column) => parquetColumnOf(column)),
      rows: [{ ...row, ...lineage, meter: 'gamma-1', color: 'red' }],
    });
    await engine.relationOverParquet('raw', 'drift', { files: [...files, key], columns, partitions: RAW_PARTITIONS });
    expect(
      (await engine.query('SELECT meter, color FROM raw.drift WHERE units IS NOT NULL ORDER BY meter')).rows,
    ).toEqual([
      { meter: 'alpha-1', color: null },
      { meter: 'beta-1', color: null },
      { meter: 'gamma-1', color: 'red' },
    ]);
    await engine.relationOverParquet('raw', 'older', { files, columns, partitions: RAW_PARTITIONS });
    expect(await one('SELECT count(color) AS n, count(*) AS rows FROM raw.older')).toEqual({ n: '0', rows: '4' });

    const next = key.replace('02-03', '02-04');
    await folderStore(folder.path).put(next, (await folderStore(folder.path).get(key))!.body);
    const all = [next, ...files, key];
    await engine.relationOverParquet('raw', 'runs', {
      files: all,
      columns,
      partitions: RAW_PARTITIONS,
      writerOf: rawWriterOf,
    });
    expect(await one('SELECT count(color) AS n, count(*) AS rows FROM raw.runs')).toEqual({ n: '2', rows: '6' });
  });

  it('names the file whose column has another type than declared', async () => {
    const key = 'raw/reading/source=wrong/dt=2026-02-03/file.parquet';
    const units: Column = { name: 'units', type: 'varchar', nullable: true, description: '' };
    await writeParquetColumns(folderStore(folder.path), key, {
      table: 'x',
      columns: [parquetColumnOf(units)],
      rows: [{ units: '1' }],
    });
    await expect(engine.relationOverParquet('raw', 'wrong', rawRelationOf(reading, [key]))).rejects.toThrow(
      /source=wrong.*column units is VARCHAR, the contract says bigint/,
    );
  });
});

describe('writing a result as Parquet', () => {
  const many =
    `SELECT CAST(i AS BIGINT) AS id, CAST(hash(i) % 1000 AS VARCHAR) AS name, CAST(i AS DECIMAL(28,12)) / 1 AS x,
    TIMESTAMP '2026-01-01 00:00:00' + i * INTERVAL '1' SECOND AS at FROM range(250000) AS r(i)`.replace(
      'CAST(i AS DECIMAL(28,12)) / 1',
      'CAST(i AS DECIMAL(28,12))',
    );

  it('gives the same bytes for the same rows, whatever their order, the threads and the run', async () => {
    const written: Buffer[] = [];
    for (const [i, threads] of [1, 2, 4, 2].entries()) {
      const other = await openDuckDb({ lakeRoot: folder.path, path: ':memory:', threads });
      const key = `marts/m/build-${i}.parquet`;
      const shuffled = i % 2 === 0 ? many : `SELECT * FROM (${many}) AS m ORDER BY hash(id + ${i})`;
      expect(await other.writeParquet(shuffled, ['id'], key)).toEqual({ rows: 250_000, files: [key] });
      written.push(await readFile(join(folder.path, key)));
      await other.close();
    }
    for (const bytes of written) expect(Buffer.compare(bytes, written[0] as Buffer)).toBe(0);
  });

  it('stores instants in milliseconds and keeps decimals', async () => {
    await engine.writeParquet(
      `SELECT 1 AS id, TIMESTAMP '2026-02-01 10:00:00.5' AS at, CAST(1.5 AS DECIMAL(38,12)) AS x`,
      ['id'],
      'marts/t.parquet',
    );
    const types = await engine.query(
      `SELECT name, converted_type FROM parquet_schema('${folder.path}/marts/t.parquet') WHERE duckdb_type IS NOT NULL`,
    );
    expect(types.rows).toEqual([
      { name: 'id', converted_type: 'INT_32' },
      { name: 'at', converted_type: 'TIMESTAMP_MILLIS' },
      { name: 'x', converted_type: 'DECIMAL' },
    ]);
  });

  it('writes nothing for no rows and leaves no temporary file, also after an error', async () => {
    expect(await engine.writeParquet('SELECT 1 AS id WHERE false', ['id'], 'marts/empty/none.parquet')).toEqual({
      rows: 0,
      files: [],
    });
    await expect(
      engine.writeParquet(
        `SELECT CAST(x AS INTEGER) AS id FROM (VALUES ('1'), ('one')) AS t(x)`,
        ['id'],
        'marts/empty/bad.parquet',
      ),
    ).rejects.toThrow(/Could not convert string 'one'/);
    expect(await readdir(join(folder.path, 'marts/empty'))).toEqual([]);
  });

  it.each([
    [
      'a sum of integers left as HUGEINT',
      'SELECT sum(x) AS n FROM (VALUES (1), (2)) AS t(x)',
      /column n of .* is HUGEINT: it is written as DOUBLE/,
    ],
    ['a time with a zone', `SELECT TIMESTAMPTZ '2026-01-01 00:00:00+00' AS n`, /column n .*TIME ZONE/],
    ['JSON', `SELECT CAST('{}' AS JSON) AS n`, /column n .*JSON.*VARCHAR/],
  ])('refuses %s', async (_, select, message) => {
    await expect(engine.writeParquet(select, ['n'], 'marts/refused.parquet')).rejects.toThrow(message);
  });

  it('refuses to write without an order', async () => {
    await expect(engine.writeParquet('SELECT 1 AS id', [], 'marts/x.parquet')).rejects.toThrow(/no order was given/);
  });
});

describe('opening and closing', () => {
  it('says which database cannot be opened', async () => {
    await expect(openDuckDb({ lakeRoot: folder.path, path: join(folder.path, 'none', 'x.duckdb') })).rejects.toThrow(
      /cannot open the database .*x\.duckdb/,
    );
  });

  it('keeps views in a file that another process reads, and runs a hundred statements side by side', async () => {
    const path = join(folder.path, 'warehouse.duckdb');
    const writer = await openDuckDb({ lakeRoot: folder.path, path, threads: 4 });
    await Promise.all(Array.from({ length: 100 }, (_, i) => writer.run(`CREATE VIEW v${i} AS SELECT ${i} AS x`)));
    await writer.close();
    const reader = await openDuckDb({ lakeRoot: folder.path, path, readOnly: true });
    expect((await reader.query('SELECT x FROM v99')).rows).toEqual([{ x: 99 }]);
    await expect(reader.run('CREATE TABLE t(x INTEGER)')).rejects.toThrow(/read-only/);
    await reader.close();
  });

  it('closes after the statements that were asked for', async () => {
    const short = await openDuckDb({ lakeRoot: folder.path, path: ':memory:' });
    const pending = short.query('SELECT count(*) AS n FROM range(3000000) AS r(i) WHERE hash(i) % 3 = 0');
    await short.close();
    expect((await pending).rows).toHaveLength(1);
  });
});
