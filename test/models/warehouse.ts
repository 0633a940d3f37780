import { createHash } from 'node:crypto';
import type { ColumnType } from '../../src/core/contracts/contract.ts';
import { type Contract, contractNamed, contracts } from '../../src/core/contracts/index.ts';
import { parseCsv } from '../../src/core/csv.ts';
import { compileModel } from '../../src/core/dbt/compile.ts';
import { compileDataTest, failureCountsSql, sampleSql, testGroups } from '../../src/core/dbt/data-tests.ts';
import { buildOrder, inputsOf, reachable } from '../../src/core/dbt/graph.ts';
import { loadProject } from '../../src/core/dbt/project.ts';
import type { Project, ProjectNode, Seed } from '../../src/core/dbt/project-types.ts';
import { duckdbShimStatements } from '../../src/core/dbt/shim.ts';
import { openDuckDb } from '../../src/io/duckdb/open-duckdb.ts';
import { packageRoot, readTextFiles } from '../../src/io/package-files.ts';
import type { Cell, QueryEngine, TypedColumn } from '../../src/io/query-engine.ts';
import { landedColumns } from './landed-columns.ts';

/** A landed row as a test writes it: columns left out are NULL, lineage columns have defaults. */
export type LandedRow = Readonly<Record<string, unknown>>;
/** Landed rows by contract name. */
export type LandedTables = Readonly<Record<string, readonly LandedRow[]>>;

/** A built warehouse in memory. */
export interface Warehouse {
  /** Rows of a SELECT; decimals and big integers come as text. */
  query(sql: string): Promise<readonly Record<string, Cell>[]>;
  /** Names and first failing row of the data tests that fail. */
  failedTests(): Promise<string[]>;
  close(): Promise<void>;
}

/** The model project as shipped. */
export async function shippedProject(): Promise<{ project: Project; files: Map<string, string> }> {
  const files = await readTextFiles(packageRoot, ['dbt-like-models', 'sql']);
  return { project: loadProject(files, 'dbt-like-models'), files };
}

const loaded = shippedProject();

const relation = (kind: string, name: string) => (kind === 'source' ? name : `main.${name}`);

/** Opens an empty engine with the shim and the schema of landed tables. */
export async function openEngine(): Promise<QueryEngine> {
  const { files } = await loaded;
  const shim = duckdbShimStatements(files.get('dbt-like-models/macros/duckdb_shim.sql')!);
  return openDuckDb({ lakeRoot: '.', path: ':memory:', initSql: shim });
}

/** What to build; everything unless said otherwise. */
export interface BuildOptions {
  readonly vars?: Readonly<Record<string, unknown>>;
  /** Models the test asks: only they, what they are made from and the data tests on them are run. */
  readonly models?: readonly string[];
  /** Engine to build in; a new one unless given. */
  readonly engine?: QueryEngine;
  /**
   * What an earlier build left in that engine, to be brought up to date: only what is landed differently, and what is made
   * from it, is made anew. Filled by the first build that is given it.
   */
  readonly kept?: Map<string, string>;
}

/** The models behind every question on money and owners. */
export const LEDGER = ['fct_ledger', 'fct_bill_line', 'fct_cost', 'fct_usage'];

/** Lands the rows, builds the models in order and gives the result for questions. */
export async function buildWarehouse(tables: LandedTables, options: BuildOptions = {}): Promise<Warehouse> {
  const { project } = await loaded;
  const { vars = {}, models = [...project.nodes.keys()] } = options;
  const target = options.engine ?? (await openEngine());
  const needed = new Set(models);
  for (const model of models) {
    for (const name of reachable(model, (n) => inputsOf(project.nodes.get(n)!))) needed.add(name);
  }
  const complete = withCoverage(tables);
  const kept = options.kept ?? new Map<string, string>();
  const views = new Set([...project.nodes.values()].filter(isView).map((node) => node.name));
  /** Makes a relation unless the one that is there was made of the same: `of` and the relations it reads. */
  const make = async (schema: string, name: string, of: string, reads: readonly string[], how: () => Promise<void>) => {
    const print = createHash('sha256')
      .update(JSON.stringify([of, reads.map((input) => kept.get(input))]))
      .digest('hex');
    const key = schema === 'raw' ? `raw.${name}` : name;
    if (kept.get(key) === print) return;
    if (kept.has(key)) await target.run(`DROP ${views.has(key) ? 'VIEW' : 'TABLE'} ${schema}.${name}`);
    await how();
    kept.set(key, print);
  };
  for (const contract of contracts) {
    const rows = complete[contract.name] ?? [];
    await make('raw', contract.name, textOf(rows), [], () => land(target, contract, rows));
  }
  for (const name of buildOrder(project).filter((n) => needed.has(n))) {
    const node = project.nodes.get(name)!;
    if (node.kind === 'seed') {
      await make('main', name, node.text, [], () =>
        createTable(target, 'main', name, seedColumns(node), seedRows(node)),
      );
    }
    if (node.kind !== 'model') continue;
    const { sql } = compileModel(project, name, { dialect: target.dialect, vars, relation });
    const create = views.has(name) ? target.createView : target.createTable;
    await make('main', name, sql, inputsOf(node), () => create('main', name, sql));
  }
  return {
    query: async (sql) => (await target.query(sql)).rows,
    failedTests: () => failedTests(target, project, vars, needed),
    close: () => target.close(),
  };
}

