import { describe, expect, it } from 'vitest';
import { costRow, member, personRows, priceRow, teamRows, usageRow } from './rows.ts';
import { buildWarehouse, type LandedRow, type LandedTables, LEDGER, type Warehouse } from './warehouse.ts';

const DAY = '2026-10-10';
const M = 1_000_000;
const org: LandedTables = {
  config_price: [priceRow('m', 'input_uncached', '1')],
  config_team: teamRows('red', 'blue', 'green'),
  config_person: personRows('ann', 'bob'),
  config_membership: [member('ann', 'red'), member('bob', 'blue')],
  config_owner: [
    { owner_kind: 'workspace', provider: 'vendor', external_id: 'shop', team_id: 'green', valid_from: '2026-01-01' },
  ],
};
const reported = (key: string, dollars: number, row: LandedRow) =>
  usageRow(key, DAY, {
    billing_account: 'acct',
    model: 'm',
    service_tier: 'standard',
    input_uncached: dollars * M,
    ...row,
  });

async function build(usage: LandedRow[], cost: LandedRow[]): Promise<Warehouse> {
  const warehouse = await buildWarehouse({ ...org, usage, cost }, { models: LEDGER });
  expect(await warehouse.failedTests()).toEqual([]);
  return warehouse;
}

const rolesOf = async (warehouse: Warehouse) =>
  Object.fromEntries(
    (
      await warehouse.query(
        `SELECT source_row_key AS k, role FROM int_usage JOIN stg_usage USING (usage_no) ORDER BY 1`,
      )
    ).map((row) => [row.k, row.role]),
  );
const moneyOf = (warehouse: Warehouse) =>
  warehouse.query(
    `SELECT coalesce(source_row_key, 'none') AS k, coalesce(ledger.team_id, 'none') AS team, ledger.amount_micros AS m, ledger.split_method AS how
     FROM fct_ledger AS ledger LEFT JOIN stg_usage USING (usage_id) ORDER BY 1, 2`,
  );

describe('tokens are counted once', () => {
  it('from the best evidence of each account and day; the others only divide', async () => {
    const warehouse = await build(
      [
        reported('api', 10, { workspace: 'shop' }),
        reported('telemetry', 4, { evidence_rank: 4, actor_id: 'ann' }),
        reported('log without account', 3, { evidence_rank: 5, billing_account: null, actor_id: 'ann' }),
        reported('other account', 2, { evidence_rank: 5, billing_account: 'else' }),
        reported('plan', 2, { evidence_rank: 5, cost_basis: 'included' }),
        {
          ...reported('next day', 2, { evidence_rank: 5 }),
          usage_start: '2026-10-11T00:00:00Z',
          usage_end: '2026-10-12T00:00:00Z',
        },
      ],
      [],
    );
    expect(await rolesOf(warehouse)).toEqual({
      api: 'counted',
      telemetry: 'split_key',
      'log without account': 'split_key',
      'other account': 'counted',
      plan: 'counted',
      'next day': 'counted',
    });
    await warehouse.close();
  });

  it('divides a workspace by the people of the tool report and leaves the rest with the workspace', async () => {
    const warehouse = await build(
      [
        reported('report', 100, { workspace: 'coding' }),
        reported('ann', 30, { evidence_rank: 3, workspace: 'coding', actor_id: 'ann', actor_kind: 'email' }),
        reported('bob', 50, { evidence_rank: 3, workspace: 'coding', actor_id: 'bob', actor_kind: 'email' }),
        reported('ann in telemetry', 30, { evidence_rank: 4, actor_id: 'ann', workspace: 'coding' }),
      ],
      [costRow('bill', DAY, { billing_account: 'acct', workspace: 'coding', model: 'm', billed_cost: '90' })],
    );
    expect(await moneyOf(warehouse)).toEqual([
      { k: 'ann', team: 'red', m: '27000000', how: 'LIST_COST+LIST_COST' },
      { k: 'bob', team: 'blue', m: '45000000', how: 'LIST_COST+LIST_COST' },
      { k: 'report', team: 'none', m: '18000000', how: 'LIST_COST+LIST_COST' },
    ]);
    await warehouse.close();
  });

  it('scales people down to the report when they claim more, and says so', async () => {
    const warehouse = await build(
      [
        reported('report', 10, { workspace: 'coding' }),
        reported('ann', 15, { evidence_rank: 3, workspace: 'coding', actor_id: 'ann' }),
        reported('bob', 5, { evidence_rank: 3, workspace: 'coding', actor_id: 'bob' }),
      ],
      [costRow('bill', DAY, { billing_account: 'acct', workspace: 'coding', billed_cost: '10' })],
    );
    const rows = await warehouse.query('SELECT team_id AS team, amount_micros AS m, reason FROM fct_ledger ORDER BY 1');
    expect(rows).toEqual([
      { team: 'blue', m: '2500000', reason: 'SPLIT_KEY_SCALED_DOWN' },
      { team: 'red', m: '7500000', reason: 'SPLIT_KEY_SCALED_DOWN' },
    ]);
    await warehouse.close();
  });

  it('lets sessions divide the key they used before the person, and the key owner before the member', async () => {
    const warehouse = await build(
      [
        reported('key', 10, { workspace: 'shop', api_key: 'k1' }),
        reported('session', 4, { evidence_rank: 4, api_key: 'k1', actor_id: 'ann', session_id: 's1' }),
      ],
      [costRow('bill', DAY, { billing_account: 'acct', workspace: 'shop', billed_cost: '10' })],
    );
    const rows = await warehouse.query(
      'SELECT team_id AS team, session_id AS session, person_key AS person, owner_method AS method, amount_micros AS m FROM fct_ledger ORDER BY m',
    );
    expect(rows).toEqual([
      { team: 'green', session: 's1', person: 'ann', method: 'O1_KEY', m: '4000000' },
      { team: 'green', session: null, person: null, method: 'O1_KEY', m: '6000000' },
    ]);
    await warehouse.close();
  });
});

