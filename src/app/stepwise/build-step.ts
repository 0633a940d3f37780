import { createHash } from 'node:crypto';
import { SUMMARY } from '../../core/dbt/plan.ts';
import type { QueryEngine } from '../../io/query-engine.ts';
import { type Planning, planWarehouse } from '../build/build.ts';
import { buildPeriodStep } from '../build/build-period.ts';
import type { FailedTest } from '../build/data-tests.ts';
import { isStale } from '../build/fingerprints.ts';
import { periodSetting } from '../build/period-setting.ts';
import { inputsNotThere, withBuilds } from '../build/published-state.ts';
import { RunError } from '../errors.ts';
import type { OpenProject } from '../project.ts';
import { stageBuilds, stagedBuilds } from './staged.ts';

/** Where a period's building stands between two steps; small enough for an event. */
export interface BuildCursor {
  /** Name of the scratch database. */
  readonly scratch: string;
  /** Number of the step to do, from 1. */
  readonly step: number;
  /** Hash of the builds that are being made: other inputs start anew. */
  readonly builds: string;
  /** Models that are made, with their data tests. */
  readonly models: readonly string[];
}

/** One step of building a period. */
export interface BuildStep {
  /** Name of the run, a-z and 0-9. */
  readonly run: string;
  readonly period: string;
  readonly asOf: string;
  readonly cursor: BuildCursor | null;
  /** False when the step has to end soon. */
  readonly mayStart: () => boolean;
  readonly openScratch: (name: string, resumed: boolean) => Promise<QueryEngine>;
  /** Models made side by side; 4 unless told. */
  readonly sideBySide?: number;
}

/** What a step did. With a cursor there is more to do. */
export interface BuildStepResult {
  readonly done: boolean;
  readonly cursor: BuildCursor | null;
  readonly rows: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
}

/** Attempts at one period in one run, each in a scratch database of its own. */
const MOST_ATTEMPTS = 9;

/**
 * Does one step of building a period and says where it stands; the last step stages the written builds. Every step is
 * claimed first: when it was begun before (a crash, a second delivery), the period is built anew in other scratch, so two
 * processes never share one. Nothing is published here.
 */
export async function buildStep(project: OpenProject, step: BuildStep): Promise<BuildStepResult> {
  const planning = await withStaged(project, step, await planWarehouse(project, { asOf: step.asOf }));
  const planned = planning.plan.filter((p) => p.period === step.period && isStale(p));
  // Without its inputs, which the lake asks for anew, a summary waits for the next plan.
  const waits = step.period === SUMMARY && planned.some((p) => inputsNotThere(p, planning.published).length > 0);
  if (planned.length === 0 || waits) return { done: true, cursor: null, rows: {}, warnings: [] };
  const builds = createHash('sha256')
    .update(planned.map((p) => `${p.model} ${p.buildId}`).join('\n'))
    .digest('hex');
  const cursor = await claimed(project, step, builds);
  const isFirst = cursor.models.length === 0 && cursor.step === 1;
  const engine = await step.openScratch(cursor.scratch, !isFirst);
  const warnings: FailedTest[] = [];
  const setting = periodSetting(project, { openScratch: async () => engine }, planning, step.period, {
    asOf: step.asOf,
  });
  const result = await buildPeriodStep({
    ...setting,
    planned,
    engine,
    done: isFirst ? null : cursor.models,
    mayStart: step.mayStart,
    sideBySide: step.sideBySide ?? 4,
    onWarning: (w) => warnings.push(w),
  });
  const said = warnings.map((w) => `${w.test} on ${w.relation}: ${w.failures} rows`);
  if ('models' in result) {
    const next = { ...cursor, step: cursor.step + 1, models: result.models };
    return { done: false, cursor: next, rows: {}, warnings: said };
  }
  await stageBuilds(project.store, step.run, step.period, result.written);
  await engine.close();
  const rows = Object.fromEntries(result.written.map(({ mart, build }) => [mart, build.rows]));
  return { done: true, cursor: null, rows, warnings: said };
}

/** A summary reads what the steps of the other periods wrote as if it were published. */
async function withStaged(project: OpenProject, step: BuildStep, planning: Planning): Promise<Planning> {
  if (step.period !== SUMMARY) return planning;
  return { ...planning, published: withBuilds(planning.published, await stagedBuilds(project.store, step.run)) };
}

/** The cursor of this step once it is ours alone; a new beginning when the step was begun before or its inputs changed. */
async function claimed(project: OpenProject, step: BuildStep, builds: string): Promise<BuildCursor> {
  const { cursor } = step;
  const mine = (c: BuildCursor) => project.store.putIfAbsent(`scratch/${c.scratch}/_step-${c.step}.json`, EMPTY);
  if (cursor !== null && cursor.builds === builds && (await mine(cursor)) !== null) return cursor;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const scratch = `${step.run}p${step.period.replace(/[^a-z0-9]/g, '')}x${attempt}`;
    const first: BuildCursor = { scratch, step: 1, builds, models: [] };
    if ((await mine(first)) !== null) return first;
  }
  throw new RunError(
    `period ${step.period} was begun ${MOST_ATTEMPTS} times in run ${step.run} and never finished: look at the log of the build function for why it ends early`,
  );
}

const EMPTY = new TextEncoder().encode('{}\n');
