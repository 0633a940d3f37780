import { dayNumber } from '../../core/days.ts';
import { SUMMARY } from '../../core/dbt/plan.ts';
import { listPeriods, readManifest, SNAPSHOTS } from '../../io/raw-lake.ts';
import { planWarehouse } from '../build/build.ts';
import { isStale } from '../build/fingerprints.ts';
import { RunError } from '../errors.ts';
import { dayOfRun } from '../ingest/run-id.ts';
import type { OpenProject } from '../project.ts';

/** How a connection stands before a build. */
export interface ConnectionFreshness {
  readonly connection: string;
  /** Logical day it last answered, NULL when it never did. */
  readonly answered: string | null;
  readonly daysOld: number | null;
}

/** What a run has to build, and what it will be built from. */
export interface RunPlan {
  /** Periods with stale marts, oldest first: built side by side. */
  readonly periods: readonly string[];
  /** What is made from the marts of all periods, after them: `summary`, or nothing. */
  readonly summaries: readonly string[];
  /** Connections that did not answer on the logical day: their earlier data count on. */
  readonly stale: readonly ConnectionFreshness[];
}

/**
 * The gate between ingest and build: says what is to be built and which connections are behind. One connection that fails
 * stops nothing; when none of the configured ones ever answered there is nothing to build from and RunError is thrown.
 */
export async function planRun(project: OpenProject, asOf: string): Promise<RunPlan> {
  const answered = await lastAnswers(project);
  const freshness = project.config.connections.map(({ id }): ConnectionFreshness => {
    const day = answered.get(id) ?? null;
    return { connection: id, answered: day, daysOld: day === null ? null : dayNumber(asOf) - dayNumber(day) };
  });
  if (freshness.length > 0 && freshness.every((f) => f.answered === null))
    throw new RunError(
      `no connection of tokenledger.yaml ever answered (${freshness.map((f) => f.connection).join(', ')}): look at the log of the ingest functions, correct secrets or addresses, and start the run again`,
    );
  const { plan } = await planWarehouse(project, { asOf });
  const stale = [...new Set(plan.filter(isStale).map((p) => p.period))].sort();
  return {
    periods: stale.filter((period) => period !== SUMMARY),
    summaries: stale.filter((period) => period === SUMMARY),
    stale: freshness.filter((f) => f.daysOld === null || f.daysOld > 0),
  };
}

/** The newest logical day on which each connection answered any window. */
async function lastAnswers(project: OpenProject): Promise<Map<string, string>> {
  const newest = new Map<string, string>();
  for (const shard of [...(await listPeriods(project.store)), SNAPSHOTS]) {
    for (const { connection, run, status } of (await readManifest(project.store, shard)).entries) {
      if (status !== 'complete' && status !== 'empty') continue;
      const day = dayOfRun(run);
      if (day > (newest.get(connection) ?? '')) newest.set(connection, day);
    }
  }
  return newest;
}
