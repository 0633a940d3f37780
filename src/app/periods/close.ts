import { addDays } from '../../core/days.ts';
import { firstDayOf, isMonth, monthAfter } from '../../core/months.ts';
import { type ClosedPeriod, isDueToClose } from '../../core/period-state.ts';
import { listPeriods } from '../../io/raw-lake.ts';
import { sources } from '../../sources/index.ts';
import { type BuildOptions, type BuildReport, buildLocked, lockRequest, planWarehouse } from '../build/build.ts';
import { readClosedPeriods } from '../build/closed-periods.ts';
import { RunError, UsageError } from '../errors.ts';
import { acquireLock } from '../lock.ts';
import type { OpenProject } from '../project.ts';
import { type ClosingObstacles, closingObstacles, mayClose, obstaclesOfInput } from './closing-obstacles.ts';
import { recordClosing } from './closing-record.ts';
import { describeObstacles } from './describe-obstacles.ts';

/** A period that was due to close and could not. */
export interface RefusedClosing {
  readonly period: string;
  readonly obstacles: ClosingObstacles;
}

/** What closing by itself did. */
export interface AutoCloseReport {
  readonly closed: readonly ClosedPeriod[];
  readonly refused: readonly RefusedClosing[];
}

/** Throws UsageError unless the text is a month with landed data; returns it. */
export function landedPeriod(period: string, periods: Iterable<string>): string {
  if (!isMonth(period)) throw new UsageError(`${period} is no billing month; write it as YYYY-MM, for example 2026-09`);
  const known = [...periods].sort();
  if (known.includes(period)) return period;
  const range = known.length === 0 ? 'the lake is empty' : `the lake has ${known[0]} to ${known.at(-1)}`;
  throw new UsageError(`there are no data for ${period}; ${range}`);
}

/**
 * Closes one billing month: builds it with what is known on `asOf`, then freezes it with the prices and the config of
 * that build. Throws RunError listing what stands against it (a period that is not over, provisional bill lines, money
 * that was never read) and UsageError for a month that is already closed or has no data.
 */
export async function closePeriod(
  project: OpenProject,
  period: string,
  options: Pick<BuildOptions, 'asOf' | 'progress'>,
): Promise<{ readonly closed: ClosedPeriod; readonly build: BuildReport }> {
  const lock = await acquireLock(project.store, lockRequest(project, 'close', options.progress));
  try {
    const earlier = (await readClosedPeriods(project.store)).get(period);
    if (earlier !== undefined) {
      throw new UsageError(
        `${period} is closed since ${earlier.closed_on}; 'tokenledger restate ${period} --reason TEXT' changes it`,
      );
    }
    landedPeriod(period, await listPeriods(project.store));
    const early = await obstaclesOfInput(project, period, options.asOf);
    if (!mayClose(early)) throw refusal(period, early);
    const build = await buildLocked(project, options, lock);
    const planning = await planWarehouse(project, options);
    const obstacles = await closingObstacles(project, planning, period, options.asOf);
    if (!mayClose(obstacles)) throw refusal(period, obstacles);
    await lock.assertHeld();
    return { closed: await recordClosing(project.store, planning, period, options.asOf), build };
  } finally {
    await lock.release();
  }
}

function refusal(period: string, obstacles: ClosingObstacles): RunError {
  return new RunError(`${period} cannot be closed:\n${describeObstacles(obstacles).join('\n')}`);
}

/**
 * Closes every period whose time has come: `close_after_days` after its end, and no configured source asks for any of
 * its days again. Without a tokenledger.yaml nobody keeps books, so nothing closes.
 * Called after a build; what stands against a closing is returned, never thrown.
 */
export async function autoClose(project: OpenProject, asOf: string): Promise<AutoCloseReport> {
  if (project.implicit) return { closed: [], refused: [] };
  const askedAgain = askedAgainFrom(project, asOf);
  const due = async () => {
    const closed = await readClosedPeriods(project.store);
    const isDue = (period: string) =>
      !closed.has(period) &&
      isDueToClose(period, asOf, project.config.close_after_days) &&
      askedAgain >= firstDayOf(monthAfter(period));
    return (await listPeriods(project.store)).filter(isDue);
  };
  if ((await due()).length === 0) return { closed: [], refused: [] };
  const lock = await acquireLock(project.store, lockRequest(project, 'close'));
  try {
    const planning = await planWarehouse(project, { asOf });
    const closed: ClosedPeriod[] = [];
    const refused: RefusedClosing[] = [];
    for (const period of await due()) {
      if (!planning.inputs.periods.has(period)) continue;
      const obstacles = await closingObstacles(project, planning, period, asOf);
      if (!mayClose(obstacles)) refused.push({ period, obstacles });
      else {
        await lock.assertHeld();
        closed.push(await recordClosing(project.store, planning, period, asOf));
      }
    }
    return { closed, refused };
  } finally {
    await lock.release();
  }
}

/** First day that any stream of a configured source asks for again on a run of `asOf`. */
function askedAgainFrom(project: OpenProject, asOf: string): string {
  const used = new Set(project.config.connections.map((c) => c.source));
  const streams = sources.filter((s) => used.has(s.name)).flatMap((s) => s.streams);
  const days = streams.map((s) => (s.kind === 'http' ? (s.repullFrom?.(asOf) ?? addDays(asOf, -s.repullDays)) : asOf));
  return [asOf, ...days].sort()[0]!;
}
