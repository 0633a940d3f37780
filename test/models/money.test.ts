import { describe, expect, it } from 'vitest';
import { costRow, member, monthlyCost, personRows, priceRow, teamRows, usageRow } from './rows.ts';
import { buildWarehouse, type LandedRow, type LandedTables, LEDGER, type Warehouse } from './warehouse.ts';

const DAY = '2026-10-10';
const MODELS = [...LEDGER, 'fin_spend_daily_v1', 'fin_reconciliation_v1', 'fin_spend_by_team_month_v1'];
const M = 1_000_000;
const org: LandedTables = {
  config_price: [priceRow('m', 'input_uncached', '1')],
  config_team: teamRows('red', 'blue'),
  config_person: personRows('ann', 'bob'),
  config_membership: [member('ann', 'red'), member('bob', 'blue')],
};

async function build(tables: LandedTables, vars = {}): Promise<Warehouse> {
  const warehouse = await buildWarehouse({ ...org, ...tables }, { vars, models: MODELS });
  expect(await warehouse.failedTests()).toEqual([]);
  return warehouse;
}
const dollars = (key: string, amount: number, row: LandedRow = {}) =>
  usageRow(key, DAY, {
    billing_account: 'acct',
    model: 'm',
    service_tier: 'standard',
    input_uncached: amount * M,
    ...row,
  });

describe('which money counts', () => {
  it('is the export before the vendor API before invoices where nothing is named', async () => {
    const warehouse = await build({
      cost: [
        costRow('api', DAY, { billing_account: 'a', billed_cost: '1' }),
        monthlyCost('invoice', { billing_account: 'a', billed_cost: '2' }),
        monthlyCost('lone invoice', { billing_account: 'b', billed_cost: '3' }),
        costRow('export', DAY, { billing_account: 'c', source: 'focus', billed_cost: '4' }),
        costRow('api of c', DAY, { billing_account: 'c', billed_cost: '5' }),
      ],
    });
    const rows = await warehouse.query(`SELECT source_row_key AS k, role FROM fct_cost ORDER BY 1`);
    expect(Object.fromEntries(rows.map((row) => [row.k, row.role]))).toEqual({
      api: 'ledger',
      'api of c': 'witness',
      export: 'ledger',
      invoice: 'witness',
      'lone invoice': 'ledger',
    });
    expect(await warehouse.query('SELECT sum(amount_micros) AS m FROM fct_ledger')).toEqual([{ m: '8000000' }]);
    await warehouse.close();
  });

  it('is the source that finance names, from the day it names it', async () => {
    const warehouse = await build({
      cost: ['2026-10-10', '2026-10-20'].flatMap((day) => [
        costRow(`api ${day}`, day, { billing_account: 'a', billed_cost: '1' }),
        costRow(`invoice ${day}`, day, { billing_account: 'a', source: 'invoices', billed_cost: '2' }),
      ]),
      config_ledger_of_money: [
        { provider: '*', billing_account: '*', money_source: 'vendor_api', valid_from: '2026-01-01' },
        { provider: 'vendor', billing_account: 'a', money_source: 'invoices', valid_from: '2026-10-15' },
      ],
    });
    const rows = await warehouse.query(`SELECT source_row_key AS k FROM fct_cost WHERE role = 'ledger' ORDER BY 1`);
    expect(rows.map((row) => row.k)).toEqual(['api 2026-10-10', 'invoice 2026-10-20']);
    await warehouse.close();
  });

  it('takes AI services of a cloud bill into the ledger, loads the rest and shows both', async () => {
    const focus = (key: string, service_name: string, billed_cost: string, row: LandedRow = {}) =>
      costRow(key, DAY, {
        source: 'focus',
        provider: 'aws',
        billing_account: '111122223333',
        service_name,
        service_category: 'Other',
        publisher: 'Amazon Web Services, Inc.',
        billed_cost,
        ...row,
      });
    const cost = [
      focus('bedrock', 'Amazon Bedrock', '7.123456789012'),
      focus('model', 'Claude Sonnet 5 (Amazon Bedrock Edition)', '1'),
      focus('compute', 'Amazon Elastic Compute Cloud', '100'),
    ];
    const warehouse = await build({ cost });
    expect(
      await warehouse.query('SELECT provider, tool, sum(amount_micros) AS m FROM fct_ledger GROUP BY ALL'),
    ).toEqual([{ provider: 'aws_bedrock', tool: 'bedrock_api', m: '8123457' }]);
    expect(
      await warehouse.query(
        `SELECT provider, left_amount, right_amount, explained_by FROM fin_reconciliation_v1 WHERE pair = 'loaded_vs_in_scope'`,
      ),
    ).toEqual([{ provider: 'aws', left_amount: '108.123457', right_amount: '8.123457', explained_by: 'OUT_OF_SCOPE' }]);
    await warehouse.close();

    const everything = await build({ cost }, { focus_include: 'all' });
    expect(await everything.query('SELECT sum(amount_micros) AS m FROM fct_ledger')).toEqual([{ m: '108123457' }]);
    await everything.close();
  });

  it('keeps currencies apart', async () => {
    const warehouse = await build({
      cost: [
        costRow('usd', DAY, { billing_account: 'acct', billed_cost: '1' }),
        costRow('eur', DAY, { billing_account: 'acct', billed_cost: '2', currency: 'EUR' }),
      ],
    });
    expect(await warehouse.query('SELECT currency, total FROM fin_spend_by_team_month_v1 ORDER BY 1')).toEqual([
      { currency: 'EUR', total: '2.000000' },
      { currency: 'USD', total: '1.000000' },
    ]);
    await warehouse.close();
  });
});

