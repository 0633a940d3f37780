import type { ClosedPeriod } from '../../core/period-state.ts';
import { listPeriods } from '../../io/raw-lake.ts';
import {
  type BuildOptions,
  type BuildReport,
  buildLocked,
  lockRequest,
  type Planning,
  planWarehouse,
} from '../build/build.ts';
import { withPeriodModels } from '../build/build-period.ts';
import { readClosedPeriods } from '../build/closed-periods.ts';
import { platformOf } from '../build/local-platform.ts';
import { periodSetting } from '../build/period-setting.ts';
import { createPublishedPeriod } from '../build/published-period.ts';
import { RunError, UsageError } from '../errors.ts';
import { acquireLock, type HeldLock } from '../lock.ts';
import type { OpenProject } from '../project.ts';
import { landedPeriod } from './close.ts';
import { recordClosing } from './closing-record.ts';
import { type LedgerDifference, ledgerDifference } from './ledger-difference.ts';
import { landRestatement } from './restatement-rows.ts';

/** What to do with a closed period. */
export interface RestateOptions extends Pick<BuildOptions, 'asOf' | 'progress'> {
  readonly reason: string;
  /** False (dry run) only computes the difference; nothing is landed, built or published. */
  readonly apply: boolean;
}

/** What a restatement changes, or changed. */
export interface RestateReport {
  readonly period: string;
  readonly before: ClosedPeriod;
  /** Prices known on this day apply after the restatement. */
  readonly pricedAsOf: string;
  /** What of the period's inputs changed since it was built, in the words of the plan; empty when nothing did. */
  readonly reasons: readonly string[];
  readonly difference: LedgerDifference;
  /** The closing that holds now; null on a dry run. */
  readonly after: ClosedPeriod | null;
  readonly build: BuildReport | null;
}

/**
 * Restates a closed billing month with everything known on `asOf`: computes what would change, and with `apply` lands
 * the changes as restatement rows, builds and publishes the period and renews its closing. Throws UsageError for a
 * month that is not closed or has no data, RunError when the rebuilt month would have provisional money.
 */
export async function restatePeriod(
  project: OpenProject,
  period: string,
  options: RestateOptions,
): Promise<RestateReport> {
  const lock = await acquireLock(project.store, lockRequest(project, 'restate', options.progress));
  try {
    const before = await closedOnly(project, period);
    const { asOf } = options;
    const reopen = new Set([period]);
    const planning = await planWarehouse(project, { asOf, reopen });
    const { difference, provisional } = await rebuildApart(project, planning, period, asOf);
    if (provisional > 0) {
      throw new RunError(
        `${period} cannot be restated: ${provisional} of its bill lines would be provisional again. Run 'tokenledger run' until their source has settled.`,
      );
    }
    const report = {
      period,
      before,
      pricedAsOf: planning.states.get(period)!.priced_as_of,
      reasons: reasonsOf(planning, period),
      difference,
    };
    if (!options.apply) return { ...report, after: null, build: null };
    const { after, build } = await applyRestatement(project, lock, planning, {
      ...report,
      kind: 'restate',
      reason: options.reason,
      options: { asOf, reopen, ...(options.progress === undefined ? {} : { progress: options.progress }) },
    });
    return { ...report, after, build };
  } finally {
    await lock.release();
  }
}

/** The closing of a closed period. Throws UsageError when the month has no data or is not closed. */
export async function closedOnly(project: OpenProject, period: string): Promise<ClosedPeriod> {
  const closed = await readClosedPeriods(project.store);
  const closing = closed.get(period);
  if (closing !== undefined) return closing;
  landedPeriod(period, await listPeriods(project.store));
  throw new UsageError(`${period} is not closed: 'tokenledger build' already keeps it up to date`);
}

/** Everything the plan names as changed for a period, each once. */
export function reasonsOf(planning: Planning, period: string): string[] {
  return [...new Set(planning.plan.filter((s) => s.period === period).flatMap((s) => s.reasons))].sort();
}

/** Makes a period's ledger and usage in a scratch database and compares the ledger with the published one. */
async function rebuildApart(project: OpenProject, planning: Planning, period: string, asOf: string) {
  const setting = periodSetting(project, platformOf(project, planning.models), planning, period, { asOf });
  return withPeriodModels(setting, ['fct_ledger', 'fct_bill_line'], async (engine) => {
    await createPublishedPeriod(engine, planning, period, ['fct_ledger'], 'published');
    const { rows } = await engine.query(
      `SELECT count(*) AS provisional FROM ${engine.relation('main', 'fct_bill_line')} WHERE bill_state = 'provisional'`,
    );
    return { difference: await ledgerDifference(engine), provisional: Number(rows[0]!.provisional) };
  });
}

/** A restatement that was computed and is now to be done. */
export interface DecidedRestatement {
  readonly period: string;
  readonly kind: 'restate' | 'reprice';
  readonly reason: string;
  readonly before: ClosedPeriod;
  readonly pricedAsOf: string;
  readonly difference: LedgerDifference;
  readonly options: BuildOptions;
}

/**
 * Lands the rows, builds and publishes, renews the closing. Stopped in between, the same command does the
 * rest: rows that were never published give way, and the closing is renewed last.
 */
export async function applyRestatement(
  project: OpenProject,
  lock: HeldLock,
  planning: Planning,
  decided: DecidedRestatement,
): Promise<{ after: ClosedPeriod; build: BuildReport }> {
  await landRestatement(project, planning, decided);
  const build = await buildLocked(project, decided.options, lock);
  const built = await planWarehouse(project, decided.options);
  await lock.assertHeld();
  const after = await recordClosing(project.store, built, decided.period, decided.options.asOf);
  return { after, build };
}
