import * as glue from '@aws-sdk/client-glue';
import { describe, expect, it } from 'vitest';
import type { Column } from '../../../src/core/contracts/contract.ts';
import { athenaEngine } from '../../../src/io/athena/athena-engine.ts';
import type { ParquetRelation } from '../../../src/io/query-engine.ts';
import { awsError, fakeCatalog, fakeParts, succeed } from './fakes.ts';

const column = (name: string, type: Column['type']): Column => ({
  name,
  type,
  nullable: true,
  description: `${name} means`,
});
const build = (period: string) => `marts/fct_spend/period=${period}/build_id=${period}-aa/run1-1/f.parquet`;
const marts: ParquetRelation = {
  description: 'Spend.',
  files: [build('2026-05'), build('2026-06')],
  columns: [column('usage_day', 'date'), column('amount', 'decimal(28,12)')],
  partitions: [
    { name: 'period', type: 'varchar' },
    { name: 'build_id', type: 'varchar' },
  ],
};
const viewTable = (version: string) => ({
  Table: {
    Name: 'fct_spend',
    VersionId: version,
    TableType: 'VIRTUAL_VIEW',
    ViewOriginalText: '/* Presto View: e30= */',
    ViewExpandedText: '/* Presto View */',
    PartitionKeys: [],
    Parameters: { presto_view: 'true' },
    StorageDescriptor: {
      Columns: [
        { Name: 'usage_day', Type: 'date' },
        { Name: 'extra', Type: 'string' },
      ],
    },
    CreatedBy: 'arn:aws:iam::111122223333:role/pipeline',
    DatabaseName: 'tl',
  },
});

async function scratch() {
  const all = fakeParts();
  succeed(all.athena.mock);
  const engine = await athenaEngine(all.parts, { kind: 'scratch', run: 'run1' });
  return { ...all, engine, sql: () => all.athena.started().map((s) => s.QueryString) };
}

