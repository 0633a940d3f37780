import { sqlText } from '../../core/contracts/duckdb-view.ts';
import type { QueryEngine } from '../../io/query-engine.ts';
import { RunError } from '../errors.ts';
import type { WrittenBuild } from './published-state.ts';

/**
 * Counts the rows of new builds through the candidate's views and compares them with what was written, before anything is
 * published. Throws RunError naming mart and build where they differ: a file is missing, or another one is counted too.
 */
export async function auditWritten(engine: QueryEngine, written: readonly WrittenBuild[]): Promise<void> {
  for (const mart of new Set(written.map((w) => w.mart))) {
    const builds = written.filter((w) => w.mart === mart).map((w) => w.build);
    const ids = builds.map((b) => sqlText(b.build_id)).join(', ');
    const { rows } = await engine.query(
      `SELECT build_id, CAST(count(*) AS BIGINT) AS n FROM ${engine.relation('main', mart)} WHERE build_id IN (${ids}) GROUP BY build_id`,
    );
    const counted = new Map(rows.map((row) => [String(row.build_id), String(row.n)]));
    for (const { build_id: id, rows: expected } of builds) {
      const found = counted.get(id) ?? '0';
      if (found !== String(expected))
        throw new RunError(
          `mart ${mart}: build ${id} has ${found} rows where ${expected} were written. Nothing was published; run the build again.`,
        );
    }
  }
}
