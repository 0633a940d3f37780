import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileModel } from '../../../src/core/dbt/compile.ts';
import { macroProject, openDatabase, type TestDatabase } from './support.ts';

/** One child: key and weight. */
type Child = readonly [key: string, weight: string];

const project = macroProject({
  probe: `select parent, child, part
    from {{ split_amount('candidates', ['parent'], ['child'], 'total', 'weight', amount='part') }} as parts
    order by parent, child`,
});
const { sql } = compileModel(project, 'probe', { dialect: 'duckdb', relation: (_, name) => name });

/** The same rule on BigInt, written out from the sheet's definition. */
function expectedSplit(total: bigint, children: readonly Child[]): Record<string, string> {
  const weights = children.map(([, w]) => (BigInt(w) > 0n ? BigInt(w) : 0n));
  const used = weights.every((w) => w === 0n) ? weights.map(() => 1n) : weights;
  const sum = used.reduce((a, b) => a + b, 0n);
  const size = total < 0n ? -total : total;
  const parts = children.map(([key], i) => ({
    key,
    weight: used[i]!,
    base: (size * used[i]!) / sum,
    remainder: (size * used[i]!) % sum,
  }));
  const left = Number(size - parts.reduce((a, p) => a + p.base, 0n));
  const big = (a: bigint, b: bigint) => (a < b ? 1 : a > b ? -1 : 0);
  const ranked = [...parts].sort(
    (a, b) => big(a.remainder, b.remainder) || big(a.weight, b.weight) || (a.key < b.key ? -1 : 1),
  );
  const lucky = new Set(ranked.slice(0, left).map((p) => p.key));
  const sign = total < 0n ? -1n : 1n;
  return Object.fromEntries(parts.map((p) => [p.key, String(sign * (p.base + (lucky.has(p.key) ? 1n : 0n)))]));
}