describe('the Athena engine', () => {
  it('materialises a model into a folder of its own of the run', async () => {
    const { engine, sql } = await scratch();
    await engine.createTable('main', 'stg_usage', `SELECT * FROM ${engine.relation('raw', 'usage')}`);
    expect(sql()).toEqual([
      `CREATE TABLE "tl_scratch"."run1_main_stg_usage" WITH (format = 'PARQUET', write_compression = 'ZSTD', external_location = 's3://example-lake/tl/scratch/run1/main_stg_usage/try-1/') AS\nSELECT * FROM "tl_scratch"."run1_raw_usage"`,
    ]);
  });

  it('refuses a scratch run of a name that is in use', async () => {
    const { parts } = await scratch();
    await expect(athenaEngine(parts, { kind: 'scratch', run: 'run1' })).rejects.toThrow(/is in use/);
  });

  it('reads landed tables through the partitions of their files', async () => {
    const { engine, sql } = await scratch();
    const key = (source: string, dt: string) => `raw/usage/source=${source}/dt=${dt}/c.s--r--part-0000.parquet`;
    await engine.relationOverParquet('raw', 'usage', {
      files: [key('openai', '2026-05-01'), key('openai', '2026-05-02'), key('anthropic', '2026-05-02')],
      columns: [column('input', 'bigint')],
      partitions: [
        { name: 'source', type: 'varchar' },
        { name: 'dt', type: 'varchar' },
      ],
    });
    expect(sql()).toEqual([
      `CREATE OR REPLACE VIEW "tl_scratch"."run1_raw_usage" AS\nSELECT "input", "source", "dt" FROM "tl_raw"."usage" WHERE "source" IN ('anthropic', 'openai') AND "dt" IN ('2026-05-01', '2026-05-02')`,
    ]);
  });

  it('makes a relation without files as an empty, typed view', async () => {
    const { engine, sql } = await scratch();
    await engine.relationOverParquet('raw', 'seat', {
      files: [],
      columns: [column('price', 'decimal(28,12)')],
      partitions: [],
    });
    expect(sql()).toEqual([
      'CREATE OR REPLACE VIEW "tl_scratch"."run1_raw_seat" AS\nSELECT CAST(NULL AS DECIMAL(28,12)) AS "price" WHERE false',
    ]);
  });

  it('writes literal rows as Parquet beside a table, whatever their number', async () => {
    const { engine, store, glue: tables, sql } = await scratch();
    const columns = [
      { name: 'id', type: 'bigint' },
      { name: 'at', type: 'timestamp' },
    ] as const;
    await engine.tableOfRows('raw', 'ingest_coverage', columns, [
      { id: '9007199254740993', at: '2026-05-01 00:00:00' },
      {},
    ]);
    const keys: string[] = [];
    for await (const { key } of store.list('scratch/')) keys.push(key);
    expect(keys).toContain('scratch/run1/raw_ingest_coverage/rows/part-0000.parquet');
    expect(tables.mock.commandCalls(glue.CreateTableCommand)[0]?.args[0].input).toMatchObject({
      DatabaseName: 'tl_scratch',
      TableInput: {
        Name: 'run1_raw_ingest_coverage',
        StorageDescriptor: { Location: 's3://example-lake/tl/scratch/run1/raw_ingest_coverage/rows/' },
      },
    });
    expect(sql()).toEqual([]);
  });

  it('writes no file for no rows, and says so', async () => {
    const { engine, athena, sql } = await scratch();
    const { GetQueryResultsCommand } = await import('@aws-sdk/client-athena');
    athena.mock.on(GetQueryResultsCommand).resolves({
      ResultSet: {
        ResultSetMetadata: { ColumnInfo: [{ Name: 'n', Type: 'bigint' }] },
        Rows: [{ Data: [{ VarCharValue: 'n' }] }, { Data: [{ VarCharValue: '0' }] }],
      },
    });
    expect(await engine.writeParquet('SELECT 1 AS n WHERE false', [], build('2026-05'))).toEqual({
      rows: 0,
      files: [],
    });
    expect(sql().filter((s) => s?.startsWith('UNLOAD'))).toEqual([]);
  });

  it('writes a large clustered build in parts, and registers the folder that holds them all', async () => {
    const all = fakeParts();
    const files = ['part=00/a.parquet', 'part=00/b.parquet', 'part=01/c.parquet'];
    succeed(all.athena.mock, async (statement) => {
      const folder = /TO 's3:\/\/example-lake\/tl\/([^']+)'/.exec(statement)?.[1];
      if (folder !== undefined) for (const file of files) await all.store.put(`${folder}${file}`, new Uint8Array([1]));
    });
    const { GetQueryResultsCommand } = await import('@aws-sdk/client-athena');
    all.athena.mock.on(GetQueryResultsCommand).resolves({
      ResultSet: {
        ResultSetMetadata: { ColumnInfo: [{ Name: 'n', Type: 'bigint' }] },
        Rows: [{ Data: [{ VarCharValue: 'n' }] }, { Data: [{ VarCharValue: '500000' }] }],
      },
    });
    const engine = await athenaEngine(all.parts, { kind: 'scratch', run: 'run1' });
    const folder = 'marts/fct_spend/period=2026-05/build_id=2026-05-aa';
    const select = 'SELECT usage_day, amount FROM x';
    const written = await engine.writeParquet(select, ['amount'], `${folder}/part-0000.parquet`, ['usage_day']);
    expect(written).toEqual({ rows: 500_000, files: files.map((file) => `${folder}/run1-1/${file}`) });
    const statement = all.athena.started().at(-1)?.QueryString;
    expect(statement).toContain(`compression = 'ZSTD', partitioned_by = ARRAY['part'])`);
    expect(statement).toContain('* 2 / 500000 AS part');
    const published = await athenaEngine(all.parts, { kind: 'published' });
    all.glue.mock.on(glue.GetTableCommand).resolves(viewTable('7'));
    await published.relationOverParquet('main', 'fct_spend', { ...marts, files: written.files });
    const registered = all.glue.mock.commandCalls(glue.BatchCreatePartitionCommand)[0]?.args[0].input;
    expect(registered?.PartitionInputList?.map((p) => [p.Values, p.StorageDescriptor?.Location])).toEqual([
      [['2026-05', '2026-05-aa'], `s3://example-lake/tl/${folder}/run1-1/`],
    ]);
  });

  it('does not believe a success that left no file', async () => {
    const { engine } = await scratch();
    const key = 'marts/fct_spend/period=2026-05/build_id=2026-05-aa/part-0000.parquet';
    await expect(engine.writeParquet('SELECT 1 AS n', [], key)).rejects.toThrow(/success for 3 rows and .* is empty/);
  });

  it('registers the partitions of builds before the view that shows them, and lists the builds literally', async () => {
    const all = fakeParts();
    succeed(all.athena.mock);
    all.glue.mock.on(glue.GetTableCommand).resolves(viewTable('7'));
    const engine = await athenaEngine(all.parts, { kind: 'published' });
    await engine.relationOverParquet('main', 'fct_spend', marts);
    expect(all.events).toEqual(['glue ensureTable', 'glue ensurePartitions', 'run fct_spend', 'glue comment']);
    expect(all.athena.started()[0]?.QueryString).toBe(
      `CREATE OR REPLACE VIEW "tl"."fct_spend" AS\nSELECT "usage_day", "amount", "period", "build_id" FROM "tl_marts"."fct_spend" WHERE "period" IN ('2026-05', '2026-06') AND "build_id" IN ('2026-05-aa', '2026-06-aa')`,
    );
    const registered = all.glue.mock.commandCalls(glue.BatchCreatePartitionCommand)[0]?.args[0].input;
    expect(registered?.PartitionInputList?.map((p) => [p.Values, p.StorageDescriptor?.Location])).toEqual([
      [['2026-05', '2026-05-aa'], 's3://example-lake/tl/marts/fct_spend/period=2026-05/build_id=2026-05-aa/run1-1/'],
      [['2026-06', '2026-06-aa'], 's3://example-lake/tl/marts/fct_spend/period=2026-06/build_id=2026-06-aa/run1-1/'],
    ]);
  });

  it('keeps the comments of a view through every replacement, which takes them away', async () => {
    const all = fakeParts();
    type Columns = { Name?: string; Type?: string; Comment?: string }[];
    let columns: Columns = [];
    let version = 0;
    succeed(all.athena.mock, (sql) => {
      if (!sql.startsWith('CREATE OR REPLACE VIEW')) return;
      columns = [{ Name: 'usage_day', Type: 'date' }];
      version += 1;
    });
    all.glue.mock.on(glue.GetTableCommand).callsFake(() => {
      const { Table } = viewTable(String(version));
      return { Table: { ...Table, StorageDescriptor: { Columns: columns } } };
    });
    all.glue.mock.on(glue.UpdateTableCommand).callsFake((input: glue.UpdateTableCommandInput) => {
      expect(input.VersionId).toBe(String(version));
      expect(input.TableInput?.ViewOriginalText).toBe(viewTable('1').Table.ViewOriginalText);
      columns = input.TableInput?.StorageDescriptor?.Columns ?? [];
      return {};
    });
    const engine = await athenaEngine(all.parts, { kind: 'published' });
    const comments = { description: 'Spend.', columns: { usage_day: 'Day of use.' } };
    for (const select of ['SELECT 1', 'SELECT 2']) {
      await engine.createView('main', 'fct_spend', select, comments);
      expect(columns).toEqual([{ Name: 'usage_day', Type: 'date', Comment: 'Day of use.' }]);
    }
    expect(version).toBe(2);
  });

  it('writes no table among the views people read', async () => {
    const { parts } = fakeParts();
    const engine = await athenaEngine(parts, { kind: 'published' });
    await expect(engine.createTable('main', 'x', 'SELECT 1')).rejects.toThrow(/publish a build/);
  });
});

