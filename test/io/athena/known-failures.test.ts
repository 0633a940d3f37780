import { GetQueryExecutionCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import * as glue from '@aws-sdk/client-glue';
import { describe, expect, it } from 'vitest';
import { athenaEngine } from '../../../src/io/athena/athena-engine.ts';
import { expireBuilds } from '../../../src/io/athena/expire-builds.ts';
import { externalTableInput, OWNER_PARAMETER } from '../../../src/io/athena/external-table.ts';
import { writeLocation } from '../../../src/io/athena/locations.ts';
import { planPartitionWrites } from '../../../src/io/athena/partition-batches.ts';
import { checkedPlace } from '../../../src/io/athena/place.ts';
import { expireScratch, removeScratch } from '../../../src/io/athena/scratch.ts';
import { tableName, unloadPartitions } from '../../../src/io/athena/statements.ts';
import type { ObjectStore } from '../../../src/io/object-store.ts';
import { fakeCatalog, fakeParts, fakeRunner, place, succeed } from './fakes.ts';

const BUILD = 'marts/fct_spend/period=2026-05/build_id=2026-05-aaaa';
const text = (value: string) => new TextEncoder().encode(value);

async function keysOf(store: ObjectStore, prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

/** S3 gets one file where an UNLOAD writes. */
const writesFile = (store: ObjectStore) => async (sql: string) => {
  const folder = /TO 's3:\/\/example-lake\/tl\/([^']+)'/.exec(sql)?.[1];
  if (folder !== undefined) await store.put(`${folder}20261025_000.parquet`, text('data'));
};

