import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileDataTest, failureCountsSql, sampleSql, testGroups } from '../../../src/core/dbt/data-tests.ts';
import { loadProject } from '../../../src/core/dbt/project.ts';
import { filesOf, openDatabase, problemsOf, smallProject, type TestDatabase } from './support.ts';

const relation = (_: string, name: string) => name.replace('.', '_');
const options = { dialect: 'duckdb', relation } as const;

describe('data tests', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.run(
      `create or replace table stg_charge as select * from (values ('c1', 'red', cast(1.5 as decimal(28,1))), ('c2', 'blue', 2.5)) as t (charge_id, team_id, amount)`,
    );
    await database.run(
      `create or replace table team as select * from (values ('red', 'Red'), ('blue', 'Blue')) as t (team_id, team_name)`,
    );
    await database.run(
      `create or replace table spend as select * from (values ('red', 1.5), ('blue', 2.5)) as t (team_id, amount)`,
    );
  });

  /** Failing rows of a test of the small project. */
  const failures = async (name: string, project = smallProject()) => {
    const test = project.dataTests.find((t) => t.name === name)!;
    return database.rows(compileDataTest(project, test, options).sql);
  };

  /** Failing rows of one test entry on stg_charge.`column`. */
  const entryFailures = async (entry: string, column = 'team_id') => {
    const yml = `version: 2\nmodels:\n  - name: stg_charge\n    columns:\n      - name: ${column}\n        data_tests:\n          - ${entry}\n`;
    const project = smallProject({ 'models/staging/stg_charge.yml': yml });
    const test = project.dataTests.find((t) => t.relation === 'stg_charge')!;
    return database.rows(compileDataTest(project, test, options).sql);
  };

  it('pass on good rows', async () => {
    for (const test of smallProject().dataTests)
      expect([test.name, await failures(test.name)]).toEqual([test.name, []]);
  });

  it('not_null and unique give the offending rows', async () => {
    await database.run("insert into stg_charge values (null, 'red', 1), ('c1', 'red', 0)");
    expect(await failures('not_null_stg_charge_charge_id')).toMatchObject([{ charge_id: null, team_id: 'red' }]);
    expect(await failures('unique_stg_charge_charge_id')).toEqual([{ charge_id: 'c1', row_count: '2' }]);
  });

  it('relationships gives values without a parent, NULL aside', async () => {
    await database.run("insert into stg_charge values ('c3', 'green', 1), ('c4', null, 1)");
    expect(await failures('relationships_stg_charge_team_id_team_team_id')).toEqual([{ team_id: 'green' }]);
  });

  it('accepted_values gives values outside the list, NULL aside', async () => {
    await database.run("insert into stg_charge values ('c3', 'o''hara', 1), ('c4', null, 1)");
    expect(await entryFailures('accepted_values: { arguments: { values: [red, blue] } }')).toEqual([
      { team_id: "o'hara", row_count: '1' },
    ]);
    expect(await entryFailures(`accepted_values: { arguments: { values: [red, blue, "o'hara"] } }`)).toEqual([]);
    expect(
      await entryFailures('accepted_values: { arguments: { values: [1.5, 2.5], quote: false } }', 'amount'),
    ).toHaveLength(1);
  });

  it('look only at the rows that where leaves', async () => {
    await database.run("insert into stg_charge values ('c3', null, 1)");
    expect(await entryFailures('not_null')).toHaveLength(1);
    expect(await entryFailures(`not_null: { config: { where: "charge_id <> 'c3'" } }`)).toEqual([]);
  });

  it('call generic tests of the project with relations as arguments', async () => {
    await database.run("update spend set amount = 9 where team_id = 'red'");
    expect(await failures('same_total_spend_stg_charge_amount')).toEqual([{ here: '11.5', there: '4.0' }]);
  });

  it('run singular tests, with their severity', async () => {
    await database.run("insert into stg_charge values ('c3', 'red', 1000001)");
    expect(await failures('no_huge_charge')).toEqual([{ charge_id: 'c3' }]);
    const project = smallProject();
    const test = project.dataTests.find((t) => t.name === 'no_huge_charge')!;
    expect(compileDataTest(project, test, options)).toMatchObject({
      severity: 'warn',
      dependsOn: ['stg_charge'],
      file: 'test/fixtures/dbt/small/tests/no_huge_charge.sql',
    });
  });

  it('give a count and sample rows for the message', async () => {
    await database.run("insert into stg_charge select null, 'red', n from range(10) as r (n)");
    const project = smallProject();
    const test = compileDataTest(
      project,
      project.dataTests.find((t) => t.name === 'not_null_stg_charge_charge_id')!,
      options,
    );
    expect(await database.rows(failureCountsSql([test]))).toEqual([{ test_no: 0, failures: '10' }]);
    expect(await database.rows(sampleSql(test, 3))).toHaveLength(3);
  });

  it('count together what fits one statement, each under its own number', async () => {
    await database.run("insert into stg_charge values (null, 'red', 1)");
    const project = smallProject();
    const tests = project.dataTests
      .filter((t) => t.how.kind === 'generic' && t.relation === 'stg_charge')
      .map((t) => compileDataTest(project, t, options));
    expect(tests.length).toBeGreaterThan(1);
    const counted = await database.rows(failureCountsSql(tests));
    const failing = counted.filter((row) => row.failures !== '0').map((row) => tests[Number(row.test_no)]!.name);
    expect([counted.length, failing]).toEqual([tests.length, ['not_null_stg_charge_charge_id']]);
    const sizes = (maxTests: number, maxCharacters: number) =>
      testGroups([...tests, ...tests], maxTests, maxCharacters).map((group) => group.length);
    expect(sizes(tests.length, 1_000_000)).toEqual([tests.length, tests.length]);
    expect(sizes(100, 10)).toEqual(Array.from({ length: 2 * tests.length }, () => 1));
  });

  it('say what is wrong with an entry, at its line', () => {
    const entry = (text: string) =>
      problemsOf({
        'models/report.yml': `version: 2\nmodels:\n  - name: report\n    columns:\n      - name: amount\n        data_tests:\n          - ${text}\n`,
      });
    const at = 'models/report.yml:7: ';
    expect(entry('not_nul')).toEqual([
      `${at}no test named not_nul (it would be a macro test_not_nul); did you mean not_null?`,
    ]);
    expect(entry('accepted_values: { values: [1] }')[0]).toContain(
      'values of test accepted_values must stand under arguments:',
    );
    expect(entry('accepted_values')).toEqual([`${at}test accepted_values needs the argument values`]);
    expect(entry('same_total: { arguments: { other: x, column: y, third: z } }')).toEqual([
      `${at}test same_total has no argument third; there are other, column`,
    ]);
    expect(entry(`not_null: { config: { where: "d < '{{ var('as_of') }}'" } }`)[0]).toContain(
      'templates are not rendered in yml',
    );
    expect(entry('not_null: { config: { severity: fatal } }')[0]).toContain('severity is error or warn');
    expect(entry("relationships: { arguments: { to: ref('teem'), field: team_id } }")).toEqual([
      `${at}ref('teem'): there is no model or seed teem; did you mean team?`,
    ]);
  });
});

