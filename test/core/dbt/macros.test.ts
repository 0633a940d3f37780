import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileModel } from '../../../src/core/dbt/compile.ts';
import { isVariant } from '../../../src/core/dbt/macros.ts';
import { MACRO_VALUES } from './macro-values.ts';
import { macroProject, openDatabase, root, type TestDatabase } from './support.ts';

const folder = path.join(root, 'test/fixtures/dbt/macros');
const cases = readdirSync(folder)
  .filter((f) => f.endsWith('.call.sql'))
  .map((f) => f.slice(0, -'.call.sql'.length))
  .sort();
const project = macroProject(
  Object.fromEntries(cases.map((name) => [name, readFileSync(path.join(folder, `${name}.call.sql`), 'utf8')])),
);
const relation = (_: string, name: string) => name;

describe('the macros that keep one SQL on two engines', () => {
  for (const name of cases) {
    for (const dialect of ['duckdb', 'trino'] as const) {
      it(`${name} has its text for ${dialect}`, async () => {
        const { sql } = compileModel(project, name, { dialect, relation });
        await expect(`${sql}\n`).toMatchFileSnapshot(path.join(folder, `${name}.${dialect}.sql`));
      });
    }
  }

  it('are all covered: every dispatched macro has a case', () => {
    const dispatched = [...project.macros.keys()]
      .filter((name) => name.startsWith('default__'))
      .map((name) => name.slice('default__'.length));
    const inner = ['install_duckdb_shim', 'wide_integer', 'integer_quotient'];
    expect(dispatched.filter((name) => !cases.includes(name) && !inner.includes(name))).toEqual([]);
    expect(isVariant('duckdb__add_days') && !isVariant('add_days')).toBe(true);
  });
});

describe('the macros on DuckDB', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database.close());

  /** Value of one expression of macros over `select …` columns. */
  const value = async (expression: string, columns = '1 as one') => {
    const one = macroProject({ probe: `select cast(${expression} as varchar) as v from (select ${columns}) as t` });
    return (await database.rows(compileModel(one, 'probe', { dialect: 'duckdb', relation }).sql))[0]!.v;
  };

  for (const [call, columns, expected] of MACRO_VALUES) {
    it(`${call} of ${columns} is ${expected}`, async () => expect(await value(call, columns)).toBe(expected));
  }

  it('refuses to divide amounts beyond the exact range instead of wrapping around', async () => {
    const huge = "cast('999999999999999.0' as decimal(28,12)) as a, 1 as b";
    await expect(value("{{ divide_decimal('a', 'b', 12) }}", huge)).rejects.toThrow(/out of range|overflow|could not/i);
  });

  it('gives different keys to different lists of values', async () => {
    const key = (columns: string) => value("{{ hash_key(['a', 'b']) }}", columns);
    const keys = await Promise.all(
      [
        "'x' as a, 'y' as b",
        "'xy' as a, '' as b",
        "'' as a, 'xy' as b",
        "'~' as a, 'y' as b",
        "cast(null as varchar) as a, 'y' as b",
        'cast(null as varchar) as a, cast(null as varchar) as b',
      ].map(key),
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.every((k) => /^[0-9a-f]{64}$/.test(String(k)))).toBe(true);
  });

  it('aggregates the latest known value, lists and percentiles', async () => {
    const rows =
      "(values (1, 'a', 3), (2, cast(null as varchar), 1), (3, 'b', 2), (4, cast(null as varchar), 2)) as t (n, x, v)";
    const model = `select {{ last_non_null('x', 'n') }} as latest, {{ list_agg('x') }} as all_x, {{ list_agg('v', separator='/', distinct=true) }} as all_v,
      cast({{ percentile('v', 0.5) }} as decimal(9,2)) as median from ${rows}`;
    const one = macroProject({ probe: model });
    expect(await database.rows(compileModel(one, 'probe', { dialect: 'duckdb', relation }).sql)).toEqual([
      { latest: 'b', all_x: 'a,b', all_v: '1/2/3', median: '2.00' },
    ]);
    const windowed = `select n, {{ last_non_null_over('x', 'one', 'n') }} as latest from (select 1 as one, * from ${rows}) as u order by n`;
    const two = macroProject({ probe: windowed });
    expect(
      (await database.rows(compileModel(two, 'probe', { dialect: 'duckdb', relation }).sql)).map((r) => r.latest),
    ).toEqual(['a', 'a', 'b', 'b']);
  });
});