describe('known failures of Athena adapters do not happen here', () => {
  it('1: files that no partition knows are neither counted with a new build nor left behind', async () => {
    const { parts, athena, store } = fakeParts();
    succeed(athena.mock, writesFile(store));
    await store.put(`${BUILD}/old-1/left-over.parquet`, text('rows of a run that died'));
    const engine = await athenaEngine(parts, { kind: 'scratch', run: 'run1' });
    const written = await engine.writeParquet('SELECT 1 AS n', [], `${BUILD}/part-0000.parquet`);
    expect(written).toEqual({ rows: 3, files: [`${BUILD}/run1-1/20261025_000.parquet`] });
    // Glue lists no partition at all; the object is found by listing the lake.
    await expireBuilds(parts, new Set(written.files));
    expect(await keysOf(store, 'marts/')).toEqual(written.files);
  });

  it('2: catalogue entries go before the files they point to', async () => {
    const { parts, events, glue: tables, store } = fakeParts();
    await store.put(`${BUILD}/run1-1/a.parquet`, text('old'));
    const Location = `${place.lake}/${BUILD}/run1-1/`;
    const Partitions = [{ Values: ['2026-05', '2026-05-aaaa'], StorageDescriptor: { Location } }];
    tables.mock.on(glue.GetPartitionsCommand).resolves({ Partitions });
    await expireBuilds(parts, new Set());
    expect(events).toEqual(['glue partitions', 'glue dropPartitions', `delete ${BUILD}/run1-1/a.parquet`]);
  });

  it('2: a run drops its scratch tables before their files', async () => {
    const { parts, events, athena } = fakeParts();
    succeed(athena.mock);
    const engine = await athenaEngine(parts, { kind: 'scratch', run: 'run1' });
    await engine.tableOfRows('raw', 'x', [{ name: 'id', type: 'bigint' }], [{ id: '1' }]);
    events.length = 0;
    await engine.close();
    expect(events[0]).toBe('glue dropTables');
    expect(events.slice(1).every((e) => e.startsWith('delete scratch/run1/'))).toBe(true);
  });

  it.each([
    '',
    'marts',
    'marts/fct_spend',
    'marts/fct_spend/period=2026-05',
    BUILD,
    'scratch',
    'scratch/run1',
    'raw/usage/source=openai/dt=2026-05-01',
    'landing',
    `${BUILD}/../../other`,
    'scratch/run1/../../marts',
  ])('3: never writes to a shared or root location (%j)', (folder) => {
    expect(() => writeLocation(place.lake, folder)).toThrow();
  });

  it.each(['s3://', 's3://bucket/', 's3:///prefix', 'bucket/prefix', 's3://bucket//x'])(
    '3: refuses the lake location %s before anything is started',
    (lake) => {
      expect(() => checkedPlace({ ...place, lake })).toThrow(/s3:\/\/bucket\/prefix/);
    },
  );

  it('3: removes only objects that a build of ours can have written', async () => {
    const { parts, store } = fakeParts();
    const foreign = [
      'marts/report.pdf',
      'marts/other-team/data.parquet',
      'raw/usage/x.parquet',
      'marts/_published.json',
    ];
    for (const key of [...foreign, `${BUILD}/run1-1/a.parquet`]) await store.put(key, text('x'));
    expect(await expireBuilds(parts, new Set())).toBe(1);
    expect(await keysOf(store)).toEqual([...foreign].sort());
  });

  it('3: leaves scratch alone that does not carry the marker of the run', async () => {
    const { parts, events, store } = fakeParts();
    await store.put('scratch/run9/main_x/try-1/a.parquet', text('x'));
    await expect(removeScratch(parts, 'run9', ['run9_main_x'])).rejects.toThrow(
      /does not carry the marker of run run9/,
    );
    expect(events).toEqual([]);
  });

  it("3: refuses a Glue table of that name that is not this lake's", async () => {
    const { mock, catalog } = fakeCatalog();
    mock.on(glue.CreateTableCommand).rejects(Object.assign(new Error('exists'), { name: 'AlreadyExistsException' }));
    mock.on(glue.GetTableCommand).resolves({
      Table: { Name: 'fct_spend', StorageDescriptor: { Location: 's3://someone-else/t/' }, Parameters: {} },
    });
    const table = { name: 'fct_spend', location: `${place.lake}/marts/fct_spend/`, lake: place.lake, columns: [] };
    await expect(catalog.ensureTable('tl_marts', table)).rejects.toThrow(/not this lake's.*s3:\/\/someone-else\/t\//);
    expect(mock.commandCalls(glue.UpdateTableCommand)).toHaveLength(0);
  });

  it('4: a write into partitions without a partition column is refused when it is compiled', () => {
    expect(() => unloadPartitions('SELECT 1 AS n', '', ['2026-05-01'], 's3://b/x/')).toThrow(/would append/);
    expect(() => unloadPartitions('SELECT 1 AS n', 'dt', [], 's3://b/x/')).toThrow(/would append/);
  });

  it('5: a backfill of 1,000 days is written in batches of 100 that never meet and delete nothing', async () => {
    const days = Array.from({ length: 1000 }, (_, i) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10));
    const plan = planPartitionWrites([...days, days[0]!].reverse(), `${BUILD}/run1-1`);
    expect(plan).toHaveLength(10);
    expect(plan.every((write) => write.values.length <= 100)).toBe(true);
    expect(plan.flatMap((write) => write.values)).toEqual(days);
    expect(new Set(plan.map((write) => write.folder)).size).toBe(10);
    const sql = plan.map((w) =>
      unloadPartitions('SELECT 1 AS n, dt FROM t', 'dt', w.values, `${place.lake}/${w.folder}/`),
    );
    expect(sql.filter((s) => /delete|drop|overwrite/i.test(s))).toEqual([]);
    expect(sql[0]).toContain("partitioned_by = ARRAY['dt']");
  });

  it('5: a second UNLOAD into a used path is refused before it is started', async () => {
    const { parts, athena, store } = fakeParts();
    succeed(athena.mock, writesFile(store));
    const engine = await athenaEngine(parts, { kind: 'scratch', run: 'run1' });
    await engine.writeParquet('SELECT 1 AS n', [], `${BUILD}/part-0000.parquet`);
    const before = athena.started().filter((s) => s.QueryString?.startsWith('UNLOAD')).length;
    await expect(engine.writeParquet('SELECT 1 AS n', [], `${BUILD}/part-0000.parquet`)).rejects.toThrow(
      /is there already/,
    );
    expect(athena.started().filter((s) => s.QueryString?.startsWith('UNLOAD'))).toHaveLength(before);
  });

  it('6: reads every page of more than 1,000 partitions and registers exactly the missing ones', async () => {
    const { mock, catalog } = fakeCatalog();
    const at = (i: number) => ({ values: [String(i)], location: `s3://b/p=${i}/` });
    const stored = Array.from({ length: 1150 }, (_, i) => ({
      Values: at(i).values,
      StorageDescriptor: { Location: at(i).location },
    }));
    mock.on(glue.GetPartitionsCommand).callsFake((input: { NextToken?: string }) => {
      const from = Number(input.NextToken ?? '0');
      const Partitions = stored.slice(from, from + 100);
      return { Partitions, ...(from + 100 < stored.length ? { NextToken: String(from + 100) } : {}) };
    });
    const wanted = Array.from({ length: 1400 }, (_, i) => at(i));
    await catalog.ensurePartitions('db', { name: 't', location: 's3://b/', lake: 's3://b', columns: [] }, wanted);
    const created = mock.commandCalls(glue.BatchCreatePartitionCommand).map((c) => c.args[0].input.PartitionInputList!);
    expect(created.map((batch) => batch.length)).toEqual([100, 100, 50]);
    expect(created.flat().map((p) => p.Values![0])).toEqual(wanted.slice(1150).map((p) => p.values[0]));
    expect(mock.commandCalls(glue.UpdatePartitionCommand)).toHaveLength(0);
  });

  it('6: finds scratch of dead runs behind the first page of tables', async () => {
    const { parts, glue: tables, store } = fakeParts();
    await store.put('scratch/dead/_run.json', text('{"run":"dead"}'));
    const table = (Name: string, day: number) => ({ Name, CreateTime: new Date(day * 86_400_000) });
    tables.mock
      .on(glue.GetTablesCommand)
      .resolvesOnce({ TableList: [table('live_main_a', 9)], NextToken: '2' })
      .resolves({ TableList: [table('dead_main_a', 1), table('dead_raw_b', 2), table('someone_elses', 1)] });
    expect(await expireScratch(parts, 5 * 86_400_000)).toEqual(['dead']);
    expect(tables.mock.commandCalls(glue.BatchDeleteTableCommand)[0]?.args[0].input.TablesToDelete).toEqual([
      'dead_main_a',
      'dead_raw_b',
    ]);
  });

  it('7: a lost commit race is tried again and ends with one success or one clear error', async () => {
    const { mock, runner } = fakeRunner();
    const lost = {
      QueryExecution: {
        Status: { State: 'FAILED' as const, StateChangeReason: 'ICEBERG_COMMIT_ERROR: failed to commit' },
      },
    };
    mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'execution-1' });
    mock.on(GetQueryExecutionCommand).resolves(lost);
    await expect(runner.run('MERGE INTO t …', 'fct_session')).rejects.toMatchObject({ kind: 'unavailable' });
    expect(mock.commandCalls(StartQueryExecutionCommand)).toHaveLength(4);
  });

  it('8: upper-case names are refused by name instead of failing or being folded later', () => {
    expect(() => tableName('tl', 'FctSpend')).toThrow(/"FctSpend" cannot be a name on Athena/);
    expect(() => checkedPlace({ ...place, databases: { ...place.databases, marts: 'TL' } })).toThrow(/for marts/);
  });

  it('8: comments longer than Glue keeps are cut visibly', () => {
    const long = 'x'.repeat(300);
    const input = externalTableInput({
      name: 't',
      location: 's3://b/t/',
      lake: 's3://b',
      columns: [{ name: 'amount', type: 'decimal(28,12)', description: long }],
      description: 'y'.repeat(3000),
    });
    const [column] = input.StorageDescriptor.Columns;
    expect(column?.Comment).toHaveLength(255);
    expect(column?.Comment?.endsWith('…')).toBe(true);
    expect(input.Description).toHaveLength(2048);
    expect(input.Parameters[OWNER_PARAMETER]).toBe('s3://b');
  });
});
