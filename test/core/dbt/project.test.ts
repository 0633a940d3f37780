import { describe, expect, it } from 'vitest';
import { formatProblem, type ProjectProblems } from '../../../src/core/dbt/problem.ts';
import { loadProject } from '../../../src/core/dbt/project.ts';
import { filesOf, problemsOf, smallProject } from './support.ts';

describe('a model project', () => {
  it('is read with its models, seeds, sources, macros and tests', () => {
    const project = smallProject();
    expect([...project.nodes.keys()]).toEqual(['report', 'spend', 'stg_charge', 'team', 'raw.charge']);
    expect([...project.macros.keys()]).toEqual([
      'quoted_label',
      'default__quoted_label',
      'duckdb__quoted_label',
      'test_same_total',
    ]);
    expect(project.dataTests.map((t) => [t.name, t.severity])).toEqual([
      ['same_total_spend_stg_charge_amount', 'error'],
      ['unique_spend_team_id', 'error'],
      ['not_null_stg_charge_charge_id', 'error'],
      ['unique_stg_charge_charge_id', 'error'],
      ['relationships_stg_charge_team_id_team_team_id', 'warn'],
      ['no_huge_charge', 'warn'],
    ]);
    expect(project.unitTests.map((t) => t.name)).toEqual(['charges_of_a_team_add_up']);
  });

  it('takes configuration from the project file, the yml and the model, the nearest one winning', () => {
    const { nodes } = smallProject();
    expect(nodes.get('stg_charge')!.config).toMatchObject({
      materialized: 'table',
      tags: ['staging'],
      grain: 'period',
    });
    expect(nodes.get('spend')!.config).toMatchObject({ tags: ['finance'], published: true, key: ['team_id'] });
    const viewed = smallProject({ 'models/report.sql': "{{ config(materialized='view') }} select 1 as one" });
    expect(viewed.nodes.get('report')!.config.materialized).toBe('view');
  });

  it('reads models from folders outside the project folder', () => {
    const files = filesOf('test/fixtures/dbt/small');
    files.set('test/fixtures/dbt/elsewhere/extra.sql', 'select 1 as one');
    const yml = files.get('test/fixtures/dbt/small/dbt_project.yml')!;
    files.set('test/fixtures/dbt/small/dbt_project.yml', yml.replace("['models']", "['models', '../elsewhere']"));
    expect(loadProject(files, 'test/fixtures/dbt/small').nodes.has('extra')).toBe(true);
  });

  it('knows what a model reads without rendering it', () => {
    const { nodes } = smallProject();
    const report = nodes.get('report')!;
    expect(report.kind === 'model' && report.dependsOn).toEqual(['spend']);
    const never = smallProject({
      'models/report.sql': "select 1 as one {% if false %}union all select 1 from {{ ref('team') }}{% endif %}",
    }).nodes.get('report')!;
    expect(never.kind === 'model' && never.dependsOn).toEqual(['team']);
  });

  it('reports every problem of a project at once, each with file, line and what to do', async () => {
    const folder = 'test/fixtures/dbt/broken';
    let found = '';
    try {
      loadProject(filesOf(folder), folder);
    } catch (error) {
      found = (error as ProjectProblems).problems.map(formatProblem).join('\n').replaceAll(`${folder}/`, '');
    }
    await expect(`${found}\n`).toMatchFileSnapshot('../../fixtures/dbt/broken.expected.txt');
  });

  it('says when the folder holds no project', () => {
    expect(() => loadProject(new Map(), 'nowhere')).toThrow('nowhere/dbt_project.yml:1: no dbt_project.yml');
  });

  it('refuses two models of one name, and names both files', () => {
    expect(problemsOf({ 'models/staging/report.sql': 'select 1 as one' })).toEqual([
      'models/staging/report.sql:1: model report is also defined in models/report.sql: rename one',
    ]);
  });

  it('reports a circle with its chain', () => {
    expect(problemsOf({ 'models/staging/stg_charge.sql': "select * from {{ ref('report') }}" })).toEqual([
      'models/report.sql:2: models read each other in a circle: report -> spend -> stg_charge -> report',
    ]);
  });

  it('refuses a summary that reads what is not published', () => {
    const yml = 'version: 2\nmodels:\n  - name: report\n    config: { meta: { tokenledger: { grain: summary } } }\n';
    expect(
      problemsOf({ 'models/report.yml': yml, 'models/report.sql': "select * from {{ ref('stg_charge') }}" }),
    ).toEqual([
      'models/report.sql:1: report is a summary and reads stg_charge, which is no published mart: read a published one, or make its grain whole or period',
    ]);
  });

  it('reports broken YAML with its line', () => {
    expect(problemsOf({ 'models/spend.yml': 'version: 2\nmodels:\n  - name: spend\n   description: x\n' })[0]).toMatch(
      /^models\/spend.yml:\d: YAML: /,
    );
  });

  it('refuses keys without effect and says where they belong', () => {
    const yml = 'version: 2\nmodels:\n  - name: report\n    tags: [x]\n';
    expect(problemsOf({ 'models/report.yml': yml })).toEqual([
      'models/report.yml:4: models.0: unknown key tags: write it under config.tags',
    ]);
  });

  it('refuses a description of a column given twice', () => {
    const yml = 'version: 2\nmodels:\n  - name: report\n    columns:\n      - name: a\n      - name: a\n';
    expect(problemsOf({ 'models/report.yml': yml })).toEqual([
      'models/report.yml:6: column a of report is described twice',
    ]);
  });
});
