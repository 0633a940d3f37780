import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { type Contract, column as c, defineContract } from '../../../src/core/contracts/contract.ts';
import { windowDigest } from '../../../src/core/contracts/window-digest.ts';

const shape = {
  meter: c.text('Meter.'),
  units: c.nullable(c.count('Units.', 'units')),
  rank: c.nullable(c.count('Rank.')),
  amount: c.nullable(c.money('Amount.')),
  factor: c.nullable(c.decimal(18, 6, 'Factor.', 'ratio')),
};
const contract = defineContract({
  name: 'reading',
  grain: 'one row per meter',
  description: '',
  key: ['meter'],
  partition: 'day',
  row: z.object(shape),
});
const empty = { units: null, rank: null, amount: null, factor: null };
const contentOf = (rows: Record<string, unknown>[], of: Contract = contract) => {
  const digest = windowDigest(of);
  for (const row of rows) digest.add(row);
  return digest.content();
};

it('is the same in any order and for any spelling of a number', () => {
  const rows = [
    { ...empty, meter: 'a', amount: '1.5' },
    { ...empty, meter: 'b', amount: '2' },
  ];
  const other = [
    { ...empty, meter: 'b', amount: '2.000' },
    { ...empty, meter: 'a', amount: '1.50' },
  ];
  expect(contentOf(other)).toEqual(contentOf(rows));
});

it('differs by any value, by a NULL, by a repeated row and by the number of rows', () => {
  const a = { ...empty, meter: 'a', units: 1n };
  const contents = [
    [],
    [a],
    [a, a],
    [a, a, a],
    [{ ...a, units: 2n }],
    [{ ...a, units: null }],
    [{ ...a, units: null, rank: 1n }],
    [{ ...a, units: 0n }],
    [{ ...a, meter: 'a:1' }],
    [{ ...a, meter: 'A' }],
  ];
  expect(new Set(contents.map((rows) => contentOf(rows).contentHash)).size).toBe(contents.length);
});

it('does not let one value spill into the next', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const twin = defineContract({ ...contract, row: z.object({ x: c.text(''), y: c.text('') }), key: ['x'] });
      const same = contentOf([{ x: a, y: b }], twin).contentHash === contentOf([{ x: b, y: a }], twin).contentHash;
      expect(same).toBe(a === b);
    }),
  );
});

it('stays when a nullable column without values is added to the contract', () => {
  const wider = defineContract({
    ...contract,
    key: ['meter'],
    row: z.object({ ...shape, color: c.nullable(c.text('')) }),
  });
  const rows = [{ ...empty, meter: 'a', units: 1n }];
  expect(
    contentOf(
      rows.map((row) => ({ ...row, color: null })),
      wider,
    ).contentHash,
  ).toBe(contentOf(rows).contentHash);
});

it('sums additive columns exactly and leaves out ranks, ratios and columns without values', () => {
  const rows = [
    { ...empty, meter: 'a', units: 9_007_199_254_740_993n, rank: 1n, amount: '0.1', factor: '0.85' },
    { ...empty, meter: 'b', units: 1n, rank: 1n, amount: '-0.000000000001', factor: '0.85' },
  ];
  expect(contentOf(rows).sums).toEqual({ amount: '0.099999999999', units: '9007199254740994' });
  expect(contentOf([{ ...empty, meter: 'a' }]).sums).toEqual({});
});

it('refuses a value that does not fit its column', () => {
  expect(() => contentOf([{ ...empty, meter: 'a', amount: 1.5 }])).toThrow(/table reading, column amount, row 1/);
});
