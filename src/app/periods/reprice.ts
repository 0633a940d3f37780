import { type ClosedPeriod, periodState } from '../../core/period-state.ts';
import type { ManifestEntry } from '../../io/lake/manifest.ts';
import {
  type BuildOptions,
  type BuildReport,
  buildLocked,
  lockRequest,
  type Planning,
  planWarehouse,
} from '../build/build.ts';
import { withPeriodModels } from '../build/build-period.ts';
import { readClosedPeriods, readClosingWindows } from '../build/closed-periods.ts';
import { isStale, windowsOf } from '../build/fingerprints.ts';
import { platformOf } from '../build/local-platform.ts';
import { periodSetting } from '../build/period-setting.ts';
import { createPublishedPeriod } from '../build/published-period.ts';
import { RunError, UsageError } from '../errors.ts';
import { acquireLock } from '../lock.ts';
import type { OpenProject } from '../project.ts';
import { landedPeriod } from './close.ts';
import { recordClosing } from './closing-record.ts';
import { type LedgerDifference, ledgerDifference } from './ledger-difference.ts';
import { type PriceChange, priceDifference } from './price-difference.ts';
import { type BookTables, holdsBook, landBook, PRICE_TABLES, readBookTables } from './price-tables.ts';
import { reasonsOf } from './restate.ts';
import { landRestatement } from './restatement-rows.ts';

/** Which periods to price again, and how. */
export interface RepriceOptions extends Pick<BuildOptions, 'progress'> {
  readonly asOf: { readonly instant: string; readonly day: string };
  /** Billing months; all with data unless given. */
  readonly periods?: readonly string[];
  /** Folder of price files; the book of this version unless given. */
  readonly prices?: string;
  /** False (dry run) only computes the difference. */
  readonly apply: boolean;
  /** Needed to apply to a closed month. */
  readonly reason?: string;
}

/** What today's prices change in one month. */
export interface RepricedPeriod {
  readonly period: string;
  readonly state: 'open' | 'provisional' | 'closed';
  readonly oldPricedAsOf: string;
  readonly newPricedAsOf: string;
  /** Anything else that differs from what the month was built with: it enters with the prices. */
  readonly otherReasons: readonly string[];
  readonly prices: readonly PriceChange[];
  readonly ledger: LedgerDifference;
}

/** What pricing again changes, or changed. */
export interface RepriceReport {
  readonly periods: readonly RepricedPeriod[];
  /** Months whose prices are those of the book already. */
  readonly unchanged: readonly string[];
  readonly applied: boolean;
  /** Renewed closings of closed months. */
  readonly closings: readonly ClosedPeriod[];
  readonly build: BuildReport | null;
}

/**
 * Prices months again with this version's price book as known on `asOf`: computes per model the list price and estimate,
 * per team the ledger effect; with `apply` lands the book, builds and publishes. A closed month keeps every other input
 * it was closed with. Throws RunError when a month has changes waiting that are not prices, UsageError for months without
 * data and for a closed month without reason.
 */
export async function reprice(project: OpenProject, options: RepriceOptions): Promise<RepriceReport> {
  const lock = await acquireLock(project.store, lockRequest(project, 'reprice', options.progress));
  try {
    const book = await readBookTables(options.prices);
    const closed = await readClosedPeriods(project.store);
    const planning = await planWarehouse(project, { asOf: options.asOf.day });
    const known = [...planning.inputs.periods.keys()].sort();
    const chosen = [...new Set(options.periods ?? known)].map((p) => landedPeriod(p, known)).sort();
    if (options.apply && options.reason === undefined && chosen.some((p) => closed.has(p))) {
      const names = chosen.filter((p) => closed.has(p)).join(', ');
      throw new UsageError(`${names}: a closed month is restated, so say why: --reason TEXT`);
    }
    const reopen = new Set(chosen.filter((p) => closed.has(p)));
    const pinned = await pinnedWindows(project, planning, reopen);
    const reopened = await planWarehouse(project, { asOf: options.asOf.day, reopen, pinned });
    const changed = chosen.filter((p) => !isUpToDate(reopened, book, closed.get(p), p, options.asOf.day));
    options.progress?.start('reprice', changed.length);
    const periods: RepricedPeriod[] = [];
    for (const period of changed) {
      periods.push(
        await repricedPeriod(project, planning, reopened, book, closed.get(period), period, options.asOf.day),
      );
      options.progress?.step(period);
    }
    options.progress?.end();
    const report = { periods, unchanged: chosen.filter((p) => !changed.includes(p)) };
    if (!options.apply || changed.length === 0) return { ...report, applied: false, closings: [], build: null };

    await landBook(project, book, options.asOf);
    const restated = new Set(changed.filter((p) => closed.has(p)));
    const repinned = await pinnedWindows(project, await planWarehouse(project, { asOf: options.asOf.day }), restated);
    const building: BuildOptions = {
      asOf: options.asOf.day,
      reopen: restated,
      pinned: repinned,
      ...(options.progress === undefined ? {} : { progress: options.progress }),
    };
    const decided = await planWarehouse(project, building);
    for (const { period, ledger, newPricedAsOf } of periods.filter((p) => restated.has(p.period))) {
      const before = closed.get(period)!;
      const reason = options.reason!;
      const what = { period, kind: 'reprice', reason, before, pricedAsOf: newPricedAsOf } as const;
      await landRestatement(project, decided, { ...what, difference: ledger, options: building });
    }
    const build = await buildLocked(project, building, lock);
    const built = await planWarehouse(project, building);
    await lock.assertHeld();
    const closings: ClosedPeriod[] = [];
    for (const period of restated) closings.push(await recordClosing(project.store, built, period, options.asOf.day));
    return { ...report, applied: true, closings, build };
  } finally {
    await lock.release();
  }
}

