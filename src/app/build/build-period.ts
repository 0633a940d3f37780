import { buildOrder, inputsOf, reachable } from '../../core/dbt/graph.ts';
import { type PlanStep, SUMMARY, WHOLE } from '../../core/dbt/plan.ts';
import type { DataTest, Project } from '../../core/dbt/project-types.ts';
import type { PeriodState } from '../../core/period-state.ts';
import type { ParquetRelation, QueryEngine, TextRow } from '../../io/query-engine.ts';
import type { FailedTest } from './data-tests.ts';
import { windowsOf } from './fingerprints.ts';
import type { LakeInputs } from './lake-inputs.ts';
import { buildFolder, martFileColumns, publishedMarts } from './mart-relation.ts';
import type { WrittenBuild } from './published-state.ts';
import { createRawRelations } from './raw-relations.ts';
import { runModels } from './run-models.ts';

/** What building one period needs. */
export interface PeriodBuild {
  readonly project: Project;
  readonly inputs: LakeInputs;
  readonly states: ReadonlyMap<string, PeriodState>;
  /** `YYYY-MM`, or `all` for marts that are built as one piece. */
  readonly period: string;
  /** The stale marts of the period. */
  readonly planned: readonly PlanStep[];
  readonly vars: Readonly<Record<string, unknown>>;
  /** Published marts that are read as they are instead of being made again, by name. */
  readonly standing?: ReadonlyMap<string, ParquetRelation>;
  /** Opens an empty scratch database; closed by this function. */
  readonly openScratch: () => Promise<QueryEngine>;
  readonly now: () => number;
  readonly onModel?: (period: string, model: string, milliseconds: number) => void;
  readonly onWarning?: (warning: FailedTest) => void;
}

/**
 * Builds the stale marts of one period in a scratch database: relations over exactly the period's windows, the models
 * the marts are made from with their data tests, then one Parquet object per mart beside the published ones. Throws
 * RunError naming model or test; nothing that is published has been touched then.
 */
export async function buildPeriod(build: PeriodBuild): Promise<WrittenBuild[]> {
  const marts = build.planned.map((p) => p.model);
  return withPeriodModels(build, marts, async (engine) => {
    const written: WrittenBuild[] = [];
    for (const planned of build.planned) written.push(await writeMart(engine, build, planned));
    return written;
  });
}

/** What making one period's models needs. */
export interface PeriodModels extends Omit<PeriodBuild, 'planned'> {
  /** Rows of snapshot tables, in place of what is landed. */
  readonly given?: ReadonlyMap<string, readonly TextRow[]>;
  /** Data tests of the models; all that can be run unless given. */
  readonly dataTests?: readonly DataTest[];
  /** Takes failures of data tests; without it the first failing step throws. */
  readonly onFailure?: (failure: FailedTest) => void;
}

/**
 * Makes the models that the named ones are made from, and these, as tables of a scratch database and hands it over;
 * nothing is stored. Throws like {@link buildPeriod}.
 */
export async function withPeriodModels<T>(
  build: PeriodModels,
  models: readonly string[],
  use: (engine: QueryEngine) => Promise<T>,
): Promise<T> {
  const engine = await build.openScratch();
  try {
    await showLanded(engine, build);
    const names = modelsNeeded(build.project, models, build.standing);
    const shown = await showStanding(engine, build, models);
    await runModels({
      engine,
      project: build.project,
      names,
      vars: build.vars,
      period: nameOf(build.period),
      done: new Set(shown),
      dataTests: build.dataTests ?? testsOf(build.project, build.period, names, shown),
      now: build.now,
      onModel: (name, ms) => build.onModel?.(build.period, name, ms),
      onWarning: build.onWarning,
      onFailure: build.onFailure,
    });
    return await use(engine);
  } finally {
    await engine.close();
  }
}

/** One step of building a period in a scratch database that outlives it. */
export interface PeriodStep extends PeriodBuild {
  /** The scratch database; kept open by this function. */
  readonly engine: QueryEngine;
  /** Models that earlier steps made in it; null in the first step. */
  readonly done: readonly string[] | null;
  /** False when the step has to end soon. */
  readonly mayStart: () => boolean;
  /** Models made side by side. */
  readonly sideBySide: number;
}

/**
 * Goes on building the stale marts of one period until they are written or the step has to end: gives what was written,
 * or the models made so far. The same statements as {@link buildPeriod}, so the same rows.
 */
