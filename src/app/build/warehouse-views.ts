import { compileModel } from '../../core/dbt/compile.ts';
import { buildOrder, inputsOf, reachable } from '../../core/dbt/graph.ts';
import { SUMMARY, WHOLE } from '../../core/dbt/plan.ts';
import type { DataTest, Model } from '../../core/dbt/project-types.ts';
import { RunError } from '../errors.ts';
import { runDataTests, type TestRun } from './data-tests.ts';
import { commentsOf, financeViews, martRelation, publishedMarts } from './mart-relation.ts';
import type { PublishedState } from './published-state.ts';
import { compileOptions } from './run-models.ts';
import { seedSelect } from './seed-sql.ts';

/**
 * Makes an empty database readable: marts as views over the published builds, seeds that views read, then the finance
 * views in the order of their references. The same statements serve the candidate state before publishing and the
 * warehouse file after it. Throws RunError naming the view that failed.
 */
export async function createWarehouseViews(run: TestRun, state: PublishedState): Promise<void> {
  for (const mart of publishedMarts(run.project)) {
    await run.engine.relationOverParquet('main', mart.name, martRelation(mart, state));
  }
  const views = new Set(financeViews(run.project).map((v) => v.name));
  const seeds = new Set(financeViews(run.project).flatMap((v) => v.dependsOn));
  for (const name of buildOrder(run.project)) {
    const node = run.project.nodes.get(name)!;
    if (node.kind === 'seed' && seeds.has(name)) await run.engine.createView('main', name, seedSelect(node));
    if (node.kind === 'model' && views.has(name)) await createView(run, node);
  }
}

async function createView(run: TestRun, view: Model): Promise<void> {
  const { sql } = compileModel(run.project, view.name, compileOptions(run));
  try {
    await run.engine.createView('main', view.name, sql, commentsOf(view));
  } catch (error) {
    throw new RunError(`view ${view.name} cannot be made: ${(error as Error).message}. Nothing was published.`, {
      cause: error,
    });
  }
}

/** A build that was written for the candidate state. */
export interface ChangedMart {
  readonly mart: string;
  /** `YYYY-MM`, or `all` or `summary` for a mart built as one piece. */
  readonly period: string;
}

/**
 * Data tests of the finance views, run over the candidate state before it is published. Given what is new in it, only
 * views that read some of that are tested, and by month only the months that are new: the others were tested when they
 * were.
 */
export async function testWarehouseViews(run: TestRun, changed?: readonly ChangedMart[]): Promise<void> {
  const inputs = (name: string) => inputsOf(run.project.nodes.get(name)!);
  const marts = changed && new Set(changed.map((c) => c.mart));
  const concerned = financeViews(run.project).filter(
    (view) => marts === undefined || [...reachable(view.name, inputs)].some((name) => marts.has(name)),
  );
  const views = new Set(concerned.map((v) => v.name));
  const readable = new Set([...financeViews(run.project), ...publishedMarts(run.project)].map((m) => m.name));
  const tests: DataTest[] = run.project.dataTests.filter(
    (t) => t.dependsOn.some((d) => views.has(d)) && t.dependsOn.every((d) => readable.has(d)),
  );
  const months = [...new Set((changed ?? []).map((c) => c.period))]
    .filter((period) => period !== WHOLE && period !== SUMMARY)
    .sort();
  await runDataTests(months.length > 0 ? { ...run, months } : run, tests);
}