describe('the generic tests of the product', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database.close());

  const failures = async (entry: string, rows: string) => {
    const files = filesOf('dbt-like-models/macros');
    files.set('dbt-like-models/dbt_project.yml', 'name: probe\n');
    files.set('dbt-like-models/models/m.sql', 'select 1 as one');
    files.set('dbt-like-models/models/whole.sql', 'select 1 as one');
    files.set('dbt-like-models/models/m.yml', `version: 2\nmodels:\n  - name: m\n    data_tests:\n      - ${entry}\n`);
    const project = loadProject(files, 'dbt-like-models');
    await database.run(`create or replace table m as select * from (values ${rows}`);
    return database.rows(compileDataTest(project, project.dataTests[0]!, options).sql);
  };

  it('unique_together finds a combination that occurs twice', async () => {
    const entry = 'unique_together: { arguments: { columns: [a, b] } }';
    expect(await failures(entry, '(1, 1), (1, 2)) as t (a, b)')).toEqual([]);
    expect(await failures(entry, '(1, 1), (1, 1), (1, 2)) as t (a, b)')).toEqual([{ a: 1, b: 1, row_count: '2' }]);
  });

  it('holds fails on false and on unknown', async () => {
    const entry = "holds: { arguments: { condition: 'a > 0' } }";
    expect(await failures(entry, '(1), (2)) as t (a)')).toEqual([]);
    expect(await failures(entry, '(1), (0), (null)) as t (a)')).toEqual([{ a: 0 }, { a: null }]);
  });

  it('sums_to compares per key and shows both sums', async () => {
    const entry = "sums_to: { arguments: { key: [k], amount: v, whole: ref('whole'), whole_amount: total } }";
    await database.run("create or replace table whole as select * from (values ('x', 3), ('y', 5)) as t (k, total)");
    expect(await failures(entry, "('x', 1), ('x', 2), ('y', 5), ('z', 0)) as t (k, v)")).toEqual([]);
    expect(await failures(entry, "('x', 1), ('y', 5)) as t (k, v)")).toEqual([
      { k: 'x', parts_sum: '1.000000000000', whole_sum: '3.000000000000', difference: '-2.000000000000' },
    ]);
  });

  it('intervals_do_not_overlap takes touching intervals and refuses overlapping and double open ones', async () => {
    const entry = 'intervals_do_not_overlap: { arguments: { key: [k] } }';
    const at = (from: string, to: string | null) =>
      `('x', date '${from}', ${to === null ? 'cast(null as date)' : `date '${to}'`})`;
    const rows = (...list: string[]) => `${list.join(', ')}) as t (k, valid_from, valid_to)`;
    expect(await failures(entry, rows(at('2026-01-01', '2026-02-01'), at('2026-02-01', null)))).toEqual([]);
    expect(await failures(entry, rows(at('2026-01-01', '2026-02-02'), at('2026-02-01', null)))).toHaveLength(1);
    expect(await failures(entry, rows(at('2026-01-01', null), at('2026-02-01', null)))).toHaveLength(1);
  });
});
