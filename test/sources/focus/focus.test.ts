import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cost } from '../../../src/core/contracts/index.ts';
import { parquetTextRows } from '../../../src/io/parquet/parquet-text-rows.ts';
import { focus } from '../../../src/sources/focus/index.ts';
import type { FileStream, InputFile, ParsedRow } from '../../../src/sources/source.ts';
import { parquetBytes } from '../../support/duckdb-parquet.ts';
import { collected, inputFiles, parseContext, shown, textFile } from '../../support/input-files.ts';

const fixtures = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../fixtures/focus');
const stream = focus.streams[0] as FileStream;
const context = { ...parseContext({}, '2026-11-20'), parquetRows: parquetTextRows };
const parse = (files: readonly InputFile[]) => collected(stream.parseFiles(files, context));

const fixture = (name: string) => readFileSync(path.join(fixtures, name), 'utf8');
const october = fixture('aws-1.2/input/export.csv');
const [header, ...lines] = october.trimEnd().split('\n');
const fileOf = (name: string, records: readonly string[]) => textFile(name, `${[header, ...records].join('\n')}\n`);

for (const name of ['ai-1.4', 'aws-1.2', 'old-names']) {
  describe(`a FOCUS export (${name})`, () => {
    const folder = path.join(fixtures, name);

    it('gives the expected cost rows and notes', async () => {
      const { rows, notes } = await parse(inputFiles(path.join(folder, 'input')));
      const found = { rows: rows.map(shown), notes };
      const expected = path.join(folder, 'expected.json');
      if (process.env.UPDATE_FIXTURES === '1') writeFileSync(expected, `${JSON.stringify(found, null, 2)}\n`);
      expect(found).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
    });

    it('gives rows that satisfy the contract, under keys of their own', async () => {
      const { rows } = await parse(inputFiles(path.join(folder, 'input'), 7));
      for (const { row } of rows) expect(cost.row.strict().safeParse(row).error).toBeUndefined();
      expect(new Set(rows.map(({ row }) => row.source_row_key)).size).toBe(rows.length);
    });

    it('lets no e-mail through', async () => {
      const { rows } = await parse(inputFiles(path.join(folder, 'input')));
      const text = JSON.stringify(rows.map(shown)).replace(/pseudonym-of-email-[^"\\ ]+/g, '');
      expect(text).not.toContain('@example.com');
    });
  });
}

describe('formats', () => {
  const figures = (rows: readonly ParsedRow[]) => rows.map(shown);

  it('reads gzip and Parquet to the same rows as CSV', async () => {
    const plain = await parse([textFile('export.csv', october)]);
    const zipped: InputFile = { ...textFile('export.csv.gz', ''), open: once(gzipSync(october)) };
    expect(figures((await parse([zipped])).rows)).toEqual(figures(plain.rows));
    const bytes = await parquetBytes(path.join(fixtures, 'aws-1.2/input/export.csv'));
    const parquet: InputFile = { path: 'export.parquet', size: bytes.length, open: once(bytes) };
    expect(figures((await parse([parquet])).rows)).toEqual(figures(plain.rows));
  });

  it('tells gzip by its bytes, not by its name', async () => {
    const plain = await parse([textFile('export.csv', october)]);
    const packed: InputFile = { ...textFile('export.csv', ''), open: once(gzipSync(october)) };
    const unpacked = textFile('export.csv.gz', october);
    for (const file of [packed, unpacked]) expect((await parse([file])).rows).toHaveLength(plain.rows.length);
  });

  it('reads a header in any order and spelling, BOM, CRLF, quoted newlines, exponents, credits, null in either case', async () => {
    const columns = header!.split(',');
    const cells = columns.map(() => '');
    const set = (name: string, value: string) => {
      expect(columns).toContain(name);
      cells[columns.indexOf(name)] = value;
    };
    const first = (await parse([fileOf('export.csv', [lines[0]!])])).rows[0]!.row;
    set('BilledCost', '-1.5E-7');
    set('EffectiveCost', 'null');
    set('ListCost', '0.12345678901234567890');
    set('ChargeCategory', 'credit');
    set('SubAccountName', '"two\r\nlines, ""quoted"""');
    set('BillingCurrency', 'eur');
    set('BillingAccountId', String(first.billing_account));
    set('BillingPeriodStart', '2026-10-01');
    set('ChargePeriodStart', '2026-10-01 00:00:00');
    set('ChargePeriodEnd', '2026-10-02 00:00:00');
    set('InvoiceIssuerName', 'AWS');
    set('ServiceCategory', 'AI and Machine Learning');
    set('ServiceName', 'Amazon Bedrock');
    const spelled = columns.map((name) => name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase());
    const text = `\uFEFF${[spelled, cells].map((line) => [...line].reverse().join(',')).join('\r\n')}\r\n`;
    const { rows, notes } = await parse([textFile('export.csv', text)]);
    expect(rows.map(({ row }) => row)).toMatchObject([
      {
        billed_cost: '-0.00000015',
        effective_cost: null,
        list_cost: '0.123456789012',
        charge_category: 'Credit',
        sub_account_name: 'two\r\nlines, "quoted"',
        currency: 'EUR',
      },
    ]);
    expect(notes.map(({ code }) => code)).toContain('rounded_to_12_digits');
  });

  it('reads decimals, doubles, timestamps and maps of Parquet exactly', async () => {
    const bytes = await parquetBytes(path.join(fixtures, 'aws-1.2/input/export.csv'), {
      BilledCost: 'CAST(BilledCost AS DECIMAL(20, 11))',
      EffectiveCost: 'CAST(EffectiveCost AS DOUBLE)',
      ChargePeriodStart: 'CAST(ChargePeriodStart AS TIMESTAMP)',
      BillingPeriodStart: "CAST(BillingPeriodStart || '+00' AS TIMESTAMPTZ)",
      Tags: "MAP {'zone': 'b', 'Team': 'web'}",
    });
    const { rows } = await parse([{ path: 'a.parquet', size: bytes.length, open: once(bytes) }]);
    expect(rows[1]!.row).toMatchObject({
      billed_cost: '1.5',
      effective_cost: '1.5',
      usage_start: '2026-10-01T00:00:00.000Z',
      period: '2026-10',
      tags: '{"Team":"web","zone":"b"}',
      team_tag: 'web',
    });
  });

  it('gives no row for an empty file, for a header alone and for no file', async () => {
    for (const files of [[], [textFile('a.csv', '')], [fileOf('a.csv', [])]]) {
      expect((await parse(files)).rows).toEqual([]);
    }
  });
});

describe('a file that cannot be trusted stops the window and says why', () => {
  const failure = async (...files: InputFile[]) => {
    const error = await parse(files).catch((thrown: Error) => thrown);
    return (error as Error).message;
  };
  const edited = (column: string, value: string) => {
    const cells = lines[1]!.split(',');
    cells[header!.split(',').indexOf(column)] = value;
    return fileOf('a.csv', [lines[0]!, cells.join(',')]);
  };

  it('a missing column', async () => {
    const text = october.replace('BilledCost', 'BiledCost');
    expect(await failure(textFile('a.csv', text))).toContain(
      'a.csv:1: column BilledCost is missing → a FOCUS 1.0 to 1.4 Cost and Usage file has it: choose it in the export, or rename BiledCost',
    );
  });
  it('a wrong currency', async () => {
    expect(await failure(edited('BillingCurrency', 'Credits'))).toContain(
      'a.csv:3: BillingCurrency is "CREDITS" → expected an ISO 4217 code',
    );
  });
  it('an amount that is none', async () => {
    expect(await failure(edited('BilledCost', '1.2.3'))).toContain(
      'a.csv:3: BilledCost is "1.2.3" → expected a decimal number',
    );
    expect(await failure(edited('BilledCost', 'NULL'))).toContain('a.csv:3: BilledCost is empty');
  });
  it('a time that is none', async () => {
    expect(await failure(edited('ChargePeriodStart', '10/01/2026'))).toContain(
      'a.csv:3: ChargePeriodStart is "10/01/2026" → expected a time like 2026-10-01T00:00:00Z',
    );
  });
  it('a day the month does not have, and an end before the start', async () => {
    expect(await failure(edited('ChargePeriodStart', '2026-02-31T00:00:00Z'))).toContain(
      'a.csv:3: ChargePeriodStart is "2026-02-31T00:00:00Z" → expected a time',
    );
    expect(await failure(edited('ChargePeriodEnd', '2026-09-01T00:00:00Z'))).toMatch(
      /a\.csv:3: ChargePeriodEnd 2026-09-01T00:00:00\.000Z lies before ChargePeriodStart/,
    );
  });
  it('an amount with more digits than money has', async () => {
    expect(await failure(edited('BilledCost', '12345678901234567.5'))).toContain(
      'a.csv:3: BilledCost is "12345678901234567.5" → expected at most 16 digits before the point',
    );
  });
  it.each([
    [';', '";"'],
    ['\t', 'tabs'],
  ])('fields separated by %j', async (separator, shown) => {
    const message = await failure(textFile('a.csv', october.replaceAll(',', separator)));
    expect(message).toContain(`a.csv:1: the fields are separated by ${shown} → FOCUS files have commas`);
    expect(message).toContain('one line is wrong');
  });
  it('a month to come', async () => {
    expect(await failure(edited('BillingPeriodStart', '2026-12-01 00:00:00'))).toContain(
      'a.csv:3: BillingPeriodStart lies in 2026-12, after 2026-11-20 → a month is billed once it has begun',
    );
  });
  it('a file cut in the middle', async () => {
    expect(await failure(textFile('a.csv', october.slice(0, -150)))).toMatch(/a\.csv:8: broken CSV: /);
    const cut = gzipSync(october).subarray(0, 300);
    expect(await failure({ path: 'a.csv.gz', size: 300, open: once(cut) })).toMatch(
      /cut off or damaged: unexpected end/,
    );
    const parquet = (await parquetBytes(path.join(fixtures, 'aws-1.2/input/export.csv'))).subarray(0, 2000);
    expect(await failure({ path: 'a.parquet', size: 2000, open: once(parquet) })).toContain(
      'a.parquet is not a readable Parquet file',
    );
  });
});

describe('several files of one month', () => {
  const months = async (...files: InputFile[]) => {
    const { rows, notes } = await parse(files);
    return { rows: rows.length, notes: notes.filter(({ code }) => code !== 'unknown_column') };
  };

  it('are parts of it when they hold different lines', async () => {
    expect(await months(fileOf('1.csv', lines.slice(0, 3)), fileOf('2.csv', lines.slice(3)))).toEqual({
      rows: 7,
      notes: [],
    });
  });

  it('are refused when they hold the same lines, in whatever format', async () => {
    const twice = parse([fileOf('a.csv', lines), fileOf('b.csv', lines.slice(0, 5))]);
    await expect(twice).rejects.toThrow(
      'a.csv and b.csv hold the same lines of 2026-10: they are two exports of one month',
    );
  });

  it('count by the newest delivery where deliveries have folders', async () => {
    const root = 'x/data/BILLING_PERIOD=2026-10';
    const files = [
      fileOf(`${root}/20261012T010101Z-aaaa/x-00001.csv`, lines),
      fileOf(`${root}/20261102T010101Z-bbbb/x-00001.csv`, lines.slice(0, 4)),
      fileOf(`${root}/20261102T010101Z-bbbb/x-00002.csv`, lines.slice(4, 6)),
    ];
    expect(await months(...files)).toEqual({ rows: 6, notes: [{ code: 'older_delivery', detail: files[0]!.path }] });
    const again = await parse([fileOf(`${root}/20261103T010101Z-cccc/x-00001.csv`, lines.slice(0, 4))]);
    const before = await parse(files);
    expect(again.rows[0]!.row.source_row_key).toBe(before.rows[0]!.row.source_row_key);
  });

  it('are refused when nobody can say which delivery is newer', async () => {
    const files = ['aaaa', 'bbbb'].map((id) => fileOf(`20261001-20261031/${id}/part.csv`, lines));
    await expect(parse(files)).rejects.toThrow('two deliveries of one month');
  });

  it('count as the manifest lists them; a file it lists and nobody has stops the load', async () => {
    const root = 'x/data/BILLING_PERIOD=2026-10';
    const manifest = (names: string[]) =>
      textFile(
        'x/metadata/BILLING_PERIOD=2026-10/x-Manifest.json',
        JSON.stringify({ files: names.map((n) => `s3://bucket/p/${root}/${n}`) }),
      );
    const first = fileOf(`${root}/x-00001.csv`, lines.slice(0, 4));
    const stale = fileOf(`${root}/x-00002.csv`, lines.slice(4));
    expect(await months(manifest(['x-00001.csv']), first, stale)).toEqual({
      rows: 4,
      notes: [{ code: 'not_in_manifest', detail: stale.path }],
    });
    await expect(parse([manifest(['x-00001.csv', 'x-00003.csv']), first])).rejects.toThrow(
      'the manifest names a file that is not there: s3://bucket/p/x/data/BILLING_PERIOD=2026-10/x-00003.csv',
    );
  });
});

describe('the real billing file beside the project', () => {
  const real = path.resolve(fixtures, '../../../../shared/data/focus');
  it.skipIf(!existsSync(real))(
    'loads completely, and BilledCost per provider is a plain sum of the file to the last digit',
    async () => {
      const files = inputFiles(real).filter(({ path: name }) => name.endsWith('.csv'));
      const { rows, notes } = await parse(files);
      expect(rows).toHaveLength(1000);
      expect(notes.map(({ code, detail }) => `${code} ${detail.split(': ')[1]}`)).toEqual(['unknown_column Id']);
      for (const { row } of rows) expect(cost.row.strict().safeParse(row).error).toBeUndefined();

      const expected = new Map<string, bigint>();
      const text = readFileSync(path.join(real, files[0]!.path), 'utf8').trim().split('\n').map(cellsOf);
      const at = (name: string) => text[0]!.indexOf(name);
      for (const cells of text.slice(1)) add(expected, cells[at('ProviderName')]!, cells[at('BilledCost')]!);
      const found = new Map<string, bigint>();
      for (const { row } of rows) add(found, row.service_provider as string, row.billed_cost as string);
      expect(found).toEqual(expected);
      expect([...found.keys()].sort()).toEqual(['AWS', 'Microsoft', 'Oracle']);
      const bySlug = new Map<string, number>();
      for (const { row } of rows) bySlug.set(row.provider as string, (bySlug.get(row.provider as string) ?? 0) + 1);
      expect(bySlug).toEqual(
        new Map([
          ['aws', 942],
          ['microsoft', 51],
          ['oracle', 7],
        ]),
      );
    },
  );
});

function once(bytes: Uint8Array) {
  return async function* () {
    yield bytes;
  };
}

/** Adds at 20 digits after the point, on integers. */
function add(sums: Map<string, bigint>, key: string, amount: string): void {
  const [whole, fraction = ''] = amount.replace('-', '').split('.');
  const units = BigInt(whole! + fraction.padEnd(20, '0'));
  sums.set(key, (sums.get(key) ?? 0n) + (amount.startsWith('-') ? -units : units));
}

/** Cells of one CSV line without line breaks inside: enough for this file. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    (m) => m[1]?.replaceAll('""', '"') ?? m[2] ?? '',
  );
}