describe('splitting an amount over weights, on DuckDB', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase();
  });
  afterAll(() => database.close());

  const split = async (parents: readonly (readonly [parent: string, total: string, children: readonly Child[]])[]) => {
    const rows = parents.flatMap(([parent, total, children]) =>
      children.map(
        ([key, weight]) => `('${parent}', cast(${total} as bigint), '${key}', cast(${weight} as decimal(22,0)))`,
      ),
    );
    await database.run(
      `create or replace table candidates as select * from (values ${rows.join(', ')}) as t (parent, total, child, weight)`,
    );
    const found = await database.rows(sql);
    return Object.fromEntries(
      parents.map(([parent]) => [
        parent,
        Object.fromEntries(found.filter((r) => r.parent === parent).map((r) => [r.child, r.part])),
      ]),
    );
  };
  const one = async (total: string, children: readonly Child[]) => (await split([['p', total, children]])).p;

  const even: readonly Child[] = [
    ['a', '1'],
    ['b', '1'],
    ['c', '1'],
  ];
  const hundred: readonly Child[] = [
    ['u1', '40'],
    ['u2', '30'],
    ['u3', '30'],
    ['u4', '4'],
  ];

  it('gives the odd micros to the first keys when all weights are equal', async () => {
    expect(await one('10000', even)).toEqual({ a: '3334', b: '3333', c: '3333' });
  });

  it('splits a negative amount as the mirror of the positive one', async () => {
    expect(await one('-10000', even)).toEqual({ a: '-3334', b: '-3333', c: '-3333' });
    expect(await one('-7500000', hundred)).toEqual({ u1: '-2884615', u2: '-2163462', u3: '-2163462', u4: '-288461' });
  });

  it('splits bills by list cost to the micro', async () => {
    expect(await one('100000000', hundred)).toEqual({ u1: '38461538', u2: '28846154', u3: '28846154', u4: '3846154' });
    expect(await one('8250000', hundred)).toEqual({ u1: '3173077', u2: '2379808', u3: '2379808', u4: '317307' });
  });

  it('splits by AI lines and by capped lines', async () => {
    const lines: readonly Child[] = [
      ['pr-102', '120'],
      ['pr-103', '60'],
    ];
    expect(await one('28846154', lines)).toEqual({ 'pr-102': '19230769', 'pr-103': '9615385' });
    const capped: readonly Child[] = [
      ['huge', '400'],
      ['small', '80'],
    ];
    expect(await one('10000000', capped)).toEqual({ huge: '8333333', small: '1666667' });
  });

  it('splits by time segments: nine dollars over list shares of 2, 3, 1 and 4', async () => {
    const events: readonly Child[] = [
      ['e1', '2000000000000'],
      ['e2', '3000000000000'],
      ['e3', '1000000000000'],
      ['e4', '4000000000000'],
    ];
    expect(await one('9000000', events)).toEqual({ e1: '1800000', e2: '2700000', e3: '900000', e4: '3600000' });
  });

  it('makes printed cents foot: the rounded total is split over the exact amounts', async () => {
    const exact: readonly Child[] = [
      ['alpha', '84321914'],
      ['beta', '107203816'],
      ['gamma', '79224270'],
      ['none', '12340000'],
    ];
    expect(await one('28309', exact)).toEqual({ alpha: '8432', beta: '10720', gamma: '7923', none: '1234' });
  });

  it('shares equally when no child has a weight; negative and missing weights count as none', async () => {
    const nothing: readonly Child[] = [
      ['a', '0'],
      ['b', '-5'],
      ['c', 'null'],
    ];
    expect(await one('100', nothing)).toEqual({ a: '34', b: '33', c: '33' });
    expect(await one('100', [...nothing, ['d', '1']])).toEqual({ a: '0', b: '0', c: '0', d: '100' });
  });

  it('keeps an unknown amount unknown, and zero at zero', async () => {
    expect(await one('null', even)).toEqual({ a: null, b: null, c: null });
    expect(await one('0', even)).toEqual({ a: '0', b: '0', c: '0' });
  });

  it('is exact for large amounts over large, nearly equal weights', async () => {
    const children: Child[] = Array.from({ length: 7 }, (_, i) => [`k${i}`, String(10n ** 20n + BigInt(i))]);
    for (const total of ['999999999999', '-999999999999', '9999999999999999']) {
      expect(await one(total, children)).toEqual(expectedSplit(BigInt(total), children));
    }
  });

  it('refuses amounts and weights beyond the exact range', async () => {
    await expect(one('10000000000000000', even)).rejects.toThrow(/out of range|could not cast|overflow/i);
    const heavy: readonly Child[] = [
      ['a', '9999999999999999999999'],
      ['b', '9999999999999999999999'],
    ];
    await expect(one('1', heavy)).rejects.toThrow(/out of range|could not cast|overflow/i);
  });

  it('agrees with the definition, adds up, and does not depend on the order of rows', async () => {
    const weight = fc.oneof(fc.bigInt(0n, 5n), fc.bigInt(0n, 10n ** 15n), fc.constant(0n));
    const parent = fc.record({
      total: fc.bigInt(-(10n ** 15n), 10n ** 15n),
      weights: fc.array(weight, { minLength: 1, maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(parent, { minLength: 1, maxLength: 20 }), fc.integer(), async (parents, seed) => {
        const given = parents.map(
          ({ total, weights }, i) =>
            [
              `p${i}`,
              String(total),
              weights.map((w, j): Child => [`c${String(j).padStart(2, '0')}`, String(w)]),
            ] as const,
        );
        const found = await split(given);
        await database.run(
          `create or replace table candidates as select * from candidates order by hash(child, ${seed})`,
        );
        const shuffled = await database.rows(sql);
        for (const [name, total, children] of given) {
          expect(found[name]).toEqual(expectedSplit(BigInt(total), children));
          const sum = Object.values(found[name]!).reduce<bigint>((a, b) => a + BigInt(String(b)), 0n);
          expect(sum).toBe(BigInt(total));
          const again = shuffled.filter((r) => r.parent === name).map((r) => [r.child, r.part]);
          expect(Object.fromEntries(again)).toEqual(found[name]);
        }
      }),
      { numRuns: 25 },
    );
  });
});
