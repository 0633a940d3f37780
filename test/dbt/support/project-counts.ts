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

/** Marts and views by name, with the columns that do not name the build: real dbt has no builds of ours. */
export const PUBLISHED: readonly (readonly [name: string, columns: readonly string[]])[] = [
  ...publishedMarts(project),
  ...financeViews(project),
].map((model) => [model.name, model.columns.map((c) => c.name).filter((name) => name !== 'build_id')]);
