import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { checkSchema, type DescribedColumn } from '../../src/core/dbt/schema-contract.ts';
import { E1_INPUT } from '../models/e1-variations.ts';
import { shippedProject } from '../models/warehouse.ts';
import { landWork, workWorldArb } from '../models/work-worlds.ts';
import { EDGE_VALUES } from './edge-values.ts';
import { EDGE_WORK, together } from './edge-work.ts';
import { type BothEngines, models, openBoth } from './support/both-engines.ts';

const { project } = await shippedProject();

/** Small companies with links of every kind, always the same ones. */
const companies = landWork(fc.sample(workWorldArb, { seed: 476, numRuns: 60 }));

let both: BothEngines;
beforeAll(async () => {
  both = await openBoth(inject('trino'));
});
afterAll(() => both?.close());

describe('every model on Trino and on DuckDB', () => {
  const all = models.map((model) => model.name);

  it('gives the same rows for values at the edges of money and work, and all data tests hold', async () => {
    const { duckdb, trino } = await both.build(together(EDGE_VALUES, EDGE_WORK, companies));
    expect(await both.differing(all)).toEqual({});
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
    const { trino } = await both.build(E1_INPUT);
    expect(await both.differing(all)).toEqual({});
    const described = await trino.query(
      `SELECT table_name, column_name AS name, data_type AS type FROM information_schema.columns
       WHERE table_schema = 'main' ORDER BY table_name, ordinal_position`,
    );
    const columnsOf = (model: string) =>
      described.filter((row) => row.table_name === model) as unknown as DescribedColumn[];
    expect(all.flatMap((name) => checkSchema(project, name, columnsOf(name)))).toEqual([]);
  });
});
