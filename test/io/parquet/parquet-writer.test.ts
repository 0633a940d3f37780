import { createHash } from 'node:crypto';
import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { column as c, defineContract } from '../../../src/core/contracts/contract.ts';
import { parquetColumns, readParquetRows, readStoredParquet } from '../../../src/io/parquet/parquet-reader.ts';
import { writeParquetFile } from '../../../src/io/parquet/parquet-writer.ts';
import { memoryStore } from '../../../src/io/store/memory-store.ts';

const reading = defineContract({
  name: 'reading',
  grain: 'one row per meter and day',
  description: 'A small contract for tests.',
  key: ['meter'],
  partition: 'day',
  row: z.object({
    meter: c.text('Meter.'),
    day: c.day('Day.'),
    taken_at: c.instant('When.'),
    units: c.nullable(c.count('Units.', 'units')),
    amount: c.nullable(c.money('Amount.')),
    final: c.flag('Final.'),
  }),
});
const lineage = {
  connection_id: 'meters-main',
  stream: 'readings',
  load_id: '20260301T000000Z-0a1b2c3d',
  data_as_of: '2026-03-01T00:00:00Z',
};
const row = {
  meter: 'm-1',
  day: '2026-02-01',
  taken_at: '2026-02-01T10:00:00Z',
  units: 1n,
  amount: '2.5',
  final: true,
};
const write = (rows: Iterable<object> | AsyncIterable<object>, store = memoryStore()) =>
  writeParquetFile(store, 'raw/reading.parquet', reading, rows as Iterable<Record<string, unknown>>, lineage);

describe('writing a contract as Parquet', () => {
  it('stores rows with the lineage of the run and reports rows, bytes and digest', async () => {
    const store = memoryStore();
    const result = await write([row, { ...row, meter: 'm-2', units: null, amount: null }], store);
    const body = (await store.get('raw/reading.parquet'))?.body ?? new Uint8Array();
    expect(result).toEqual({ rows: 2, bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') });
    expect(await readStoredParquet(store, 'raw/reading.parquet')).toEqual([
      {
        ...row,
        taken_at: '2026-02-01T10:00:00.000Z',
        amount: '2.500000000000',
        ...lineage,
        data_as_of: '2026-03-01T00:00:00.000Z',
      },
      {
        ...row,
        meter: 'm-2',
        units: null,
        amount: null,
        taken_at: '2026-02-01T10:00:00.000Z',
        ...lineage,
        data_as_of: '2026-03-01T00:00:00.000Z',
      },
    ]);
  });

  it('writes no object when there are no rows', async () => {
    const store = memoryStore();
    expect(await write([], store)).toEqual({ rows: 0, bytes: 0, sha256: null });
    expect(await store.get('raw/reading.parquet')).toBeNull();
  });

  it('gives the same bytes for the same rows, however they arrive', async () => {
    const rows = Array.from({ length: 23_456 }, (_, i) => ({ ...row, meter: `m-${i}`, units: BigInt(i) }));
    async function* slowly() {
      for (const one of rows) {
        if (Number(one.units) % 5_000 === 0) await new Promise((done) => setTimeout(done, 1));
        yield one;
      }
    }
    expect((await write(slowly())).sha256).toBe((await write(rows)).sha256);
  });

  it.each([
    [127, 'SNAPPY'],
    [128, 'ZSTD'],
  ])('compresses a file of %i rows with %s, which costs least at that size', async (count, codec) => {
    const store = memoryStore();
    await write(
      Array.from({ length: count }, (_, i) => ({ ...row, meter: `m-${i}` })),
      store,
    );
    const body = (await store.get('raw/reading.parquet'))!.body;
    const { row_groups } = parquetMetadata(new Uint8Array(body).buffer);
    expect(row_groups.flatMap((g) => g.columns.map((column) => column.meta_data!.codec))).toEqual(
      Array.from({ length: 10 }, () => codec),
    );
  });

  it('keeps types that every engine reads: decimal 128, milliseconds without a zone, plain 64-bit integers', async () => {
    const store = memoryStore();
    await write([row], store);
    const body = (await store.get('raw/reading.parquet'))?.body ?? new Uint8Array();
    expect(await parquetColumns(body, 'test')).toEqual([
      { name: 'meter', type: 'Utf8' },
      { name: 'day', type: 'Date32<DAY>' },
      { name: 'taken_at', type: 'Timestamp<MILLISECOND>' },
      { name: 'units', type: 'Int64' },
      { name: 'amount', type: 'Decimal[28e+12]' },
      { name: 'final', type: 'Bool' },
      { name: 'connection_id', type: 'Utf8' },
      { name: 'stream', type: 'Utf8' },
      { name: 'load_id', type: 'Utf8' },
      { name: 'data_as_of', type: 'Timestamp<MILLISECOND>' },
    ]);
  });

  it.each([
    ['a number for a bigint', { units: 1 }, /column units, row 2: expected a bigint, found 1 \(number\)/],
    ['a whole number beyond 64 bits', { units: 2n ** 63n }, /column units, row 2: .*9223372036854775808/],
    ['a float for money', { amount: 2.5 }, /column amount, row 2: expected a decimal as text .*found 2.5 \(number\)/],
    ['money with an exponent', { amount: '1e3' }, /column amount, row 2: .*"1e3"/],
    ['money finer than the column', { amount: '0.0000000000001' }, /column amount, row 2: expected at most 12 digits/],
    [
      'money beyond the column',
      { amount: '10000000000000000' },
      /column amount, row 2: expected a decimal\(28,12\), found "1/,
    ],
    ['a day no calendar has', { day: '2026-02-30' }, /column day, row 2: expected a day of the calendar/],
    ['a day in another form', { day: '2026-2-3' }, /column day, row 2: expected a day YYYY-MM-DD/],
    [
      'an instant without a zone',
      { taken_at: '2026-02-01T10:00:00' },
      /column taken_at, row 2: expected a UTC instant/,
    ],
    ['an instant at 24:00', { taken_at: '2026-02-01T24:00:00Z' }, /column taken_at, row 2/],
    ['text for a flag', { final: 'true' }, /column final, row 2: expected true or false/],
    ['NULL where it is not allowed', { meter: null }, /column meter, row 2: NULL in a column that is never NULL/],
    ['a missing field', { units: undefined }, /column units, row 2: /],
  ])('refuses %s, names the place and stores nothing', async (_, wrong, message) => {
    const store = memoryStore();
    await expect(write([row, { ...row, ...wrong }], store)).rejects.toThrow(message);
    expect(await store.get('raw/reading.parquet')).toBeNull();
  });

  it('stores nothing when the rows end in an error after whole row groups were encoded', async () => {
    const store = memoryStore();
    function* broken() {
      for (let i = 0; i < 130_000; i++) yield row;
      throw new Error('page 14 was cut off');
    }
    await expect(write(broken(), store)).rejects.toThrow('page 14 was cut off');
    expect(await store.get('raw/reading.parquet')).toBeNull();
  });
});

it('says which file is no Parquet file', async () => {
  const read = async () => {
    for await (const _ of readParquetRows(Buffer.from('PAR1 but not really PAR1'), 'exports/focus/january.parquet'));
  };
  await expect(read()).rejects.toThrow(/exports\/focus\/january\.parquet is not a readable Parquet file/);
});
