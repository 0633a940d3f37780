import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Column, ColumnType } from '../../../src/core/contracts/contract.ts';
import { parquetColumnOf } from '../../../src/core/contracts/parquet-schema.ts';
import { decimalFromUnits, formatDecimalFixed } from '../../../src/core/money/decimal.ts';
import type { Row } from '../../../src/io/parquet/arrow-batches.ts';
import { type ParquetProfile, writeParquetColumns } from '../../../src/io/parquet/parquet-writer.ts';
import { memoryStore } from '../../../src/io/store/memory-store.ts';
import {
  type Reader,
  withDuckDb,
  withHyparquet,
  withParquetjsLite,
  withParquetWasm,
} from '../../support/parquet-readers.ts';

const column = (name: string, type: ColumnType, nullable = true): Column => ({
  name,
  type,
  nullable,
  description: name,
});
const columns = [
  column('id', 'bigint', false),
  column('whole', 'bigint'),
  column('money', 'decimal(28,12)'),
  column('quantity', 'decimal(38,15)'),
  column('ratio', 'decimal(18,6)'),
  column('day', 'date'),
  column('at', 'timestamp'),
  column('text', 'varchar'),
  column('flag', 'boolean'),
  column('score', 'double'),
].map((c) => parquetColumnOf(c));

const empty = {
  whole: null,
  money: null,
  quantity: null,
  ratio: null,
  day: null,
  at: null,
  text: null,
  flag: null,
  score: null,
};

/** Values that readers are known to get wrong, one idea a row, with what must be read back where it differs. */
const edges: { row: Row; read?: Row }[] = [
  { row: empty },
  { row: { ...empty, whole: 9_007_199_254_740_993n } },
  { row: { ...empty, whole: -9_007_199_254_740_993n } },
  { row: { ...empty, whole: 2n ** 63n - 1n } },
  { row: { ...empty, whole: -(2n ** 63n) } },
  { row: { ...empty, whole: 0n, flag: false, score: 0, text: '' } },
  { row: { ...empty, money: '9999999999999999.999999999999' } },
  { row: { ...empty, money: '-9999999999999999.999999999999' } },
  { row: { ...empty, money: '0.000000000001' } },
  { row: { ...empty, money: '-0.000000000001' } },
  { row: { ...empty, money: '12' }, read: { money: '12.000000000000' } },
  { row: { ...empty, money: '0012.50' }, read: { money: '12.500000000000' } },
  { row: { ...empty, money: '-0' }, read: { money: '0.000000000000' } },
  { row: { ...empty, money: '1.5000000000000000' }, read: { money: '1.500000000000' } },
  { row: { ...empty, quantity: '99999999999999999999999.999999999999999' } },
  { row: { ...empty, quantity: '-18446744073709551616.000000000000001' } },
  { row: { ...empty, quantity: '18446744073709551615.999999999999999' } },
  { row: { ...empty, ratio: '-999999999999.999999' } },
  { row: { ...empty, day: '1969-12-31' } },
  { row: { ...empty, day: '0001-01-01' } },
  { row: { ...empty, day: '9999-12-31' } },
  { row: { ...empty, day: '2024-02-29' } },
  { row: { ...empty, at: '1969-12-31T23:59:59.999Z' } },
  { row: { ...empty, at: '0001-01-01T00:00:00.001Z' } },
  { row: { ...empty, at: '2026-03-29T01:30:00Z' }, read: { at: '2026-03-29T01:30:00.000Z' } },
  { row: { ...empty, text: '😀' } },
  { row: { ...empty, text: '～' } },
  { row: { ...empty, text: 'e\u0301 é ß 漢字 \u0000 \u2028 "quoted", \n new line' } },
  { row: { ...empty, text: 'lone \ud83d' }, read: { text: 'lone \ufffd' } },
  { row: { ...empty, text: '\ude00 lone' }, read: { text: '\ufffd lone' } },
  { row: { ...empty, text: '\ufeffbyte-order mark' }, read: { text: 'byte-order mark' } },
  { row: { ...empty, text: 'x'.repeat(100_000) } },
  { row: { ...empty, flag: true } },
  { row: { ...empty, score: -1.5e-300 } },
  { row: { ...empty, score: Number.MAX_VALUE } },
];

async function written(rows: readonly Row[], profile: ParquetProfile): Promise<Uint8Array> {
  const store = memoryStore();
  await writeParquetColumns(store, 'file.parquet', { table: 'edge', columns, rows, profile });
  return (await store.get('file.parquet'))?.body ?? new Uint8Array();
}

const readers: [string, ParquetProfile, Reader][] = [
  ['DuckDB', 'lake', withDuckDb],
  ['parquet-wasm', 'lake', withParquetWasm],
  ['hyparquet', 'lake', withHyparquet],
  ['DuckDB', 'compat', withDuckDb],
  ['parquet-wasm', 'compat', withParquetWasm],
  ['hyparquet', 'compat', withHyparquet],
  ['parquetjs-lite', 'compat', withParquetjsLite],
];

describe.each(readers)('%s reads files of the %s profile', (_, profile, read) => {
  it('with every edge value as it was written', async () => {
    const rows = edges.map(({ row }, i) => ({ id: BigInt(i), ...row }));
    const expected = edges.map(({ row, read: differs }, i) => ({ id: BigInt(i), ...row, ...differs }));
    expect(await read(await written(rows, profile), columns)).toEqual(expected);
  });

  it('with NULLs in runs, alone and in whole columns, across several batches', async () => {
    const rows = Array.from({ length: 25_000 }, (_, i) => ({
      ...empty,
      id: BigInt(i),
      whole: i % 3 === 0 ? null : BigInt(i),
      text: i % 10_000 < 9_000 ? null : `text ${i % 5}`,
      flag: i % 7 === 0 ? null : i % 2 === 0,
      money: i % 2 === 0 ? '1.000000000000' : null,
    }));
    expect(await read(await written(rows, profile), columns)).toEqual(rows);
  });
});

const decimal = (precision: number, scale: number) => {
  const limit = 10n ** BigInt(precision) - 1n;
  return fc
    .bigInt({ min: -limit, max: limit })
    .map((units) => formatDecimalFixed(decimalFromUnits(units, scale), scale));
};
const inCalendar = {
  min: new Date('0001-01-01T00:00:00.000Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
};
const anyRow = fc.record({
  id: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  whole: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  money: fc.option(decimal(28, 12)),
  quantity: fc.option(decimal(38, 15)),
  ratio: fc.option(decimal(18, 6)),
  day: fc.option(fc.date(inCalendar).map((date) => date.toISOString().slice(0, 10))),
  at: fc.option(fc.date(inCalendar).map((date) => date.toISOString())),
  text: fc.option(fc.string({ unit: 'binary' }).filter((text) => !text.startsWith('\ufeff'))),
  flag: fc.option(fc.boolean()),
  score: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => !Object.is(x, -0))),
});

it('all readers agree on any rows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 40 }), async (rows) => {
      for (const [name, profile, read] of readers) {
        if (name === 'DuckDB' && profile === 'compat') continue;
        expect(await read(await written(rows, profile), columns), name).toEqual(rows);
      }
    }),
    { numRuns: 25 },
  );
});
