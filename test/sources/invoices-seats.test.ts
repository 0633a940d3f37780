import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { invoices } from '../../src/sources/invoices.ts';
import { seats } from '../../src/sources/seats.ts';
import type { FileStream, SourceDefinition } from '../../src/sources/source.ts';
import { collected, inputFiles, parseContext, shown, textFile } from '../support/input-files.ts';

const fixtures = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../fixtures');
const context = parseContext();

for (const source of [invoices, seats] satisfies SourceDefinition[]) {
  const stream = source.streams[0] as FileStream;
  describe(`${source.name} of a company`, () => {
    const folder = path.join(fixtures, source.name);
    it('give the expected rows, each satisfying its contract under a key of its own', async () => {
      const { rows, notes } = await collected(stream.parseFiles(inputFiles(path.join(folder, 'input')), context));
      expect(notes).toEqual([]);
      const [contract] = stream.tables;
      for (const { row } of rows) expect(contract!.row.strict().safeParse(row).error).toBeUndefined();
      const keys = rows.map(({ dt, row }) => JSON.stringify([dt, contract!.key.map((column) => row[column])]));
      expect(new Set(keys).size).toBe(rows.length);
      const expected = path.join(folder, 'expected.json');
      if (process.env.UPDATE_FIXTURES === '1') writeFileSync(expected, `${JSON.stringify(rows.map(shown), null, 2)}\n`);
      expect(rows.map(shown)).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
    });
  });
}

async function problemsOf(source: SourceDefinition, header: string, ...lines: string[]): Promise<string[]> {
  const stream = source.streams[0] as FileStream;
  const text = `${[header, ...lines].join('\n')}\n`;
  const error = await collected(stream.parseFiles([textFile('f.csv', text)], context)).catch((e: Error) => e);
  expect(error).toBeInstanceOf(Error);
  return (error as Error).message
    .split('\n')
    .slice(1, -1)
    .map((line) => line.trim());
}

describe('a wrong invoice line is answered with place and remedy', () => {
  const header =
    'invoice_id,line_id,provider,billing_account,tool,billing_month,charge_category,charge_kind,description,quantity,unit,amount,currency,applies_to';
  const cases: [string, string[], string[]][] = [
    [
      'a currency that is none, an amount that is none, a category that is none',
      ['I,1,github,,,2026-10,Refund,,,,,1.2.3,usd,'],
      [
        'f.csv:2: charge_category is "Refund" → write one of Usage, Purchase, Tax, Credit, Adjustment',
        'f.csv:2: amount is "1.2.3" → write a plain decimal number like -1234.50, with at most 12 digits after the point',
        'f.csv:2: currency is "usd" → write an ISO 4217 currency code in capitals, like USD',
      ],
    ],
    [
      'a month that is none and a provider in capitals',
      ['I,1,GitHub,,,10/2026,Tax,,,,,1,USD,'],
      [
        'f.csv:2: provider is "GitHub" → write it in lower case with _ between words, like claude_code',
        'f.csv:2: billing_month is "10/2026" → write the month as YYYY-MM',
      ],
    ],
    [
      'the same line twice',
      ['I,1,github,,,2026-10,Tax,,,,,1,USD,', 'I,1,github,,,2026-10,Tax,,,,,1,USD,'],
      [
        'f.csv:3: invoice line I/1 is also in f.csv:2 → give each line of an invoice its own line_id, or remove the repeat',
      ],
    ],
    [
      'a month to come, and a credit that is positive',
      ['I,1,github,,,2026-12,Credit,,,,,5,USD,'],
      [
        'f.csv:2: billing_month 2026-12 lies after 2026-11-20 → correct the month; enter a bill once its month has begun',
        'f.csv:2: a Credit of 5 would raise the bill → write the amount of a credit as a negative number',
      ],
    ],
  ];
  for (const [what, lines, expected] of cases) {
    it(what, async () => expect(await problemsOf(invoices, header, ...lines)).toEqual(expected));
  }
});

describe('a wrong seat line is answered with place and remedy', () => {
  const header =
    'provider,billing_account,tool,billing_month,seat_id,plan,holder_email,held_from,held_to,price,currency';
  const cases: [string, string[], string[]][] = [
    [
      'days outside the month, and days in the wrong order',
      [
        'github,,github_copilot,2026-10,s1,,ada@example.com,2026-09-30,,19,USD',
        'github,,github_copilot,2026-10,s2,,ada@example.com,2026-10-20,2026-10-10,19,USD',
      ],
      [
        'f.csv:2: held 2026-09-30 to 2026-11-01 is not inside 2026-10 → keep held_from and held_to within 2026-10-01 and 2026-11-01, one line per month',
        'f.csv:3: held_from 2026-10-20 is not before held_to 2026-10-10 → held_to is the day after the last day held',
      ],
    ],
    [
      'one seat with two holders on one day',
      [
        'github,,github_copilot,2026-10,s1,,ada@example.com,,2026-10-16,19,USD',
        'github,,github_copilot,2026-10,s1,,grace@example.com,2026-10-15,,19,USD',
      ],
      ['f.csv:3: seat s1 is already held on these days by f.csv:2 → end one holding before the other begins'],
    ],
    [
      'a price without currency, and a seat of nobody',
      ['github,,github_copilot,2026-10,,,,,,19,'],
      [
        'f.csv:2: a price without currency → fill in currency, like USD',
        'f.csv:2: neither seat_id nor holder_email → fill in one of them',
      ],
    ],
  ];
  for (const [what, lines, expected] of cases) {
    it(what, async () => expect(await problemsOf(seats, header, ...lines)).toEqual(expected));
  }
});
