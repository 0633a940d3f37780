import type { PlanState } from '../core/dbt/plan.ts';
import { type Selection, SelectionError, selectNodes } from '../core/dbt/select.ts';
import { type Planning, planWarehouse } from './build/build.ts';
import { publishedMarts } from './build/mart-relation.ts';
import { readModelProject } from './build/model-project.ts';
import { UsageError } from './errors.ts';
import type { OpenProject } from './project.ts';

/** Marts of one period that have the same fate for the same reasons. */
export interface PlanGroup {
  readonly period: string;
  readonly state: PlanState;
  readonly marts: readonly string[];
  readonly reasons: readonly string[];
}

/** A plan for people: by period, what would run and why, and what is left alone. */
export interface PlanSummary {
  /** What `build` would run. */
  readonly run: readonly PlanGroup[];
  /** Closed months that would differ if they were open. */
  readonly closed: readonly PlanGroup[];
  /** Builds that are up to date. */
  readonly unchanged: number;
}

/** The plan of a build on `asOf`, restricted to a selection. Changes nothing. Throws UsageError for a selection without marts. */
export async function planOf(project: OpenProject, asOf: string, selection: Selection): Promise<Planning> {
  const marts = await selectedMarts(selection);
  return planWarehouse(project, { asOf, ...(marts === undefined ? {} : { marts }) });
}

/** Published marts that a selection takes; undefined without one. Throws UsageError when it names nothing that is built. */
export async function selectedMarts(selection: Selection): Promise<ReadonlySet<string> | undefined> {
  if (selection.select === undefined && selection.exclude === undefined) return undefined;
  const { project } = await readModelProject();
  const names = await orUsageError(() => selectNodes(project, selection));
  const marts = new Set(
    publishedMarts(project)
      .map((m) => m.name)
      .filter((name) => names.has(name)),
  );
  if (marts.size > 0) return marts;
  const said = selection.select ?? `--exclude ${selection.exclude}`;
  throw new UsageError(
    `${said} selects no published table; '${selection.select ?? 'fct_ledger'}+' also takes everything made from it`,
  );
}

/** Runs a selection and turns what it does not know into wrong use. */
export async function orUsageError<T>(select: () => T): Promise<T> {
  try {
    return select();
  } catch (error) {
    if (error instanceof SelectionError) throw new UsageError(error.message);
    throw error;
  }
}

/** Groups a plan by period, state and reasons. */
export function summarisePlan(planning: Pick<Planning, 'plan'>): PlanSummary {
  const groups = new Map<string, { period: string; state: PlanState; marts: string[]; reasons: readonly string[] }>();
  let unchanged = 0;
  for (const step of planning.plan) {
    if (step.state === 'unchanged') {
      unchanged += 1;
      continue;
    }
    const { period, state, reasons } = step;
    const key = JSON.stringify([period, state, reasons]);
    const group = groups.get(key) ?? { period, state, marts: [], reasons };
    groups.set(key, group);
    group.marts.push(step.model);
  }
  const sorted = [...groups.values()].sort((a, b) => (a.period < b.period ? -1 : a.period > b.period ? 1 : 0));
  return {
    run: sorted.filter((g) => g.state !== 'closed'),
    closed: sorted.filter((g) => g.state === 'closed'),
    unchanged,
  };
}
