import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderMacro } from '../../../src/core/dbt/compile.ts';
import { duckdbShimStatements } from '../../../src/core/dbt/shim.ts';
import { macroProject, openDatabase, root, type TestDatabase } from './support.ts';

const text = readFileSync(path.join(root, 'dbt-like-models/macros/duckdb_shim.sql'), 'utf8');

describe('the DuckDB shim', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database.close());

  it('is one text: dbt runs on start what our engine runs per connection', () => {
    const project = macroProject({});
    const rendered = renderMacro(project, 'install_duckdb_shim', [], { dialect: 'duckdb' });
    expect(
      rendered
        .split(';')
        .map((s) => s.trim())
        .filter((s) => s !== ''),
    ).toEqual(duckdbShimStatements(text));
    expect(renderMacro(project, 'install_duckdb_shim', [], { dialect: 'trino' })).toBe('');
  });

  it('says when the file holds no statement, or one over several lines', () => {
    expect(() => duckdbShimStatements('')).toThrow('holds no CREATE OR REPLACE MACRO line');
    expect(() => duckdbShimStatements('CREATE OR REPLACE MACRO a(x) AS\n x;')).toThrow(
      'must be one line ending in a semicolon',
    );
  });

  // Answers as documented for Trino.
  const answers: readonly [string, unknown][] = [
    [`json_extract_scalar('{"a":{"b":1},"c":"x"}', '$.c')`, 'x'],
    [`json_extract_scalar('{"a":{"b":1},"c":"x"}', '$.a')`, null],
    [`json_extract_scalar(json_parse('{"a":"1.50"}'), '$.a')`, '1.50'],
    ["date_diff('day', timestamp '2026-01-01 23:00:00', timestamp '2026-01-02 01:00:00')", '0'],
    ["date_diff('month', date '2026-01-31', date '2026-02-01')", '0'],
    ["date_diff('month', date '2026-01-15', date '2026-03-15')", '2'],
    ["day_of_week(date '2026-02-15')", '7'],
    ["last_day_of_month(date '2026-02-03')", '2026-02-28'],
    ["date_format(timestamp '2026-02-03 04:05:06', '%Y-%m-%d %H:%i:%s')", '2026-02-03 04:05:06'],
    ["regexp_extract('build-42', '(\\d+)', 1)", '42'],
    ["regexp_extract('build', '(\\d+)', 1)", null],
    ["regexp_replace('a-b-c', '-(.)', '[$1]')", 'a[b][c]'],
    ["regexp_like('abc', 'b')", true],
    ["element_at(array['a', 'b'], 5)", null],
    ["element_at(map(array['k'], array[7]), 'k')", 7],
    ["element_at(map(array['k'], array[7]), 'z')", null],
    ["array_join(array['a', null, 'b'], ', ')", 'a, b'],
    ["array_join(cast(null as varchar[]), ', ')", null],
    ['slice(array[1, 2, 3, 4], 2, 2)', [2, 3]],
    ['array_max(array[1, 3, 2])', 3],
    ['bitwise_and(12, 10)', 8],
    ["cast(from_iso8601_timestamp('2026-01-01T00:00:00+02:00') at time zone 'UTC' as varchar)", '2025-12-31 22:00:00'],
  ];
  for (const [expression, expected] of answers) {
    it(`${expression} is ${JSON.stringify(expected)}`, async () => {
      expect((await database.rows(`select ${expression} as v`))[0]!.v).toEqual(expected);
    });
  }
});
