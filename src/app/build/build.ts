import { type PlanStep, SUMMARY } from '../../core/dbt/plan.ts';
import { type PeriodState, periodState } from '../../core/period-state.ts';
import type { ManifestEntry } from '../../io/lake/manifest.ts';
import type { QueryEngine } from '../../io/query-engine.ts';
import { RunError } from '../errors.ts';
import { acquireLock, type HeldLock, type LockRequest } from '../lock.ts';
import type { OpenProject } from '../project.ts';
import { auditWritten } from './audit-written.ts';
import { buildPeriod } from './build-period.ts';
import { judgeClosedSteps } from './closed-edits.ts';
import { readClosedPeriods } from './closed-periods.ts';
import type { FailedTest } from './data-tests.ts';
import { isStale, planMarts } from './fingerprints.ts';
import { type LakeInputs, readLakeInputs } from './lake-inputs.ts';
import { platformOf } from './local-platform.ts';
import { type ModelProject, readModelProject } from './model-project.ts';
import { periodSetting } from './period-setting.ts';
import type { BuildPlatform } from './platform.ts';
import { pricesKnown } from './prices-known.ts';
import {
  inputsNotThere,
  type PublishedState,
  readPublished,
  type WrittenBuild,
  withBuilds,
  writePublished,
} from './published-state.ts';
import { RULE_VERSION } from './rule-version.ts';
import { sharing } from './sharing.ts';
import { createWarehouseViews, testWarehouseViews } from './warehouse-views.ts';

/** What a caller may say about a build. */
export interface BuildOptions {
  /** Logical day, `YYYY-MM-DD`. */
  readonly asOf: string;
  /** Marts to build (others stay as published); all unless given. */
  readonly marts?: ReadonlySet<string>;
  /** Closed periods to build all the same (restate). */
  readonly reopen?: ReadonlySet<string>;
  /** Periods to build from windows of an earlier time (reprice). */
  readonly pinned?: ReadonlyMap<string, readonly ManifestEntry[]>;
  readonly progress?: { start(phase: string, total: number): void; step(label: string): void; end(): void };
  /** Small periods built side by side; 2 unless told. Large ones are built one at a time. */
  readonly concurrency?: number;
}

/** What a build did. */
export interface BuildReport {
  readonly plan: readonly PlanStep[];
  readonly built: readonly { readonly mart: string; readonly period: string; readonly rows: number }[];
  readonly warnings: readonly FailedTest[];
  /** Slowest models, milliseconds over all periods. */
  readonly timings: Readonly<Record<string, number>>;
  readonly warehouse: string;
}

/** Everything a plan is made of; read once per command. */
export interface Planning {
  readonly models: ModelProject;
  readonly inputs: LakeInputs;
  readonly published: PublishedState;
  readonly version: string | null;
  readonly states: ReadonlyMap<string, PeriodState>;
  readonly plan: readonly PlanStep[];
}

/** Reads models, lake and published state and says what a build on `asOf` would do and why. Changes nothing. */
export async function planWarehouse(
  project: OpenProject,
  options: Pick<BuildOptions, 'asOf' | 'marts' | 'reopen' | 'pinned'>,
): Promise<Planning> {
  const models = await readModelProject();
  const landed = await readLakeInputs(project.store);
  const inputs = options.pinned === undefined ? landed : { ...landed, pinned: options.pinned };
  const { state: published, version } = await readPublished(project.store);
  const closed = await readClosedPeriods(project.store);
  const known = await pricesKnown(project.store, inputs);
  const states = new Map(
    [...inputs.periods.keys()].map((p) => {
      const closings = options.reopen?.has(p) === true ? new Map() : closed;
      return [p, periodState(p, options.asOf, closings, known)];
    }),
  );
  const all = planMarts({
    project: models.project,
    inputs,
    published,
    states,
    config: JSON.stringify({ focus: project.config.focus }),
    ruleVersion: RULE_VERSION,
  });
  // What came after a close is not to be found in the windows of the close.
  const meant = all.filter(
    (s) => !inputs.pinned?.has(s.period) || !models.project.nodes.get(s.model)!.config.afterClose,
  );
  const judged = await judgeClosedSteps(project.store, inputs, closed, meant);
  const plan = options.marts === undefined ? judged : judged.filter((p) => options.marts!.has(p.model));
  return { models, inputs, published, version, states, plan };
}

/**
 * Builds what changed, tests it, publishes it by one swap and rewrites the warehouse file. Any failure before the swap
 * leaves the published data as they were; a crash after it is healed by the next build.
 */
export async function buildWarehouse(project: OpenProject, options: BuildOptions): Promise<BuildReport> {
  const lock = await acquireLock(project.store, lockRequest(project, 'build', options.progress));
  try {
    return await buildLocked(project, options, lock);
  } finally {
    await lock.release();
  }
}

