import { financeViews, publishedMarts } from '../../../src/app/build/mart-relation.ts';
import { readModelProject } from '../../../src/app/build/model-project.ts';

const { project } = await readModelProject();
const models = [...project.nodes.values()].filter((node) => node.kind === 'model');

/** What dbt must have run: as many nodes of each kind as our own reader finds. */
export const EXPECTED_NODES = {
  model: models.length,
  seed: [...project.nodes.values()].filter((node) => node.kind === 'seed').length,
  test: project.dataTests.length,
  unit_test: project.unitTests.length,
};

/** Columns that name the build: real dbt has no builds of ours. Other tables have a `run_id` of their own. */
const namesBuild = (relation: string, column: string) =>
  column === 'build_id' || (relation === 'fin_ledger_v1' && column === 'run_id');

/** A relation by name with its columns, but for those that name the build. */
type Compared = readonly [name: string, columns: readonly string[]];

const compared = (of: readonly Pick<(typeof models)[number], 'name' | 'columns'>[]): Compared[] =>
  of.map((model) => [model.name, model.columns.map((c) => c.name).filter((name) => !namesBuild(model.name, name))]);

/** Marts and views: what our runner publishes. */
export const PUBLISHED = compared([...publishedMarts(project), ...financeViews(project)]);

/** Every model: what is landed, what stands in between, marts and views. */
export const EVERY_MODEL = compared(models);
