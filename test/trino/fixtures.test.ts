import { readFileSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';
import { parseCsv } from '../../src/core/csv.ts';
import { checkSchema, type DescribedColumn } from '../../src/core/dbt/schema-contract.ts';
import type { QueryEngine } from '../../src/io/query-engine.ts';
import { E1_LEDGER } from '../models/e1-ledger.ts';
import { SPLIT_EXAMPLES, SPLIT_LEDGER } from '../models/split-examples.ts';
import { buildWarehouse, type LandedTables, openEngine, shippedProject, type Warehouse } from '../models/warehouse.ts';
import { differences } from '../support/compare-relations.ts';
import { EDGE_VALUES } from './edge-values.ts';
import { openTrino } from './support/trino-engine.ts';

const { project } = await shippedProject();
const models = [...project.nodes.values()].filter((node) => node.kind === 'model');
const e1 = (file: string) => readFileSync(new URL(`../fixtures/models/e1/${file}`, import.meta.url), 'utf8');

/** Builds landed rows on both engines and says how the models differ, row by row, and from their declared types. */
async function onBothEngines(
  tables: LandedTables,
  check: (both: {
    duckdb: Warehouse;
    trino: Warehouse;
    differing: Record<string, string[]>;
    types: unknown[];
  }) => Promise<void>,
): Promise<void> {
  const duckdb = await openEngine();
  const trino = await openTrino(inject('trino'));
  try {
    const warehouses = {
      duckdb: await buildWarehouse(tables, { engine: duckdb }),
      trino: await buildWarehouse(tables, { engine: trino }),
    };
    const differing: Record<string, string[]> = {};
    for (const { name, columns } of models) {
      const on = (engine: QueryEngine) => ({ engine, relation: `main.${name}` });
      const found = await differences(
        on(duckdb),
        on(trino),
        columns.map((c) => c.name),
      );
      if (found.length > 0) differing[name] = found;
    }
    const described = await trino.query(
      `SELECT table_name, column_name AS name, data_type AS type FROM memory.information_schema.columns
       WHERE table_schema = 'main' ORDER BY table_name, ordinal_position`,
    );
    const columnsOf = (model: string) =>
      described.rows.filter((row) => row.table_name === model) as unknown as DescribedColumn[];
    await check({
      ...warehouses,
      differing,
      types: models.flatMap(({ name }) => checkSchema(project, name, columnsOf(name))),
    });
  } finally {
    await Promise.all([duckdb.close(), trino.close()]);
  }
}

describe('every model on Trino and on DuckDB', () => {
  it('gives the worked example E1 to the micro, with the declared types', async () => {
    const expected = parseCsv(e1('expected-ledger.csv')).map(({ values }) => values);
    await onBothEngines(JSON.parse(e1('input.json')) as LandedTables, async ({ trino, differing, types }) => {
      expect(differing).toEqual({});
      expect(types).toEqual([]);
      expect(await trino.query(E1_LEDGER)).toEqual(expected);
    });
  });

  it.each(SPLIT_EXAMPLES.map((example) => [example.rule, example] as const))(
    'divides a session over its outcomes by %s to the micro',
    async (_, { tables, expected }) => {
      await onBothEngines(tables, async ({ trino, differing }) => {
        expect(differing).toEqual({});
        const rows = await trino.query(SPLIT_LEDGER);
        expect(Object.fromEntries(rows.map((row) => [row.outcome_id, row.micros]))).toEqual(expected);
      });
    },
  );

  it('gives the same rows for values at the edges, and all data tests hold', async () => {
    await onBothEngines(EDGE_VALUES, async ({ duckdb, trino, differing }) => {
      expect(differing).toEqual({});
      expect(await duckdb.failedTests()).toEqual([]);
      expect(await trino.failedTests()).toEqual([]);
      const [atoms] = await trino.query('SELECT count(*) AS atoms FROM fct_ledger');
      expect(Number(atoms!.atoms)).toBeGreaterThan(40);
    });
  });
});