describe('a bill line finds its usage', () => {
  it('by every key both sides know, and keeps its money when nothing matches', async () => {
    const warehouse = await build(
      [
        reported('input', 5, { workspace: 'shop' }),
        reported('batch', 5, { workspace: 'shop', service_tier: 'batch' }),
        reported('elsewhere', 5, { workspace: 'desk' }),
      ],
      [
        costRow('standard', DAY, {
          billing_account: 'acct',
          workspace: 'shop',
          service_tier: 'standard',
          token_kind: 'input_uncached',
          billed_cost: '5',
        }),
        costRow('output', DAY, { billing_account: 'acct', workspace: 'shop', token_kind: 'output', billed_cost: '3' }),
        costRow('other day', '2026-10-12', { billing_account: 'acct', workspace: 'shop', billed_cost: '2' }),
      ],
    );
    const rows = await warehouse.query(
      `SELECT costs.source_row_key AS line, coalesce(usage.source_row_key, 'none') AS k, ledger.amount_micros AS m, ledger.reason
       FROM fct_ledger AS ledger JOIN fct_cost AS costs USING (bill_line_id) LEFT JOIN stg_usage AS usage USING (usage_id) ORDER BY 1, 2`,
    );
    expect(rows).toEqual([
      { line: 'other day', k: 'none', m: '2000000', reason: 'NO_USAGE' },
      { line: 'output', k: 'none', m: '3000000', reason: 'NO_USAGE' },
      { line: 'standard', k: 'input', m: '5000000', reason: 'OK' },
    ]);
    await warehouse.close();
  });

  it('weighs all candidates in one unit: list cost, else tokens, else requests, else evenly', async () => {
    const unit = (name: string, rows: LandedRow[]) => ({
      usage: rows.map((row, i) =>
        usageRow(`${name} ${i}`, DAY, { billing_account: name, service_tier: 'standard', ...row }),
      ),
      cost: costRow(name, DAY, { billing_account: name, billed_cost: '1' }),
    });
    const units = [
      unit('list', [
        { model: 'm', input_uncached: 100 },
        { model: 'm', input_uncached: 300 },
      ]),
      unit('tokens', [
        { model: 'm', input_uncached: 100 },
        { model: 'unknown', input_uncached: 300 },
      ]),
      unit('requests', [
        { model: 'm', requests: 1 },
        { model: 'm', requests: 3 },
      ]),
      unit('even', [
        { model: 'm', requests: 1 },
        { model: 'm', quantity: '5', quantity_unit: 'GB' },
      ]),
    ];
    const warehouse = await build(
      units.flatMap((u) => u.usage),
      units.map((u) => u.cost),
    );
    const rows = await warehouse.query(
      `SELECT billing_account AS account, split_method AS unit, list(amount_micros ORDER BY amount_micros) AS m FROM fct_ledger GROUP BY ALL ORDER BY 1`,
    );
    expect(rows).toEqual([
      { account: 'even', unit: 'EVEN', m: '["500000","500000"]' },
      { account: 'list', unit: 'LIST_COST', m: '["250000","750000"]' },
      { account: 'requests', unit: 'REQUESTS', m: '["250000","750000"]' },
      { account: 'tokens', unit: 'TOKENS', m: '["250000","750000"]' },
    ]);
    await warehouse.close();
  });

  it('lets usage of unknown lifetime or kind take part in the lines of the kinds it may hold', async () => {
    const warehouse = await build(
      [usageRow('unsplit', DAY, { billing_account: 'acct', model: 'x', cache_write_unsplit: 10, input_uncached: 5 })],
      [costRow('writes', DAY, { billing_account: 'acct', token_kind: 'cache_write_1h', billed_cost: '1' })],
    );
    expect((await moneyOf(warehouse)).map((row) => row.k)).toEqual(['unsplit']);
    await warehouse.close();
  });
});

describe('staging reads the newest complete run of a window', () => {
  const window = (run: string, status: string, content: string | null) => ({
    source: 'usage_api',
    connection: 'test-connection',
    stream_name: 'usage',
    table_name: 'usage',
    data_day: DAY,
    dt: DAY,
    run,
    content_run: content,
    status,
    row_count: 1,
    sums: '{}',
    content_hash: run,
  });
  it.each([
    ['a later complete run replaces the window as a whole', [window('run-2', 'complete', 'run-2')], ['new']],
    ['a failed run changes nothing', [window('run-2', 'error', null)], ['a', 'b']],
    ['an empty run empties the window', [window('run-2', 'empty', null)], []],
    ['an unchanged answer keeps the earlier files', [window('run-2', 'complete', 'run-1')], ['a', 'b']],
  ])('%s', async (_, coverage, expected) => {
    const warehouse = await buildWarehouse({
      ...org,
      usage: [
        reported('a', 1, {}),
        reported('b', 1, {}),
        ...(expected.includes('new') ? [reported('new', 1, { load_id: 'run-2' })] : []),
      ],
      ingest_coverage: coverage,
    });
    const rows = await warehouse.query('SELECT source_row_key AS k FROM stg_usage ORDER BY 1');
    expect(rows.map((row) => row.k)).toEqual(expected);
    await warehouse.close();
  });
});
