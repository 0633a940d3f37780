import { compileModel } from '../../core/dbt/compile.ts';
import { buildOrder } from '../../core/dbt/graph.ts';
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

/** Data tests of the finance views, run over the candidate state before it is published. */
export async function testWarehouseViews(run: TestRun): Promise<void> {
  const views = new Set(financeViews(run.project).map((v) => v.name));
  const readable = new Set([...views, ...publishedMarts(run.project).map((m) => m.name)]);
  const tests: DataTest[] = run.project.dataTests.filter(
    (t) => t.dependsOn.some((d) => views.has(d)) && t.dependsOn.every((d) => readable.has(d)),
  );
  await runDataTests(run, tests);
}
