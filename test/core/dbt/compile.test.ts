import { describe, expect, it } from 'vitest';
import { compileModel, compileWithLines, renderMacro } from '../../../src/core/dbt/compile.ts';
import { smallProject } from './support.ts';

const relation = (kind: string, name: string) => `${kind}_${name}`;

describe('compiling a model', () => {
  it('gives each engine its own text of a dispatched macro, Trino the default one', () => {
    const project = smallProject();
    const sql = (dialect: 'duckdb' | 'trino') => compileModel(project, 'spend', { dialect, relation }).sql;
    expect(sql('duckdb')).toContain("('[' || team.team_name || ']') as label");
    expect(sql('trino')).toContain("'[' || team.team_name || ']' as label");
    expect(sql('trino')).toContain('from model_stg_charge');
    expect(sql('trino')).toContain('left join seed_team as team');
  });

  it('names sources by schema and table', () => {
    const { sql, dependsOn } = compileModel(smallProject(), 'stg_charge', { dialect: 'trino', relation });
    expect(sql).toContain("from source_raw.charge\nwhere charged_on < date '2026-10-25'");
    expect(dependsOn).toEqual(['raw.charge']);
  });

  it('has an incremental branch that is off unless asked for', () => {
    const options = { dialect: 'duckdb', relation, this: 'main.report' } as const;
    expect(compileModel(smallProject(), 'report', options).sql).not.toContain('where');
    expect(compileModel(smallProject(), 'report', { ...options, incremental: true }).sql).toContain('from main.report');
  });

  it('knows the line of the model file for each line of the SQL', () => {
    const model = "{# about\n   it #}\nselect\n{% for c in ['a', 'b'] %}\n  {{ c }},\n{% endfor %}\n  last\nfrom t";
    const project = smallProject({ 'models/report.sql': model });
    const { sql, lines } = compileWithLines(project, 'report', { dialect: 'trino', relation });
    const at = (text: string) => lines[sql.split('\n').findIndex((line) => line.includes(text))];
    expect([at('select'), at('a,'), at('b,'), at('last'), at('from t')]).toEqual([3, 5, 5, 7, 8]);
  });

  it('says the nearest name of a model that does not exist', () => {
    expect(() => compileModel(smallProject(), 'spent', { dialect: 'trino', relation })).toThrow(
      'there is no model spent; did you mean spend?',
    );
  });

  it('lets a macro refuse its arguments with a message', () => {
    const macro =
      "{% macro m(n) %}{% if n > 1 %}{{ exceptions.raise_compiler_error('n is 0 or 1') }}{% endif %}ok{% endmacro %}";
    const project = smallProject({ 'macros/m.sql': macro });
    expect(renderMacro(project, 'm', [1], { dialect: 'trino' })).toBe('ok');
    expect(() => renderMacro(project, 'm', [2], { dialect: 'trino' })).toThrow('macros/m.sql:1: n is 0 or 1');
  });
});
