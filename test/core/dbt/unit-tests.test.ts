import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileUnitTest } from '../../../src/core/dbt/unit-tests.ts';
import { openDatabase, smallProject, type TestDatabase } from './support.ts';

const yml = (unitTest: string) => `version: 2
models:
  - name: report
    columns:
      - { name: team_name, data_type: varchar }
      - { name: amount, data_type: 'decimal(18,6)' }
unit_tests:
${unitTest}`;

describe('unit tests', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database.close());

  const differences = async (changes: Readonly<Record<string, string>> = {}, index = 0) => {
    const project = smallProject(changes);
    return database.rows(compileUnitTest(project, project.unitTests[index]!, { dialect: 'duckdb' }).sql);
  };

  it('pass when the model gives the expected rows, in any order', async () => {
    expect(await differences()).toEqual([]);
  });

  it('show what is missing and what was not expected', async () => {
    const spend = smallProject().nodes.get('spend')!;
    const text = spend.kind === 'model' ? spend.text.replace('sum(charges.amount)', 'max(charges.amount)') : '';
    expect(await differences({ 'models/spend.sql': text })).toEqual([
      { difference: 'unexpected', team_id: 'red', amount: '2.200000', label: '[Red Team]' },
      { difference: 'missing', team_id: 'red', amount: '3.300000', label: '[Red Team]' },
    ]);
  });

  it('count equal rows: one expected row does not cover two', async () => {
    const test = (expected: string) =>
      yml(`  - name: t
    model: report
    given: [{ input: ref('spend'), rows: [{ team_name: a, amount: 1 }, { team_name: a, amount: 1 }] }]
    expect: { rows: [${expected}] }
`);
    const one = '{ team_name: a, amount: 1 }';
    expect(await differences({ 'models/report.yml': test(one) })).toMatchObject([
      { difference: 'unexpected', team_name: 'a' },
    ]);
    expect(await differences({ 'models/report.yml': test(`${one}, ${one}`) })).toEqual([]);
  });

  it('compare only the columns that expect names', async () => {
    const test = `  - name: t
    model: report
    given: [{ input: ref('spend'), rows: [{ team_name: a, amount: '123456789012.123456' }] }]
    expect: { rows: [{ amount: '123456789012.123456' }] }
`;
    expect(await differences({ 'models/report.yml': yml(test) })).toEqual([]);
  });

  it('expect no rows with an empty list', async () => {
    const test = `  - name: t
    model: report
    given: [{ input: ref('spend'), rows: [] }]
    expect: { rows: [] }
`;
    expect(await differences({ 'models/report.yml': yml(test) })).toEqual([]);
  });

  it('override variables and is_incremental, and give rows to this', async () => {
    const test = `  - name: t
    model: report
    overrides: { macros: { is_incremental: true } }
    given:
      - { input: ref('spend'), rows: [{ team_name: a, amount: 1 }, { team_name: b, amount: 2 }] }
      - { input: this, rows: [{ team_name: a, amount: 1 }] }
    expect: { rows: [{ team_name: b }] }
`;
    expect(await differences({ 'models/report.yml': yml(test) })).toEqual([]);
  });

  it('take SELECTs as rows, and types of landed tables from the caller', async () => {
    const project = smallProject({
      'models/staging/_sources.yml': 'version: 2\nsources: [{ name: raw, tables: [{ name: charge }] }]\n',
      'models/staging/extra.yml': `version: 2
unit_tests:
  - name: t
    model: stg_charge
    overrides: { vars: { as_of: '2026-02-01' } }
    given: [{ input: "source('raw', 'charge')", rows: [{ charge_id: c1, charged_on: '2026-01-31' }, { charge_id: c2, charged_on: '2026-02-01' }] }]
    expect: { format: sql, rows: "select 'c1' as charge_id, cast(null as varchar) as team_id, cast(null as decimal(28,12)) as amount, date '2026-01-31' as charged_on" }
`,
    });
    const test = project.unitTests.find((t) => t.name === 't')!;
    const columns = [
      { name: 'charge_id', type: 'varchar' },
      { name: 'team_id', type: 'varchar' },
      { name: 'amount', type: 'decimal(28,12)' },
      { name: 'charged_on', type: 'date' },
    ];
    const columnsOf = (name: string) => (name === 'raw.charge' ? columns : undefined);
    expect(await database.rows(compileUnitTest(project, test, { dialect: 'duckdb', columnsOf }).sql)).toEqual([]);
    expect(() => compileUnitTest(project, test, { dialect: 'duckdb' })).toThrow(
      'column charge_id has no data_type in any yml',
    );
  });

  const wrong: readonly [string, string][] = [
    ["{ input: ref('stg_charge'), rows: [] }", 'report does not read stg_charge'],
    ['{ input: spend, rows: [] }', "input spend must be ref('…'), source('…', '…') or this"],
    ["{ input: ref('spend'), rows: [{ amont: 1 }] }", 'column amont has no data_type in any yml; did you mean amount?'],
    [
      "{ input: ref('spend'), rows: [{ amount: 0.12345678901234567890 }] }",
      'may have lost digits when it was read: write it in quotes',
    ],
    ["{ input: ref('spend'), rows: 'a,b' }", 'rows given as text need format: csv or format: sql'],
  ];
  for (const [given, message] of wrong) {
    it(`refuse ${given}`, async () => {
      const test = `  - name: t\n    model: report\n    given: [${given}]\n    expect: { rows: [] }\n`;
      await expect(differences({ 'models/report.yml': yml(test) })).rejects.toThrow(message);
    });
  }

  it('refuse expected rows that do not all name the same columns, as dbt does', async () => {
    const given = "given: [{ input: ref('spend'), rows: [] }]";
    const rows = '[{ team_name: a, amount: 1 }, { team_name: b }]';
    const test = `  - name: t\n    model: report\n    ${given}\n    expect: { rows: ${rows} }\n`;
    await expect(differences({ 'models/report.yml': yml(test) })).rejects.toThrow(
      'expect: row 2 does not name amount, as other rows do; dbt takes that for an error: write null',
    );
  });

  it('refuse a model whose inputs are not all given', async () => {
    const test = '  - name: t\n    model: report\n    expect: { rows: [] }\n';
    await expect(differences({ 'models/report.yml': yml(test) })).rejects.toThrow(
      'models/report.yml:8: unit test t: report reads spend: give it rows, or rows: [] for none',
    );
  });
});
