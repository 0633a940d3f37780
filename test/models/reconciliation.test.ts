import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { costRow, monthlyCost, priceRow, usageRow } from './rows.ts';
import { buildWarehouse, type LandedRow, type Warehouse } from './warehouse.ts';

const M = 1_000_000;
const used = (key: string, day: string, row: LandedRow) =>
  usageRow(key, day, { billing_account: 'daily', model: 'm', service_tier: 'standard', ...row });
const billed = (key: string, day: string, row: LandedRow) => costRow(key, day, { billing_account: 'daily', ...row });
const input = (billed_cost: string) => ({ model: 'm', token_kind: 'input_uncached', billed_cost });

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await buildWarehouse({
    config_price: [
      priceRow('m', 'input_uncached', '1'),
      priceRow('m', 'embedding', '2'),
      priceRow('m', 'tool_calls', '10000'),
    ],
    usage: [
      used('agrees', '2026-10-01', { input_uncached: 100 * M }),
      used('noise', '2026-10-02', { input_uncached: 100 * M }),
      used('unpriced', '2026-10-03', { input_uncached: 100 * M }),
      used('unpriced too', '2026-10-03', { model: 'unknown', input_uncached: M }),
      used('searches', '2026-10-04', { input_uncached: 100 * M, tool_calls: 100 }),
      used('differs', '2026-10-05', { input_uncached: 100 * M }),
      used('restated', '2026-10-06', { input_uncached: 100 * M }),
      used('no cost', '2026-10-07', { input_uncached: 100 * M }),
      used('plan', '2026-10-08', { input_uncached: 100 * M, cost_basis: 'included' }),
      used('embeddings', '2026-10-09', { embedding: 50 * M }),
      used('monthly', '2026-10-20', { billing_account: 'monthly', input_uncached: 30 * M }),
    ],
    cost: [
      billed('agrees', '2026-10-01', input('100')),
      billed('noise', '2026-10-02', input('100.9')),
      billed('unpriced', '2026-10-03', input('100')),
      billed('unpriced too', '2026-10-03', { model: 'unknown', token_kind: 'input_uncached', billed_cost: '7' }),
      billed('searches', '2026-10-04', input('100')),
      billed('search charges', '2026-10-04', { billed_cost: '9' }),
      billed('differs', '2026-10-05', input('120')),
      billed('restated', '2026-10-06', { ...input('120'), provisional: true }),
      billed('no usage', '2026-10-08', input('5')),
      billed('embeddings', '2026-10-09', input('100')),
      monthlyCost('monthly', {
        billing_account: 'monthly',
        model: 'm',
        token_kind: 'input_uncached',
        billed_cost: '30',
      }),
      monthlyCost('paper', { billing_account: 'daily', billed_cost: '700' }),
    ],
  });
});
afterAll(() => warehouse.close());

describe('usage against money', () => {
  const rows = async (account: string) =>
    (
      await warehouse.query(
        `SELECT day(usage_date) AS day, status, explained_by AS why, residual FROM fin_reconciliation_v1
         WHERE pair = 'usage_vs_cost' AND billing_account = '${account}' ORDER BY usage_date`,
      )
    ).map((row) => `${row.day} ${row.status} ${row.why} ${row.residual}`);

  it('is equal within the noise, explained by what is known, or open', async () => {
    expect(await rows('daily')).toEqual([
      '1 ok null 0.000000',
      '2 ok null -0.900000',
      '3 explained UNPRICED_USAGE 0.000000',
      '4 explained CHARGES_WITHOUT_TOKENS 0.000000',
      '5 open null -20.000000',
      '6 explained PROVISIONAL -20.000000',
      '7 explained NO_COST null',
      '8 explained NO_USAGE null',
      '9 ok null 0.000000',
    ]);
  });

  it('is compared by the month where the money comes by the month', async () => {
    expect(await rows('monthly')).toEqual(['1 ok null 0.000000']);
  });

  it('lets an embedding take part in the input line of its model', async () => {
    const [row] = await warehouse.query(
      `SELECT reason FROM fct_ledger JOIN stg_usage USING (usage_id) WHERE source_row_key = 'embeddings'`,
    );
    expect(row).toEqual({ reason: 'NO_EVIDENCE' });
  });
});

describe('witness against ledger', () => {
  it('stays open by the amount the invoice differs from what was charged', async () => {
    const rows = await warehouse.query(
      `SELECT pair, left_amount, right_amount, residual, status FROM fin_reconciliation_v1 WHERE pair LIKE 'invoices_vs%'`,
    );
    expect(rows).toEqual([
      {
        pair: 'invoices_vs_vendor_api',
        left_amount: '700.000000',
        right_amount: '761.900000',
        residual: '-61.900000',
        status: 'open',
      },
    ]);
  });
});
