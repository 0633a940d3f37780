import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../src/core/dbt/problem.ts';
import { checkSchema } from '../../../src/core/dbt/schema-contract.ts';
import { smallProject } from './support.ts';

const good = [
  { name: 'team_id', type: 'VARCHAR' },
  { name: 'team_name', type: 'varchar(20)' },
  { name: 'amount', type: 'DECIMAL(18, 6)' },
  { name: 'label', type: 'varchar' },
];
const check = (described: typeof good, project = smallProject()) =>
  checkSchema(project, 'spend', described).map((p) => formatProblem(p).replace('test/fixtures/dbt/small/', ''));

describe('the schema contract of a model', () => {
  it('holds when names, order and types agree, however the engine spells them', () => {
    expect(check(good)).toEqual([]);
  });

  it('reports another type with the line of the column', () => {
    expect(check(good.map((c) => (c.name === 'amount' ? { ...c, type: 'HUGEINT' } : c)))).toEqual([
      'models/spend.yml:11: spend: column amount is hugeint but declared decimal(18,6): cast it in the final SELECT',
    ]);
  });

  it('reports columns that are missing, undeclared or in another order', () => {
    expect(check(good.slice(1))[0]).toContain('column team_id is declared but the SELECT does not give it');
    expect(check([...good, { name: 'extra', type: 'BIGINT' }])[0]).toContain('column extra (bigint) is not described');
    expect(check([...good].reverse())[0]).toContain(
      'columns come as label, amount, team_name, team_id but are declared as',
    );
  });

  it('reports names in other case, which Athena would lower', () => {
    expect(check([{ name: 'Team_Id', type: 'VARCHAR' }, ...good.slice(1)])).not.toEqual([]);
  });

  it('takes timestamps of any precision and lists of both spellings as equal', () => {
    const yml =
      "version: 2\nmodels: [{ name: report, columns: [{ name: a, data_type: timestamp }, { name: b, data_type: 'array(varchar)' }] }]\n";
    const project = smallProject({ 'models/report.yml': yml });
    const duckdb = [
      { name: 'a', type: 'TIMESTAMP' },
      { name: 'b', type: 'VARCHAR[]' },
    ];
    const trino = [
      { name: 'a', type: 'timestamp(3)' },
      { name: 'b', type: 'array(varchar)' },
    ];
    expect(checkSchema(project, 'report', duckdb)).toEqual([]);
    expect(checkSchema(project, 'report', trino)).toEqual([]);
  });
});
