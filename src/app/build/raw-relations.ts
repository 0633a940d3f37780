import { type Column, contracts, fileColumnsOf, ingestCoverage } from '../../core/contracts/index.ts';
import type { PeriodState } from '../../core/period-state.ts';
import type { ManifestEntry } from '../../io/lake/manifest.ts';
import type { QueryEngine } from '../../io/query-engine.ts';

/** Rows of one VALUES clause; longer lists make the parser slow. */
const VALUES_ROWS = 500;

/** Columns that lie in the path of raw files. */
const HIVE = [
  { name: 'source', type: 'varchar' },
  { name: 'dt', type: 'varchar' },
] as const;

const COVERAGE_COLUMNS = [...fileColumnsOf(ingestCoverage), ...HIVE];

/**
 * Makes `raw.<table>` for every contract over exactly the files that the given windows count: a period's windows and the
 * newest snapshots. Tables without windows are there and empty. `raw.ingest_coverage` is made from the windows themselves.
 */
export async function createRawRelations(engine: QueryEngine, windows: readonly ManifestEntry[]): Promise<void> {
  await engine.run('CREATE SCHEMA IF NOT EXISTS raw');
  const filesOf = new Map<string, string[]>();
  for (const window of windows) {
    const files = filesOf.get(window.table) ?? [];
    files.push(...window.files);
    filesOf.set(window.table, files);
  }
  for (const contract of contracts) {
    if (contract.name === 'ingest_coverage') continue;
    await engine.relationOverParquet('raw', contract.name, {
      files: [...new Set(filesOf.get(contract.name) ?? [])].sort(),
      columns: fileColumnsOf(contract),
      partitions: HIVE,
    });
  }
  await engine.run(
    `CREATE TABLE raw.ingest_coverage (${COVERAGE_COLUMNS.map((c) => `${c.name} ${c.type}`).join(', ')})`,
  );
  await insertCoverage(engine, windows);
}

async function insertCoverage(engine: QueryEngine, windows: readonly ManifestEntry[]): Promise<void> {
  const rows = windows.map((w) => ({
    connection: w.connection,
    stream_name: w.stream,
    table_name: w.table,
    data_day: w.dt,
    run: w.run,
    content_run: w.content_run,
    status: w.status,
    row_count: String(w.rows),
    sums: '{}',
    content_hash: w.content_hash,
    reason: null,
    connection_id: w.connection,
    stream: w.stream,
    load_id: w.run,
    data_as_of: `${w.dt} 00:00:00`,
    source: w.source,
    dt: w.dt,
  }));
  await insert(engine, 'raw.ingest_coverage', COVERAGE_COLUMNS, rows);
}

/** Rows as casted VALUES, a few hundred at a time. Columns that a row leaves out are NULL. */
async function insert(
  engine: QueryEngine,
  table: string,
  columns: readonly Pick<Column, 'name' | 'type'>[],
  rows: readonly Readonly<Record<string, string | null>>[],
): Promise<void> {
  for (let i = 0; i < rows.length; i += VALUES_ROWS) {
    const values = rows
      .slice(i, i + VALUES_ROWS)
      .map((row) => `(${columns.map((c) => `CAST(${literal(row[c.name] ?? null)} AS ${c.type})`).join(', ')})`);
    await engine.run(`INSERT INTO ${table} VALUES ${values.join(', ')}`);
  }
}

function literal(value: string | null): string {
  return value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`;
}

/** Lineage of the period states, which the runner computes instead of landing them. */
const STATE_WINDOW = {
  source: 'config',
  connection: 'runner',
  stream: 'period_state',
  run: 'runner',
  dt: '1970-01-01',
};

/** Fills `raw.config_period_state` with the states of the periods in hand and covers them; after createRawRelations. */
export async function createPeriodState(engine: QueryEngine, states: readonly PeriodState[]): Promise<void> {
  const contract = contracts.find((c) => c.name === 'config_period_state')!;
  const columns = [...fileColumnsOf(contract), ...HIVE];
  await engine.run('DROP VIEW raw.config_period_state');
  await engine.run(`CREATE TABLE raw.config_period_state (${columns.map((c) => `${c.name} ${c.type}`).join(', ')})`);
  const { source, connection, stream, run, dt } = STATE_WINDOW;
  const lineage = { connection_id: connection, stream, load_id: run, data_as_of: `${dt} 00:00:00`, source, dt };
  await insert(
    engine,
    'raw.config_period_state',
    columns,
    states.map((s) => ({ ...s, ...lineage })),
  );
  const window = { ...STATE_WINDOW, table: contract.name, content_run: run, content_hash: '', rows: states.length };
  await insertCoverage(engine, [{ ...window, files: [], coverage: '', status: 'complete' }]);
}
