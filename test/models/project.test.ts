import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnsOf, contractNamed, contracts } from '../../src/core/contracts/index.ts';
import { lintProject } from '../../src/core/dbt/lint.ts';
import type { Project } from '../../src/core/dbt/project-types.ts';
import { checkSchema } from '../../src/core/dbt/schema-contract.ts';
import { compileUnitTest } from '../../src/core/dbt/unit-tests.ts';
import type { QueryEngine } from '../../src/io/query-engine.ts';
import { landedColumns } from './landed-columns.ts';
import { buildWarehouse, openEngine, shippedProject } from './warehouse.ts';

const { project } = await shippedProject();
const models = (p: Project) => [...p.nodes.values()].filter((node) => node.kind === 'model');

let engine: QueryEngine;
beforeAll(async () => {
  engine = await openEngine();
  await buildWarehouse({}, { engine });
});
afterAll(() => engine.close());

describe('model project', () => {
  it('reads every landed table and no other', () => {
    const sources = [...project.nodes.values()].filter((node) => node.kind === 'source').map((node) => node.name);
    expect(sources.sort()).toEqual(contracts.map((contract) => `raw.${contract.name}`).sort());
  });

  it('quotes the instants of its unit tests: real dbt writes unquoted ones with a T, which is NULL to Trino', async () => {
    const { files } = await shippedProject();
    const unquoted = [...files].flatMap(([file, text]) =>
      file.endsWith('.yml') ? (text.match(/: \d{4}-\d{2}-\d{2} \d{2}:.*/g) ?? []).map((found) => file + found) : [],
    );
    expect(unquoted).toEqual([]);
  });

  it('is portable', () => {
    expect(lintProject(project)).toEqual([]);
  });

  it('describes each model with its grain and each column', () => {
    const bare = models(project).flatMap((model) => [
      ...(model.description.startsWith('One row per ') ? [] : [model.name]),
      ...model.columns.filter((c) => !c.description || c.type === undefined).map((c) => `${model.name}.${c.name}`),
      ...(model.config.key.length > 0 ? [] : [`${model.name} has no key`]),
    ]);
    expect(bare).toEqual([]);
  });

  it('declares the columns the SQL gives, in order and type', async () => {
    const problems: unknown[] = [];
    for (const model of models(project)) {
      const { rows } = await engine.query(
        `SELECT column_name AS name, data_type AS type FROM information_schema.columns
         WHERE table_schema = 'main' AND table_name = '${model.name}' ORDER BY ordinal_position`,
      );
      problems.push(...checkSchema(project, model.name, rows as unknown as { name: string; type: string }[]));
    }
    expect(problems).toEqual([]);
  });

  it('publishes marts that say which period and build they belong to', () => {
    const published = models(project).filter((model) => model.config.published);
    const wrong = published.filter((model) => {
      const names = model.columns.map((c) => c.name);
      return model.config.materialized === 'view'
        ? !names.includes('build_id')
        : names.slice(-2).join() !== 'period,build_id';
    });
    expect(wrong.map((model) => model.name)).toEqual([]);
  });

  it('passes every column of a config contract through', () => {
    const missing = models(project)
      .filter((model) => model.name.startsWith('stg_config_'))
      .flatMap((model) => {
        const landed = columnsOf(contractNamed(model.name.slice('stg_'.length)));
        return landed.map((c) => c.name).filter((name) => !model.columns.some((c) => c.name === name));
      });
    expect(missing).toEqual([]);
  });

  it.each(project.unitTests.map((test) => [test.model, test.name, test] as const))('%s: %s', async (_, __, test) => {
    const { sql } = compileUnitTest(project, test, { dialect: 'duckdb', columnsOf: landedColumns });
    expect((await engine.query(sql)).rows).toEqual([]);
  });
});
