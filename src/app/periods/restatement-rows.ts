import type { RowOf } from '../../core/contracts/contract.ts';
import type { ledgerRestatement } from '../../core/contracts/index.ts';
import { sha256Hex } from '../../core/ids.ts';
import { firstDayOf } from '../../core/months.ts';
import { readStoredParquet } from '../../io/parquet/parquet-reader.ts';
import { openRawRun, readManifest } from '../../io/raw-lake.ts';
import type { Planning } from '../build/build.ts';
import { nextRun } from '../ingest/run-id.ts';
import type { OpenProject } from '../project.ts';
import type { DecidedRestatement } from './restate.ts';

type RestatementRow = RowOf<typeof ledgerRestatement>;

const PLACE = { source: 'tokenledger', connection: 'ledger', stream: 'restatement' } as const;

/** Columns the raw writer adds by itself. */
const LINEAGE = ['connection_id', 'stream', 'load_id', 'data_as_of'];

/**
 * Adds a restatement's changes to those of its period, as one landed window. A restatement that was
 * stopped before it was published gives way to the one that follows it. A restatement without a change lands nothing.
 */
export async function landRestatement(
  project: OpenProject,
  planning: Planning,
  decided: DecidedRestatement,
): Promise<void> {
  if (decided.difference.changes.length === 0) return;
  const { period } = decided;
  const old = planning.published.marts.fct_ledger?.[period]?.build_id ?? '';
  const earlier = finished(await landedRows(project, period), old);
  const rows = restatementRows(planning, decided, old, last(earlier) + 1n);
  const instant = new Date(project.clock.now()).toISOString();
  const run = await nextRun(project.store, PLACE, { instant, day: instant.slice(0, 10) });
  const raw = await openRawRun(project.store, run);
  await raw.writeWindow('ledger_restatement', firstDayOf(period), [...earlier, ...rows]);
  await raw.commit();
}

const last = (rows: readonly RestatementRow[]) =>
  rows.reduce((greatest, row) => (row.restatement_no > greatest ? row.restatement_no : greatest), 0n);

/** Without the last restatement when its build was never published: it was stopped on the way and is now done again. */
function finished(rows: readonly RestatementRow[], published: string): RestatementRow[] {
  const newest = last(rows);
  return rows.filter((row) => row.restatement_no < newest || row.new_build_id === published);
}

function restatementRows(
  planning: Planning,
  decided: DecidedRestatement,
  old: string,
  number: bigint,
): RestatementRow[] {
  const { period, kind, reason, before, pricedAsOf, difference } = decided;
  const next = planning.plan.find((s) => s.model === 'fct_ledger' && s.period === period)!.buildId;
  const common = {
    restatement_id: sha256Hex(JSON.stringify([period, String(number), old, next])),
    period,
    restatement_no: number,
    kind,
    reason,
    restated_on: decided.options.asOf,
    old_build_id: old,
    new_build_id: next,
    old_priced_as_of: before.priced_as_of,
    new_priced_as_of: pricedAsOf,
  };
  return difference.changes.map((change) => ({ ...common, ...change }));
}

async function landedRows(project: OpenProject, period: string): Promise<RestatementRow[]> {
  const { entries } = await readManifest(project.store, period);
  const files = entries.filter((e) => e.table === 'ledger_restatement').flatMap((e) => e.files);
  const rows: RestatementRow[] = [];
  for (const file of files) {
    for (const row of await readStoredParquet(project.store, file)) {
      rows.push(Object.fromEntries(Object.entries(row).filter(([name]) => !LINEAGE.includes(name))) as RestatementRow);
    }
  }
  return rows;
}
