import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { checkSchema, type DescribedColumn } from '../../src/core/dbt/schema-contract.ts';
import type { QueryEngine } from '../../src/io/query-engine.ts';
import { E1_INPUT, E1_VARIATIONS, E1_WHOLE } from '../models/e1-variations.ts';
import { SPLIT_EXAMPLES, SPLIT_LEDGER } from '../models/split-examples.ts';
import { buildWarehouse, type LandedTables, openEngine, shippedProject, type Warehouse } from '../models/warehouse.ts';
import { landWork, workWorldArb } from '../models/work-worlds.ts';
import { differences } from '../support/compare-relations.ts';
import { EDGE_VALUES } from './edge-values.ts';
import { EDGE_WORK, together } from './edge-work.ts';
import { openTrino } from './support/trino-engine.ts';

const { project } = await shippedProject();
const models = [...project.nodes.values()].filter((node) => node.kind === 'model');
const MARTS = ['fct_ledger', 'fct_bill_line', 'int_team_direct'];

/** Small companies with links of every kind, always the same ones. */
const companies = landWork(fc.sample(workWorldArb, { seed: 476, numRuns: 60 }));

/** One engine of each kind; a build makes anew what differs from the build before. */
let engines: { readonly duckdb: QueryEngine; readonly trino: QueryEngine };
const kept = { duckdb: new Map<string, string>(), trino: new Map<string, string>() };

beforeAll(async () => {
  engines = { duckdb: await openEngine(), trino: await openTrino(inject('trino')) };
});
afterAll(() => Promise.all([engines.duckdb.close(), engines.trino.close()]));

/** Builds landed rows on both engines: all models, or those given with what they are made from. */
async function onBoth(
  tables: LandedTables,
  only?: readonly string[],
): Promise<{ duckdb: Warehouse; trino: Warehouse }> {
  const build = (name: 'duckdb' | 'trino') =>
    buildWarehouse(tables, {
      engine: engines[name],
      kept: kept[name],
      ...(only === undefined ? {} : { models: only }),
    });
  return { duckdb: await build('duckdb'), trino: await build('trino') };
}

/** How the models differ between the engines, row by row. */
async function differing(names: readonly string[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const { name, columns } of models.filter((model) => names.includes(model.name))) {
    const on = (engine: QueryEngine) => ({ engine, relation: `main.${name}` });
    const rows = await differences(
      on(engines.duckdb),
      on(engines.trino),
      columns.map((c) => c.name),
    );
    if (rows.length > 0) found[name] = rows;
  }
  return found;
}

describe('every model on Trino and on DuckDB', () => {
  const all = models.map((model) => model.name);

  it('gives the same rows for values at the edges of money and work, and all data tests hold', async () => {
    const { duckdb, trino } = await onBoth(together(EDGE_VALUES, EDGE_WORK, companies));
    expect(await differing(all)).toEqual({});
    expect(await duckdb.failedTests()).toEqual([]);
    expect(await trino.failedTests()).toEqual([]);
    const [reached] = await trino.query(
      `SELECT count(*) AS atoms, count(DISTINCT split_method) AS splits, count(DISTINCT work_method) AS rungs,
         sum(CASE WHEN provider = 'vendor' THEN 1 ELSE 0 END) AS edges FROM fct_ledger`,
    );
    expect(Number(reached!.atoms)).toBeGreaterThan(900);
    expect(Number(reached!.edges)).toBeGreaterThan(100);
    expect(Number(reached!.splits)).toBeGreaterThan(15);
    expect(Number(reached!.rungs)).toBeGreaterThan(7);
  });

  it('gives the same rows for the worked example E1, in the declared types', async () => {
    const { trino } = await onBoth(E1_INPUT);
    expect(await differing(all)).toEqual({});
    const described = await trino.query(
      `SELECT table_name, column_name AS name, data_type AS type FROM memory.information_schema.columns
       WHERE table_schema = 'main' ORDER BY table_name, ordinal_position`,
    );
    const columnsOf = (model: string) =>
      described.filter((row) => row.table_name === model) as unknown as DescribedColumn[];
    expect(all.flatMap((name) => checkSchema(project, name, columnsOf(name)))).toEqual([]);
  });
});

describe('the ledger on Trino and on DuckDB', () => {
  it.each(E1_VARIATIONS.map((variation) => [variation.behaviour, variation] as const))(
    'of the worked example E1 %s',
    async (_, { tables, questions }) => {
      const { trino } = await onBoth(tables, MARTS);
      expect(await differing(MARTS)).toEqual({});
      for (const { asks, answer } of [E1_WHOLE, ...questions]) expect(await trino.query(asks)).toEqual(answer);
    },
  );

  it.each(SPLIT_EXAMPLES.map((example) => [example.rule, example] as const))(
    'divides a session over its outcomes by %s to the micro',
    async (_, { tables, expected }) => {
      const { trino } = await onBoth(tables, MARTS);
      expect(await differing(MARTS)).toEqual({});
      const rows = await trino.query(SPLIT_LEDGER);
      expect(Object.fromEntries(rows.map((row) => [row.outcome_id, row.micros]))).toEqual(expected);
    },
  );
});
