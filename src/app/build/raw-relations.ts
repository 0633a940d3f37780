import { contractNamed, contracts, fileColumnsOf, ingestCoverage } from '../../core/contracts/index.ts';
import type { PeriodState } from '../../core/period-state.ts';
import type { ManifestEntry } from '../../io/lake/manifest.ts';
import { rawWriterOf } from '../../io/lake/raw-keys.ts';
import type { QueryEngine, TextRow } from '../../io/query-engine.ts';

/** Columns that lie in the path of raw files. */
const HIVE = [
  { name: 'source', type: 'varchar' },
  { name: 'dt', type: 'varchar' },
] as const;

const COVERAGE_COLUMNS = [...fileColumnsOf(ingestCoverage), ...HIVE];

/** Tables that the runner computes instead of landing them. */
const COVERAGE = 'ingest_coverage';
const STATES = 'config_period_state';

/**
 * Makes `raw.<table>` for every contract over exactly the files that the given windows count: a period's windows and the
 * newest snapshots. Tables without windows are there and empty. `raw.ingest_coverage` is made from the windows themselves,
 * `raw.config_period_state` from the states of the periods in hand. Snapshot tables in `given` hold those rows (texts by
 * column) in place of what is landed. One more coverage row covers each table made from rows.
 */
export async function createRawRelations(
  engine: QueryEngine,
  windows: readonly ManifestEntry[],
  states: readonly PeriodState[],
  given: ReadonlyMap<string, readonly TextRow[]> = new Map(),
): Promise<void> {
  const rowsOf = new Map([...given, [STATES, states.map((s) => ({ ...s }))]]);
  const landed = windows.filter((w) => !rowsOf.has(w.table));
  const filesOf = new Map<string, string[]>();
  for (const window of landed) {
    const files = filesOf.get(window.table) ?? [];
    files.push(...window.files);
    filesOf.set(window.table, files);
  }
  for (const contract of contracts) {
    if (contract.name === COVERAGE || rowsOf.has(contract.name)) continue;
    await engine.relationOverParquet('raw', contract.name, {
      files: [...new Set(filesOf.get(contract.name) ?? [])].sort(),
      columns: fileColumnsOf(contract),
      partitions: HIVE,
      writerOf: rawWriterOf,
    });
  }
  const coverage = [...landed, ...[...rowsOf].map(([table, rows]) => givenWindow(table, rows.length))];
  await engine.tableOfRows('raw', COVERAGE, COVERAGE_COLUMNS, coverage.map(coverageRow));
  for (const [table, rows] of rowsOf) {
    const columns = [...fileColumnsOf(contractNamed(table)), ...HIVE];
    await engine.tableOfRows('raw', table, columns, rows.map(givenRow));
  }
}

function coverageRow(w: ManifestEntry): TextRow {
  return {
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
  };
}

/** Lineage of rows that the runner gives instead of landing them. */
const GIVEN = { source: 'config', connection: 'runner', stream: 'given', run: 'runner', dt: '1970-01-01' };

function givenWindow(table: string, rows: number): ManifestEntry {
  const content = { content_run: GIVEN.run, content_hash: '', rows, files: [], coverage: '' };
  return { ...GIVEN, ...content, table, status: 'complete' };
}

function givenRow(row: TextRow): TextRow {
  const { source, connection, stream, run, dt } = GIVEN;
  return { ...row, connection_id: connection, stream, load_id: run, data_as_of: `${dt} 00:00:00`, source, dt };
}
