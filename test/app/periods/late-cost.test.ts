import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProject } from '../../../src/app/project.ts';
import { withWarehouse } from '../../../src/app/query.ts';
import { runCli } from '../../support/cli.ts';
import { type InvoiceProject, invoiceProject } from '../../support/invoice-project.ts';

const HEADER =
  'invoice_id,line_id,provider,billing_account,tool,billing_month,charge_category,charge_kind,description,quantity,unit,amount,currency,applies_to';
const line = (id: string, provider: string, month: string, amount: string) =>
  `${id},1,${provider},acme,,${month},Usage,,,,,${amount},USD,`;
const AUGUST = line('A-1', 'openai', '2026-08', '100');
const SEPTEMBER = line('A-2', 'openai', '2026-09', '50');

const LATE = `select period, provider, cast(usage_date as varchar) as day, cast(left_amount as varchar) as landed,
  cast(right_amount as varchar) as closed, cast(delta as varchar) as delta, status, explained_by
  from fin_reconciliation_v1 where pair = 'landed_vs_closed' order by all`;
const LEDGER = 'select * from fct_ledger order by ledger_id';
const late = (provider: string, landed: string, closed: string, delta: string) => ({
  period: '2026-08',
  provider,
  day: '2026-08-01',
  landed: `${landed}.000000`,
  closed: `${closed}.000000`,
  delta: `${delta}.000000`,
  status: 'explained',
  explained_by: 'late_after_close',
});

describe('cost that comes after its month was closed', { timeout: 240_000 }, () => {
  let folder: InvoiceProject;
  const environment = { TOKENLEDGER_PERSON_KEY: 'k'.repeat(32) };
  const cli = async (...args: string[]) => {
    const done = await runCli([...args, '--project', folder.path, '--as-of', '2026-09-20'], environment);
    expect(done.code, done.err + done.out).toBe(0);
    return done;
  };
  const ask = async (sql: string) => {
    const project = await openProject({ root: folder.path, processEnvironment: environment });
    return (await withWarehouse(project, (engine) => engine.query(sql))).rows;
  };

  beforeAll(async () => {
    folder = await invoiceProject(HEADER, AUGUST, SEPTEMBER);
    await cli('run');
    await cli('close', '2026-08');
  }, 240_000);
  afterAll(() => folder.remove());

  it('shows per provider, account and day what came, also where nothing was billed before; the ledger does not move', async () => {
    const before = await ask(LEDGER);
    expect(await ask(LATE)).toEqual([]);
    folder.enter(
      HEADER,
      AUGUST,
      line('A-3', 'openai', '2026-08', '7'),
      line('B-1', 'anthropic', '2026-08', '30'),
      SEPTEMBER,
    );
    await cli('run');
    expect(await ask(LATE)).toEqual([late('anthropic', '30', '0', '30'), late('openai', '107', '100', '7')]);
    expect(await ask(LEDGER)).toEqual(before);
  });

  it('stays in sight when the month is priced again, and in the next run', async () => {
    await cli('reprice', '2026-08', '--yes', '--reason', 'new book');
    expect((await ask(LATE)).map((row) => row.delta)).toEqual(['30.000000', '7.000000']);
    await cli('run');
    expect((await ask(LATE)).map((row) => row.delta)).toEqual(['30.000000', '7.000000']);
  });

  it('shows as less when a bill is taken back, and goes when the month is restated', async () => {
    folder.enter(HEADER, line('B-1', 'anthropic', '2026-08', '30'), SEPTEMBER);
    await cli('run');
    expect(await ask(LATE)).toEqual([late('anthropic', '30', '0', '30'), late('openai', '0', '100', '-100')]);
    await cli('restate', '2026-08', '--reason', 'late bills', '--yes');
    expect(await ask(LATE)).toEqual([]);
    expect((await ask("select sum(billed_cost) as billed from fct_bill_line where period = '2026-08'"))[0]).toEqual({
      billed: '30.000000000000',
    });
    await cli('run');
    expect(await ask(LATE)).toEqual([]);
  });
});