async function failedTests(
  engine: QueryEngine,
  project: Project,
  vars: Readonly<Record<string, unknown>>,
  built: ReadonlySet<string>,
) {
  const failed: string[] = [];
  const possible = project.dataTests.filter((t) => t.dependsOn.every((name) => built.has(name)));
  const compiled = possible.map((test) => compileDataTest(project, test, { dialect: engine.dialect, vars, relation }));
  for (const group of testGroups(compiled, 24, 100_000)) {
    const { rows: counts } = await engine.query(failureCountsSql(group));
    for (const { test_no, failures } of counts.filter((row) => String(row.failures) !== '0')) {
      const test = group[Number(test_no)]!;
      const { rows } = await engine.query(sampleSql(test, 1));
      failed.push(`${test.name}: ${failures} rows, ${JSON.stringify(rows[0])}`);
    }
  }
  return failed;
}

const isView = (node: ProjectNode) => node.kind === 'model' && node.config.materialized === 'view';

/** Rows as text that differs where they do. */
function textOf(rows: readonly LandedRow[]): string {
  return JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? `${value}n` : (value as unknown)));
}

function seedColumns(seed: Seed): TypedColumn[] {
  return seed.columns.map((c) => ({ name: c.name, type: c.type as ColumnType }));
}

function seedRows(seed: Seed): LandedRow[] {
  return parseCsv(seed.text).map(({ values }) =>
    Object.fromEntries(Object.entries(values).map(([k, v]) => [k, v === '' ? null : v])),
  );
}

/** Which dt a landed row stands under. */
function dataDay(contract: Contract, row: LandedRow): string {
  if (row.dt !== undefined) return String(row.dt);
  if (contract.partition === 'snapshot') return '2026-10-25';
  if (row.period !== undefined) return `${row.period}-01`;
  if (contract.spansPeriods === true) return `${String(row.version_at ?? row.committed_at).slice(0, 7)}-01`;
  return String(row.usage_start ?? row.ts).slice(0, 10);
}

/** Source of rows that do not name one. */
const SOURCES: Readonly<Record<string, string>> = {
  usage: 'usage_api',
  cost: 'invoices',
  seat: 'seats',
  session_event: 'session-events',
  vendor_entity: 'usage_api',
  vendor_commit: 'usage_api',
};

function withCoverage(tables: LandedTables): LandedTables {
  const complete: Record<string, readonly LandedRow[]> = {};
  const coverage = new Map<string, LandedRow>();
  for (const [name, rows] of Object.entries(tables)) {
    const contract = contractNamed(name);
    const isOutcome = name.startsWith('outcome');
    complete[name] = rows.map((row) => {
      const connection = row.connection_id ?? 'test-connection';
      const lineage = {
        source: SOURCES[name] ?? (isOutcome ? 'tracker' : 'config'),
        stream: isOutcome ? 'outcomes' : name,
        load_id: 'run-1',
        dt: dataDay(contract, row),
        ...row,
      };
      const { source, stream, load_id, dt } = lineage;
      coverage.set([source, connection, stream, name, dt, load_id].join('|'), {
        source,
        dt,
        load_id,
        connection_id: connection,
        stream: 'coverage',
        connection,
        stream_name: stream,
        table_name: name,
        data_day: dt,
        run: load_id,
        content_run: load_id,
        status: 'complete',
        row_count: '1',
        sums: '{}',
        content_hash: 'none',
        data_as_of: '2026-10-25T00:00:00Z',
      });
      return { connection_id: connection, data_as_of: '2026-10-25T00:00:00Z', ...lineage };
    });
  }
  complete.ingest_coverage = [...coverage.values(), ...(complete.ingest_coverage ?? [])];
  return complete;
}

async function land(engine: QueryEngine, contract: Contract, rows: readonly LandedRow[]): Promise<void> {
  const columns = landedColumns(`raw.${contract.name}`)!;
  await createTable(engine, 'raw', contract.name, columns, rows);
}

async function createTable(
  engine: QueryEngine,
  schema: string,
  name: string,
  columns: readonly TypedColumn[],
  rows: readonly LandedRow[],
): Promise<void> {
  const types = new Map(columns.map((c) => [c.name, c.type]));
  const texts = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => {
        const type = types.get(key);
        if (type === undefined) throw new Error(`${schema}.${name} has no column ${key}`);
        return [key, cellText(value, type)];
      }),
    ),
  );
  await engine.tableOfRows(schema, name, columns, texts);
}

/** A value as text that both engines cast; they agree on instants only when written without T and Z. */
function cellText(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null;
  return type === 'timestamp' ? String(value).replace('T', ' ').replace(/Z$/, '') : String(value);
}
