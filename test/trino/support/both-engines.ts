import type { QueryEngine } from '../../../src/io/query-engine.ts';
import {
  buildWarehouse,
  type LandedTables,
  openEngine,
  shippedProject,
  type Warehouse,
} from '../../models/warehouse.ts';
import { differences } from '../../support/compare-relations.ts';
import type { TrinoAddress } from './server.ts';
import { openTrino } from './trino-engine.ts';

const { project } = await shippedProject();

/** All models of the project. */
export const models = [...project.nodes.values()].filter((node) => node.kind === 'model');

/** The marts behind every question on the ledger. */
export const LEDGER_MARTS = ['fct_ledger', 'fct_bill_line', 'int_team_direct'];

/** DuckDB and Trino side by side over the same landed rows. */
export interface BothEngines {
  /** Builds landed rows on both: all models, or those given with what they are made from; only what differs from the build before. */
  build(tables: LandedTables, only?: readonly string[]): Promise<{ duckdb: Warehouse; trino: Warehouse }>;
  /** How the models differ between the engines, row by row. */
  differing(names: readonly string[]): Promise<Record<string, string[]>>;
  close(): Promise<void>;
}

/** Opens one engine of each kind. */
export async function openBoth(server: TrinoAddress): Promise<BothEngines> {
  const engines: Record<'duckdb' | 'trino', QueryEngine> = {
    duckdb: await openEngine(),
    trino: await openTrino(server),
  };
  const kept = { duckdb: new Map<string, string>(), trino: new Map<string, string>() };
  return {
    build: async (tables, only) => {
      const on = (name: 'duckdb' | 'trino') =>
        buildWarehouse(tables, {
          engine: engines[name],
          kept: kept[name],
          ...(only === undefined ? {} : { models: only }),
        });
      return { duckdb: await on('duckdb'), trino: await on('trino') };
    },
    differing: async (names) => {
      const found: Record<string, string[]> = {};
      for (const { name, columns } of models.filter((model) => names.includes(model.name))) {
        const on = (engine: QueryEngine) => ({ engine, relation: `main.${name}` });
        const all = columns.map((c) => c.name);
        const rows = await differences(on(engines.duckdb), on(engines.trino), all);
        if (rows.length > 0) found[name] = rows;
      }
      return found;
    },
    close: async () => {
      await Promise.all([engines.duckdb.close(), engines.trino.close()]);
    },
  };
}