/** The lock request of this process; progress says for whom it waits. */
export function lockRequest(project: OpenProject, command: string, progress?: BuildOptions['progress']): LockRequest {
  return {
    onWait: (owner) => progress?.start(`waiting for ${owner}`, 1),
    host: project.host,
    pid: process.pid,
    command,
    clock: project.clock,
    isAlive: (pid: number) => {
      try {
        process.kill(pid, 0);
        return true;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EPERM';
      }
    },
  };
}

/** The build itself, for commands that already hold the lock. */
export async function buildLocked(project: OpenProject, options: BuildOptions, lock: HeldLock): Promise<BuildReport> {
  const planning = await planWarehouse(project, options);
  const stale = planning.plan.filter(isStale);
  const warnings: FailedTest[] = [];
  const timings: Record<string, number> = {};
  const platform = platformOf(project, planning.models);
  const months = stale.filter((step) => step.period !== SUMMARY);
  const written = await buildStale(project, platform, planning, months, options, warnings, timings);
  const summaries = stale.filter((step) => step.period === SUMMARY);
  // Summaries read what was just written as if it were published.
  const next = { ...planning, published: withBuilds(planning.published, written) };
  for (const step of summaries) assertInputsThere(step, next.published);
  written.push(...(await buildStale(project, platform, next, summaries, options, warnings, timings)));
  const warehouse = await publishWritten({ project, platform, planning, written, lock, warnings });
  const built = written.map(({ mart, period, build }) => ({ mart, period, rows: build.rows }));
  return { plan: planning.plan, built, warnings, timings, warehouse };
}

function assertInputsThere(step: PlanStep, state: PublishedState): void {
  const missing = inputsNotThere(step, state);
  if (missing.length === 0) return;
  throw new RunError(
    `${step.model} is made from ${missing.join(', ')}, which changed and is not being built: select it too (+${step.model}), or build everything. Nothing was published.`,
  );
}

/** Written builds and what publishing them needs. */
export interface Publication {
  readonly project: OpenProject;
  readonly platform: BuildPlatform;
  readonly planning: Planning;
  /** New builds; none only makes the views again, which mends a publication that was cut off. */
  readonly written: readonly WrittenBuild[];
  readonly lock: HeldLock;
  /** Takes warnings of the views' data tests. */
  readonly warnings: FailedTest[];
}

/**
 * Tests the views over the new builds and publishes them by one swap; returns where people read them. Throws, with
 * nothing published, when a test fails, a build is not as it was written, or somebody else published meanwhile.
 */
export async function publishWritten(publication: Publication): Promise<string> {
  const { project, platform, planning, written, lock, warnings } = publication;
  const next = withBuilds(planning.published, written);
  const viewsOn = (engine: QueryEngine) => ({
    engine,
    project: planning.models.project,
    vars: {},
    period: 'the published views',
    onWarning: (w: FailedTest) => warnings.push(w),
  });
  const candidate = await platform.openCandidate();
  try {
    await createWarehouseViews(viewsOn(candidate.engine), next);
    await auditWritten(candidate.engine, written);
    if (written.length > 0) {
      await testWarehouseViews(viewsOn(candidate.engine), written);
      await lock.assertHeld();
      await writePublished(project.store, next, planning.version);
    }
  } catch (error) {
    await candidate.discard();
    throw error;
  }
  const warehouse = await candidate.publish((engine) => createWarehouseViews(viewsOn(engine), next));
  await platform.removeOldBuilds([planning.published, next]);
  return warehouse;
}

async function buildStale(
  project: OpenProject,
  platform: BuildPlatform,
  planning: Planning,
  stale: readonly PlanStep[],
  options: BuildOptions,
  warnings: FailedTest[],
  timings: Record<string, number>,
): Promise<WrittenBuild[]> {
  const periods = [...new Set(stale.map((p) => p.period))].sort();
  const written: WrittenBuild[] = [];
  if (periods.length === 0) return written;
  options.progress?.start(periods[0] === SUMMARY ? 'sum up' : 'build', periods.length);
  const buildAll = async (queue: string[], concurrency: number) => {
    let failed = false;
    const worker = async () => {
      for (let period = queue.shift(); period !== undefined && !failed; period = queue.shift()) {
        const builds = await buildPeriod({
          ...periodSetting(project, platform, planning, period, { asOf: options.asOf, sideBySide: concurrency }),
          planned: stale.filter((p) => p.period === period),
          onModel: (_, model, ms) => {
            timings[model] = (timings[model] ?? 0) + ms;
          },
          onWarning: (w) => warnings.push(w),
        }).catch((error) => {
          failed = true;
          throw error;
        });
        written.push(...builds);
        options.progress?.step(period);
      }
    };
    const results = await Promise.allSettled(Array.from({ length: concurrency }, worker));
    const failure = results.find((r): r is PromiseRejectedResult => r.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  };
  const { alone, together } = sharing(planning.inputs, periods);
  await buildAll(alone, Math.min(1, alone.length));
  await buildAll(together, Math.min(options.concurrency ?? 2, together.length));
  options.progress?.end();
  return written;
}