describe('the Glue catalogue', () => {
  it('writes comments into a view with every field it had, by version', async () => {
    const { mock, catalog } = fakeCatalog();
    mock.on(glue.GetTableCommand).resolves(viewTable('7'));
    await catalog.comment('tl', 'fct_spend', { description: 'Spend.', columns: { usage_day: 'Day of use.' } });
    const { CreatedBy: _, DatabaseName: __, VersionId, ...kept } = viewTable('7').Table;
    expect(mock.commandCalls(glue.UpdateTableCommand)[0]?.args[0].input).toEqual({
      DatabaseName: 'tl',
      VersionId,
      SkipArchive: true,
      TableInput: {
        ...kept,
        Parameters: { ...kept.Parameters, 'tokenledger.description': 'Spend.' },
        StorageDescriptor: {
          Columns: [
            { Name: 'usage_day', Type: 'date', Comment: 'Day of use.' },
            { Name: 'extra', Type: 'string' },
          ],
        },
      },
    });
  });

  it('reads the table again when another writer was faster', async () => {
    const { mock, catalog } = fakeCatalog();
    mock.on(glue.GetTableCommand).resolvesOnce(viewTable('7')).resolves(viewTable('8'));
    mock
      .on(glue.UpdateTableCommand)
      .rejectsOnce(awsError('ConcurrentModificationException', 'Update table failed due to concurrent modifications.'))
      .resolves({});
    await catalog.comment('tl', 'fct_spend', { description: 'Spend.', columns: {} });
    expect(mock.commandCalls(glue.UpdateTableCommand).map((c) => c.args[0].input.VersionId)).toEqual(['7', '8']);
  });

  it('says so when others never stop writing', async () => {
    const { mock, catalog } = fakeCatalog();
    mock.on(glue.GetTableCommand).resolves(viewTable('7'));
    mock.on(glue.UpdateTableCommand).rejects(awsError('ConcurrentModificationException'));
    const change = catalog.comment('tl', 'fct_spend', { description: '', columns: {} });
    await expect(change).rejects.toThrow(/tl\.fct_spend was changed by others 6 times/);
  });

  it('asks again when Glue is throttling, and not when a right is missing', async () => {
    const { mock, catalog, clock } = fakeCatalog();
    mock.on(glue.GetPartitionsCommand).rejectsOnce(awsError('ThrottlingException')).resolves({ Partitions: [] });
    expect(await catalog.partitions('db', 't')).toEqual([]);
    expect(clock.sleeps).toHaveLength(1);
    mock.on(glue.GetPartitionsCommand).rejects(awsError('AccessDeniedException', 'no glue:GetPartitions'));
    await expect(catalog.partitions('db', 't')).rejects.toThrow('no glue:GetPartitions');
    expect(clock.sleeps).toHaveLength(1);
  });

  it('points a partition that another writer registered first to the files in hand', async () => {
    const { mock, catalog } = fakeCatalog();
    mock.on(glue.BatchCreatePartitionCommand).resolves({
      Errors: [{ PartitionValues: ['a'], ErrorDetail: { ErrorCode: 'AlreadyExistsException' } }],
    });
    const table = { name: 't', location: 's3://b/', lake: 's3://b', columns: [] };
    await catalog.ensurePartitions('db', table, [{ values: ['a'], location: 's3://b/a/' }]);
    expect(mock.commandCalls(glue.UpdatePartitionCommand)[0]?.args[0].input).toMatchObject({
      PartitionValueList: ['a'],
      PartitionInput: { StorageDescriptor: { Location: 's3://b/a/' } },
    });
  });

  it('fails when a partition of a batch was refused', async () => {
    const { mock, catalog } = fakeCatalog();
    mock.on(glue.BatchCreatePartitionCommand).resolves({
      Errors: [
        { PartitionValues: ['a'], ErrorDetail: { ErrorCode: 'InvalidInputException', ErrorMessage: 'bad location' } },
      ],
    });
    const table = { name: 't', location: 's3://b/', lake: 's3://b', columns: [] };
    const ensured = catalog.ensurePartitions('db', table, [{ values: ['a'], location: 's3://b/a/' }]);
    await expect(ensured).rejects.toThrow(
      '1 partitions of db.t were not registered: InvalidInputException bad location',
    );
  });
});
