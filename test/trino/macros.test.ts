import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { compileModel } from '../../src/core/dbt/compile.ts';
import type { QueryEngine } from '../../src/io/query-engine.ts';
import { MACRO_VALUES } from '../core/dbt/macro-values.ts';
import { macroProject } from '../core/dbt/support.ts';
import { openTrino } from './support/trino-engine.ts';

const relation = (_: string, name: string) => name;

describe('the macros on Trino', () => {
  let engine: QueryEngine;
  beforeAll(async () => {
    engine = await openTrino(inject('trino'));
  });
  afterAll(() => engine.close());

  const value = async (call: string, columns: string) => {
    const one = macroProject({ probe: `select cast(${call} as varchar) as v from (select ${columns}) as t` });
    const { rows } = await engine.query(compileModel(one, 'probe', { dialect: 'trino', relation }).sql);
    return rows[0]!.v;
  };

  it.each(MACRO_VALUES)('%s of %s is %s, as on DuckDB', async (call, columns, expected) => {
    expect(await value(call, columns)).toBe(expected);
  });

  it('refuse to divide amounts beyond the exact range instead of wrapping around', async () => {
    const huge = "cast('999999999999999.0' as decimal(28,12)) as a, 1 as b";
    await expect(value("{{ divide_decimal('a', 'b', 12) }}", huge)).rejects.toThrow(/overflow|out of range/i);
  });
});
