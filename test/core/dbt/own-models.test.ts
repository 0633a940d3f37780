import { TrinoSQL } from 'dt-sql-parser';
import { describe, expect, it } from 'vitest';
import { compileModel } from '../../../src/core/dbt/compile.ts';
import { compileDataTest } from '../../../src/core/dbt/data-tests.ts';
import { lintProject } from '../../../src/core/dbt/lint.ts';
import { formatProblem } from '../../../src/core/dbt/problem.ts';
import { loadProject } from '../../../src/core/dbt/project.ts';
import { filesOf } from './support.ts';

const project = loadProject(filesOf('dbt-like-models', 'sql'), 'dbt-like-models');
const options = { dialect: 'trino', relation: (_: string, name: string) => name, this: 'this_model' } as const;
const parser = new TrinoSQL();

/** What Trino's grammar says against a statement. */
const refused = (name: string, sql: string) =>
  parser.validate(sql).map((e) => `${name}: ${e.message} at line ${e.startLine}\n${sql.split('\n')[e.startLine - 1]}`);

describe('the models of the product', () => {
  it('pass the lint for both engines', () => {
    expect(lintProject(project).map(formatProblem)).toEqual([]);
  });

  it('are read by the grammar of Trino, a second opinion on the lint', () => {
    const models = [...project.nodes.values()].filter((n) => n.kind === 'model');
    expect(models.length).toBeGreaterThan(0);
    expect(models.flatMap((m) => refused(m.name, compileModel(project, m.name, options).sql))).toEqual([]);
  });

  it('have data tests that the grammar of Trino reads too', () => {
    expect(project.dataTests.length).toBeGreaterThan(0);
    expect(project.dataTests.flatMap((t) => refused(t.name, compileDataTest(project, t, options).sql))).toEqual([]);
  });

  it('divide money by integers: what safe_divide gives is a share, a rate or a count', () => {
    const given = [...project.nodes.values()].flatMap((node) =>
      node.kind === 'model'
        ? [...node.text.matchAll(/safe_divide\([^{}]*\)\s*\}\}[^{}]*?\bas ([a-z_0-9]+)(?=,?\n)/g)]
        : [],
    );
    const uses = [...project.nodes.values()].reduce(
      (sum, node) => sum + (node.kind === 'model' ? node.text.split('safe_divide(').length - 1 : 0),
      0,
    );
    expect(given).toHaveLength(uses);
    const noMoney =
      /(share|ratio|rate|index|pct|share_of_linked|coverage(_\d+)?|wape|bias|_bp|payback|per_output|expected|runway_days)$/;
    expect(given.map(([, name]) => name).filter((name) => !noMoney.test(name!))).toEqual([]);
  });

  it('notice SQL of one engine only', () => {
    expect(refused('probe', 'select a::date from t')).not.toEqual([]);
  });
});