/** Windows of closed months as they were closed, with today's windows of the price tables. */
async function pinnedWindows(
  project: OpenProject,
  planning: Planning,
  periods: ReadonlySet<string>,
): Promise<Map<string, readonly ManifestEntry[]>> {
  const prices = planning.inputs.snapshots.filter((w) => PRICE_TABLES.has(w.table));
  const pinned = new Map<string, readonly ManifestEntry[]>();
  for (const period of periods) {
    const windows = await readClosingWindows(project.store, period);
    if (windows === null) throw new RunError(`state/closings/${period}.json is missing: restate ${period} instead`);
    pinned.set(period, [...windows.filter((w) => !PRICE_TABLES.has(w.table)), ...prices]);
  }
  return pinned;
}

/** True when a month is priced with exactly this book already: same rows, same day of knowledge, nothing else waiting. */
function isUpToDate(
  planning: Planning,
  book: BookTables,
  closing: ClosedPeriod | undefined,
  period: string,
  asOf: string,
): boolean {
  const stale = planning.plan.some((s) => s.period === period && isStale(s));
  const now = periodState(period, asOf, new Map(), book.known).priced_as_of;
  const before = closing?.priced_as_of ?? planning.states.get(period)!.priced_as_of;
  return !stale && now === before && holdsBook(windowsOf(planning.inputs, period), book);
}

async function repricedPeriod(
  project: OpenProject,
  planning: Planning,
  reopened: Planning,
  book: BookTables,
  closing: ClosedPeriod | undefined,
  period: string,
  asOf: string,
): Promise<RepricedPeriod> {
  const priceTables = new RegExp(`raw\\.(${[...PRICE_TABLES].join('|')}|config_period_state)( |$)`);
  const otherReasons = reasonsOf(reopened, period).filter((r) => !priceTables.test(r) && !r.startsWith('upstream'));
  if (closing === undefined && otherReasons.length > 0) {
    throw new RunError(
      `${period} has changes waiting that are not prices (${otherReasons.slice(0, 3).join('; ')}): run 'tokenledger build' first, so that the difference is that of the prices`,
    );
  }
  const state = periodState(period, asOf, new Map(), book.known);
  const states = new Map(reopened.states).set(period, state);
  const setting = {
    ...periodSetting(project, platformOf(project, reopened.models), { ...reopened, states }, period, { asOf }),
    given: new Map([...book.rows].map(([table, rows]) => [table, rows.map(asText)])),
  };
  return withPeriodModels(setting, ['fct_ledger', 'fct_usage'], async (engine) => {
    await createPublishedPeriod(engine, planning, period, ['fct_ledger', 'fct_usage'], 'published');
    return {
      period,
      state: closing === undefined ? state.state : 'closed',
      oldPricedAsOf: closing?.priced_as_of ?? reopened.states.get(period)!.priced_as_of,
      newPricedAsOf: state.priced_as_of,
      otherReasons,
      prices: await priceDifference(engine),
      ledger: await ledgerDifference(engine),
    };
  });
}

function asText(row: Readonly<Record<string, unknown>>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value === null || value === undefined ? null : String(value)]),
  );
}
