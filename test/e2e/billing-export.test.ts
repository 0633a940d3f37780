import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProject } from '../../src/app/project.ts';
import { withWarehouse } from '../../src/app/query.ts';
import { addDecimals, formatDecimal, parseDecimal, roundDecimal } from '../../src/core/money/decimal.ts';
import type { Cell } from '../../src/io/query-engine.ts';
import { type CliResult, runCli } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const CASES = [
  {
    name: 'an invented AWS export',
    file: path.resolve('test/fixtures/focus/aws-1.2/input/export.csv'),
    asOf: '2026-11-20',
  },
  {
    name: 'an invented export with AI columns',
    file: path.resolve('test/fixtures/focus/ai-1.4/input/october.csv'),
    asOf: '2026-11-20',
  },
  {
    name: 'the public sample of 1,000 lines',
    file: path.resolve('../shared/data/focus/focus_sample_1000.csv'),
    asOf: '2026-11-20',
    lines: 1000,
  },
];

/** BilledCost by invoice issuer, summed as the file writes it, at the twelve digits money has. */
function plainSums(file: string): Record<string, string> {
  const sums: Record<string, ReturnType<typeof parseDecimal>> = {};
  for (const row of parse(readFileSync(file), { columns: true, bom: true }) as Record<string, string>[]) {
    const issuer = row.InvoiceIssuerName ?? '';
    sums[issuer] = addDecimals(sums[issuer] ?? parseDecimal('0'), parseDecimal(row.BilledCost!));
  }
  return Object.fromEntries(
    Object.entries(sums).map(([issuer, sum]) => [issuer, formatDecimal(roundDecimal(sum, 12))]),
  );
}

for (const { name, file, asOf, lines } of CASES) {
  describe.skipIf(!existsSync(file))(`run --source focus on ${name}`, () => {
    let folder: { path: string; remove: () => Promise<void> };
    let result: CliResult;
    const query = async (sql: string): Promise<readonly Record<string, Cell>[]> =>
      withWarehouse(
        await openProject({ root: folder.path, processEnvironment: {}, implicit: true }),
        async (engine) => (await engine.query(sql)).rows,
      );

    beforeAll(async () => {
      folder = await tempFolder();
      result = await runCli(['run', '--source', 'focus', '--input', file, '--project', folder.path, '--as-of', asOf]);
    }, 240_000);
    afterAll(() => folder.remove());

    it('ends well and shows what was billed, AI beside the rest', () => {
      expect(result).toMatchObject({ code: 0 });
      for (const title of ['Billed by provider', 'AI spend by tool and model', 'Largest services not counted as AI']) {
        expect(result.out).toContain(title);
      }
    });

    it.skipIf(lines === undefined)('loads every line', async () => {
      expect(await query('select cast(count(*) as integer) as "lines" from fct_cost')).toEqual([{ lines }]);
    });

    it('bills per issuer the plain sum of the file to the last digit', async () => {
      const rows = await query(
        'select invoice_issuer, cast(sum(billed_cost) as varchar) as billed from fct_cost group by 1',
      );
      const loaded = rows.map((r) => [String(r.invoice_issuer), formatDecimal(parseDecimal(String(r.billed)))]);
      expect(Object.fromEntries(loaded)).toEqual(plainSums(file));
    });

    it('takes AI services into the ledger and leaves the rest beside it', async () => {
      const [cost] = await query(`
        select cast(sum(case when is_ai then billed_cost else 0 end) as decimal(38, 6)) as ai, count_if(not is_ai and is_in_scope) as strangers
        from fct_cost`);
      const [ledger] = await query(
        'select cast(sum(amount_micros) * 0.000001 as decimal(38, 6)) as amount from fct_ledger',
      );
      expect(ledger?.amount).toEqual(cost?.ai);
      expect(Number(cost?.strangers)).toBe(0);
    });

    it('reconciles what was loaded with what is in scope and out of it', async () => {
      const rows = await query(`
        select cast(sum(left_amount) as varchar) as loaded from fin_reconciliation_v1 where pair = 'loaded_vs_in_scope'`);
      const [cost] = await query(
        'select cast(cast(sum(billed_cost) as decimal(38, 6)) as varchar) as billed from fct_cost',
      );
      expect(Number(rows[0]?.loaded)).toBeCloseTo(Number(cost?.billed), 4);
    });
  });
}

const sessions = path.resolve('../shared/data/sessions');

describe.skipIf(!existsSync(sessions))('run --source local-logs on public session logs', () => {
  it('reads both tools from one folder and counts every response once', async () => {
    const folder = await tempFolder();
    const result = await runCli(
      [
        'run',
        '--source',
        'local-logs',
        '--input',
        sessions,
        '--project',
        folder.path,
        '--as-of',
        '2026-11-20',
        '--json',
      ],
      { HOME: folder.path },
    );
    expect(result).toMatchObject({ code: 0 });
    const { summary } = JSON.parse(result.out);
    const responses =
      'select tool, cast(count(distinct usage_id) as integer) as responses from fct_usage group by 1 order by 1';
    const counted = await runCli(['query', '--project', folder.path, '--json', responses], { HOME: folder.path });
    expect(JSON.parse(counted.out)).toEqual([
      { tool: 'claude_code', responses: 19 },
      { tool: 'codex', responses: 2 },
    ]);
    const notes = summary.map((s: { note: string }) => s.note).slice(0, 4);
    for (const note of notes) expect(note).toContain('list-price estimate');
    await folder.remove();
  }, 240_000);
});