describe('rounding', () => {
  it('rounds each total once and spreads it by largest remainder, credits included', async () => {
    const third = '0.000000333333';
    const warehouse = await build({
      cost: [
        ...['a', 'b', 'c'].map((key) => costRow(key, DAY, { billing_account: 'thirds', sku: key, billed_cost: third })),
        ...['a', 'b'].map((key) =>
          costRow(`x${key}`, DAY, { billing_account: 'halves', sku: key, billed_cost: '-0.00000025' }),
        ),
        costRow('credit', DAY, { billing_account: 'mixed', sku: 'c', billed_cost: '-0.0000016' }),
        costRow('debit', DAY, { billing_account: 'mixed', sku: 'd', billed_cost: '0.0000012' }),
      ],
    });
    const rows = await warehouse.query(
      `SELECT billing_account AS account, list(amount_micros ORDER BY amount_micros) AS m, CAST(sum(amount_micros) AS VARCHAR) AS total FROM fct_bill_line GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { account: 'halves', m: '["-1","0"]', total: '-1' },
      { account: 'mixed', m: '["-1","1"]', total: '0' },
      { account: 'thirds', m: '["0","0","1"]', total: '1' },
    ]);
    await warehouse.close();
  });

  it('hands one cent to three equal teams as 3334, 3333 and 3333 micros, and back', async () => {
    const shares = async (billed_cost: string) => {
      const warehouse = await build({
        config_team: teamRows('a', 'b', 'c'),
        config_person: personRows('p', 'q', 'r'),
        config_membership: [member('p', 'a'), member('q', 'b'), member('r', 'c')],
        usage: ['p', 'q', 'r'].map((actor_id) => dollars(actor_id, 1, { actor_id, cost_basis: 'included' })),
        cost: [costRow('fee', DAY, { billing_account: 'acct', charge_kind: 'fee', billed_cost })],
      });
      const rows = await warehouse.query('SELECT amount_micros AS m FROM fct_ledger ORDER BY team_id');
      await warehouse.close();
      return rows.map((row) => row.m);
    };
    expect(await shares('0.01')).toEqual(['3334', '3333', '3333']);
    expect(await shares('-0.01')).toEqual(['-3334', '-3333', '-3333']);
  });
});

describe('usage without a bill', () => {
  const usage = [dollars('u1', 40, { actor_id: 'ann' }), dollars('u2', 30), dollars('u3', 30), dollars('u4', 4)];
  const micros = async (warehouse: Warehouse) =>
    Object.fromEntries(
      (
        await warehouse.query(
          'SELECT source_row_key AS k, CAST(sum(amount_micros) AS VARCHAR) AS m FROM fct_ledger JOIN stg_usage USING (usage_id) GROUP BY 1',
        )
      ).map((row) => [row.k as string, BigInt(row.m as string)]),
    );

  it('is estimated at list price until a bill arrives, then split again with deltas that add up', async () => {
    const estimated = await build({ usage });
    const before = await micros(estimated);
    expect(await estimated.query('SELECT DISTINCT bill_state FROM fct_ledger')).toEqual([{ bill_state: 'estimated' }]);
    expect(before).toEqual({ u1: 40_000_000n, u2: 30_000_000n, u3: 30_000_000n, u4: 4_000_000n });
    expect(await estimated.query(`SELECT billed_cost, estimated_cost, cost_state FROM fin_spend_daily_v1`)).toEqual([
      { billed_cost: null, estimated_cost: '104.000000', cost_state: 'estimated' },
    ]);
    await estimated.close();

    const billed = await build({
      usage,
      cost: [monthlyCost('invoice', { billing_account: 'acct', billed_cost: '100' })],
    });
    const after = await micros(billed);
    expect(Object.fromEntries(Object.entries(after).map(([key, value]) => [key, value - before[key]!]))).toEqual({
      u1: -1_538_462n,
      u2: -1_153_846n,
      u3: -1_153_846n,
      u4: -153_846n,
    });
    await billed.close();
  });

  it('costs nothing when a plan covers it, and unpriced usage adds no money', async () => {
    const warehouse = await build({
      usage: [
        dollars('priced', 2),
        dollars('plan', 5, { cost_basis: 'included' }),
        dollars('unknown', 9, { model: 'unknown' }),
      ],
    });
    expect(await micros(warehouse)).toEqual({ priced: 2_000_000n, unknown: 0n });
    await warehouse.close();
  });

  it('is not estimated for an account whose money is known under any name of the account', async () => {
    const warehouse = await build({
      usage: [dollars('u', 2, { billing_account: null })],
      cost: [costRow('c', DAY, { billing_account: 'acct', billed_cost: '1' })],
    });
    expect(await micros(warehouse)).toEqual({ u: 1_000_000n });
    await warehouse.close();
  });
});

describe('credits, refunds and taxes', () => {
  const usage = [dollars('ann', 3, { actor_id: 'ann' }), dollars('bob', 1, { actor_id: 'bob' })];
  const line = (key: string, charge_kind: string, billed_cost: string, row: LandedRow = {}) =>
    monthlyCost(key, { billing_account: 'acct', line_key: key, charge_kind, billed_cost, ...row });
  const byLine = async (warehouse: Warehouse, key: string) =>
    warehouse.query(
      `SELECT coalesce(team_id, 'none') AS team, owner_class AS class, pool, ledger.amount_micros AS m FROM fct_ledger AS ledger JOIN fct_bill_line USING (bill_line_id) WHERE line_key = '${key}' ORDER BY 1`,
    );

  it('follow a line that follows another one', async () => {
    const warehouse = await build({
      usage,
      cost: [
        line('bill', 'usage', '4'),
        line('credit', 'credit', '-1', { applies_to: 'bill' }),
        line('tax', 'tax', '-0.2', { applies_to: 'credit' }),
      ],
    });
    expect(await byLine(warehouse, 'tax')).toEqual([
      { team: 'blue', class: 'attributed', pool: null, m: '-50000' },
      { team: 'red', class: 'attributed', pool: null, m: '-150000' },
    ]);
    await warehouse.close();
  });

  it('follow the line of their own invoice when several invoices use the same line numbers', async () => {
    const warehouse = await build({
      usage,
      cost: [
        line('1', 'usage', '4', { invoice_id: 'A' }),
        line('1', 'fee', '10', { source_row_key: 'other 1', invoice_id: 'B' }),
        line('2', 'tax', '1', { invoice_id: 'B', applies_to: '1' }),
      ],
    });
    expect((await byLine(warehouse, '2')).map((row) => row.class)).toEqual(['shared', 'shared']);
    await warehouse.close();
  });

  it('follow all positive money of the account, the unattributed too, when they name nothing or nothing that exists', async () => {
    const warehouse = await build({
      usage: [...usage, dollars('nobody', 4)],
      cost: [
        line('bill', 'usage', '8'),
        line('credit', 'credit', '-4', { applies_to: 'gone' }),
        line('fee', 'fee', '5'),
      ],
    });
    expect(await byLine(warehouse, 'credit')).toEqual([
      { team: 'blue', class: 'attributed', pool: null, m: '-500000' },
      { team: 'none', class: 'unattributed', pool: null, m: '-2000000' },
      { team: 'red', class: 'attributed', pool: null, m: '-1500000' },
    ]);
    const [reason] = await warehouse.query(
      `SELECT DISTINCT part_code FROM int_follow_part JOIN int_bill_line USING (line_no) WHERE line_key = 'credit'`,
    );
    expect(reason).toEqual({ part_code: 'APPLIES_TO_UNKNOWN' });
    await warehouse.close();
  });

  it('go to the vendor residual, shared by all, when there is nothing to follow', async () => {
    const warehouse = await build({
      usage: [dollars('ann', 1, { billing_account: 'else', actor_id: 'ann' })],
      cost: [line('credit', 'credit', '-4'), monthlyCost('other', { billing_account: 'else', billed_cost: '1' })],
    });
    expect(await byLine(warehouse, 'credit')).toEqual([
      { team: 'red', class: 'shared', pool: 'vendor_residual', m: '-4000000' },
    ]);
    await warehouse.close();
  });

  it('fail the build when they follow each other in a circle, without losing money', async () => {
    const warehouse = await buildWarehouse({
      ...org,
      usage,
      cost: [
        line('bill', 'usage', '4'),
        line('a', 'credit', '-1', { applies_to: 'b' }),
        line('b', 'credit', '-1', { applies_to: 'a' }),
      ],
    });
    expect((await warehouse.failedTests()).map((name) => name.split(':')[0])).toEqual(['follow_chains_end']);
    expect(await warehouse.query('SELECT sum(amount_micros) AS m FROM fct_ledger')).toEqual([{ m: '2000000' }]);
    await warehouse.close();
  });
});