export async function buildPeriodStep(
  step: PeriodStep,
): Promise<{ readonly written: WrittenBuild[] } | { readonly models: readonly string[] }> {
  const { engine, project, planned, period } = step;
  const marts = planned.map((p) => p.model);
  if (step.done === null) await showLanded(engine, step);
  const shown =
    step.done === null ? await showStanding(engine, step, marts) : standingRead(project, marts, step.standing);
  const names = modelsNeeded(project, marts, step.standing);
  const models = await runModels({
    engine,
    project,
    names,
    vars: step.vars,
    period: nameOf(period),
    dataTests: testsOf(project, period, names, shown),
    now: step.now,
    done: new Set([...(step.done ?? []), ...shown]),
    mayStart: step.mayStart,
    sideBySide: step.sideBySide,
    onModel: (name, ms) => step.onModel?.(period, name, ms),
    onWarning: step.onWarning,
  });
  if (models.length < names.length || !step.mayStart()) return { models };
  return { written: await Promise.all(planned.map((one) => writeMart(engine, step, one))) };
}

const isOf = (period: string, other: string) => period === WHOLE || period === other;

/** How messages call a period. */
function nameOf(period: string): string {
  if (period === SUMMARY) return 'the summaries of all periods';
  return period === WHOLE ? 'all periods' : period;
}

/** Makes what is landed for the period readable; a summary reads published marts only. */
async function showLanded(engine: QueryEngine, build: PeriodModels): Promise<void> {
  if (build.period === SUMMARY) return;
  const states = [...build.states.values()].filter((s) => isOf(build.period, s.period));
  await createRawRelations(engine, windowsOf(build.inputs, build.period), states, build.given);
}

/** Seeds and models that the given marts are made from, in build order; what stands already is not made, nor what it is made from. */
export function modelsNeeded(
  project: Project,
  marts: readonly string[],
  standing: ReadonlyMap<string, unknown> = new Map(),
): string[] {
  const needed = inputsUpTo(project, marts, standing);
  return buildOrder(project).filter(
    (name) => needed.has(name) && !standing.has(name) && project.nodes.get(name)!.kind !== 'source',
  );
}

/** The given marts and everything they are made from, up to what stands. */
function inputsUpTo(project: Project, marts: readonly string[], standing: ReadonlyMap<string, unknown>): Set<string> {
  const inputs = (name: string) => (standing.has(name) ? [] : inputsOf(project.nodes.get(name)!));
  return new Set(marts.flatMap((mart) => [mart, ...reachable(mart, inputs)]));
}

/** What stands and is read by what is made. */
function standingRead(
  project: Project,
  marts: readonly string[],
  standing: ReadonlyMap<string, unknown> = new Map(),
): string[] {
  const read = inputsUpTo(project, marts, standing);
  return [...standing.keys()].filter((name) => read.has(name));
}

/** Makes what stands and is read readable beside what is made; gives the names. */
async function showStanding(engine: QueryEngine, build: PeriodModels, marts: readonly string[]): Promise<string[]> {
  const shown = standingRead(build.project, marts, build.standing);
  for (const name of shown) await engine.relationOverParquet('main', name, build.standing!.get(name)!);
  return shown;
}

/**
 * Data tests of the made models. Those of a summary also compare it with the marts it is made of; what is made of a closed
 * month is not compared with what stands of it, for what came later is just what makes them differ.
 */
function testsOf(project: Project, period: string, made: readonly string[], standing: readonly string[]): DataTest[] {
  if (period !== SUMMARY) return testsWithin(project, made);
  return testsWithin(project, [...made, ...standing]).filter((t) => t.dependsOn.some((d) => made.includes(d)));
}

/** Data tests that read nothing but the given models and landed tables they use. */
export function testsWithin(project: Project, names: readonly string[]): DataTest[] {
  const known = new Set(names);
  return project.dataTests.filter(
    (t) =>
      t.dependsOn.some((d) => known.has(d)) &&
      t.dependsOn.every((d) => known.has(d) || project.nodes.get(d)?.kind === 'source'),
  );
}

async function writeMart(engine: QueryEngine, build: PeriodBuild, planned: PlanStep): Promise<WrittenBuild> {
  const mart = publishedMarts(build.project).find((m) => m.name === planned.model)!;
  const columns = martFileColumns(mart).map((c) => c.name);
  const keyed = mart.config.key.filter((name) => columns.includes(name));
  const key = keyed.length > 0 ? keyed : columns;
  const file = `${buildFolder(mart.name, planned.period, planned.buildId)}/part-0000.parquet`;
  const select = `SELECT ${columns.join(', ')} FROM ${engine.relation('main', mart.name)}`;
  const { rows, files } = await engine.writeParquet(select, key, file, mart.config.clusterBy);
  return {
    mart: mart.name,
    period: planned.period,
    build: { build_id: planned.buildId, fingerprint: planned.fingerprint, rows, files },
  };
}
