import { describe, expect, it } from 'vitest';
import { member, monthlyCost, personRows, teamRows, usageRow } from './rows.ts';
import { buildWarehouse, type LandedRow, type LandedTables, LEDGER } from './warehouse.ts';

const org: LandedTables = {
  config_team: teamRows('red', 'blue', 'green'),
  config_person: personRows('ann', 'bob', 'cid'),
  config_membership: [
    member('ann', 'red', { valid_to: '2026-10-16' }),
    member('ann', 'blue', { valid_from: '2026-10-16' }),
    member('bob', 'blue'),
  ],
  config_owner: [
    { owner_kind: 'account', provider: 'vendor', external_id: 'defaulted', team_id: 'green', valid_from: '2026-01-01' },
  ],
};
const seat = (seat_id: string, actor_id: string | null, row: LandedRow = {}): LandedRow => ({
  provider: 'vendor',
  tool: 'editor',
  period: '2026-10',
  seat_id,
  actor_id,
  held_from: '2026-10-01',
  held_to: '2026-11-01',
  ...row,
});
const used = (key: string, day: string, row: LandedRow) =>
  usageRow(key, day, { tool: 'editor', evidence_rank: 3, cost_basis: 'included', requests: 1, ...row });

/** Money per seat, session, team and kind of work for one seat bill. */
async function split(billed_cost: string, tables: LandedTables, bill: LandedRow = {}) {
  const cost = [
    monthlyCost('bill', { tool: 'editor', charge_kind: 'seat', charge_category: 'Purchase', billed_cost, ...bill }),
  ];
  const warehouse = await buildWarehouse({ ...org, cost, ...tables }, { models: LEDGER });
  expect(await warehouse.failedTests()).toEqual([]);
  const rows = await warehouse.query(
    `SELECT coalesce(seat_id, 'none') AS seat, coalesce(ledger.team_id, 'none') AS team, work_class AS work,
       CAST(ledger.amount_micros AS VARCHAR) AS m, split_method AS how
     FROM fct_ledger AS ledger LEFT JOIN stg_seat ON holding_id = ledger.usage_id WHERE charge_kind = 'seat' ORDER BY ALL`,
  );
  await warehouse.close();
  return rows.map((row) => `${row.seat} ${row.team} ${row.work} ${row.m} ${row.how}`);
}

describe('seat money', () => {
  it('of an idle holder follows the memberships day by day', async () => {
    // Fifteen days of red, sixteen of blue; the day shares are whole micros that add up to the seat.
    expect(await split('31', { seat: [seat('s', 'ann')] })).toEqual([
      's blue idle_seat 16000000 SEAT+DAYS',
      's red idle_seat 15000000 SEAT+DAYS',
    ]);
  });

  it('of an active holder without sessions is split like that too, as no session', async () => {
    const usage = [used('u', '2026-10-20', { actor_id: 'ann' })];
    expect(await split('31', { seat: [seat('s', 'ann')], usage })).toEqual([
      's blue no_session 16000000 SEAT+DAYS',
      's red no_session 15000000 SEAT+DAYS',
    ]);
  });

  it('of an active holder with sessions follows the sessions of the month and the tool only', async () => {
    const usage = [
      used('a', '2026-10-05', { actor_id: 'ann', session_id: 'A', requests: 3 }),
      used('b', '2026-10-20', { actor_id: 'ann', session_id: 'B', requests: 1 }),
      used('other tool', '2026-10-20', { actor_id: 'ann', session_id: 'C', tool: 'cli', requests: 9 }),
      used('other person', '2026-10-20', { actor_id: 'bob', session_id: 'D', requests: 9 }),
    ];
    expect(await split('40', { seat: [seat('s', 'ann')], usage })).toEqual([
      's blue unlinked 10000000 SEAT+REQUESTS',
      's red unlinked 30000000 SEAT+REQUESTS',
    ]);
  });

  it('is split over seats by price, and equally when a price is missing', async () => {
    const seats = [
      seat('cheap', 'bob', { seat_price: '10', currency: 'USD' }),
      seat('dear', 'bob', { seat_price: '30', currency: 'USD' }),
    ];
    expect(await split('20', { seat: seats })).toEqual([
      'cheap blue idle_seat 5000000 SEAT+DAYS',
      'dear blue idle_seat 15000000 SEAT+DAYS',
    ]);
    expect(await split('20', { seat: [seats[0]!, seat('dear', 'bob')] })).toEqual([
      'cheap blue idle_seat 10000000 SEAT+DAYS',
      'dear blue idle_seat 10000000 SEAT+DAYS',
    ]);
  });

  it('moves with the seat from holder to holder by days held, and leaves unassigned days with the account', async () => {
    const seats = [
      seat('s', 'bob', { held_to: '2026-10-11' }),
      seat('s', null, { held_from: '2026-10-11', held_to: '2026-10-21' }),
      seat('s', 'cid', { held_from: '2026-10-21' }),
    ];
    expect(await split('31', { seat: seats })).toEqual([
      's blue idle_seat 10000000 SEAT+DAYS',
      's none idle_seat 10000000 SEAT+DAYS',
      's none idle_seat 11000000 SEAT+DAYS',
    ]);
    expect(await split('31', { seat: seats }, { billing_account: 'defaulted' })).toEqual([
      's blue idle_seat 10000000 SEAT+DAYS',
      's green idle_seat 10000000 SEAT+DAYS',
      's green idle_seat 11000000 SEAT+DAYS',
    ]);
  });

  it('stays whole, with its reason, when nobody listed the seats', async () => {
    expect(await split('31', {})).toEqual(['none none no_session 31000000 WHOLE']);
  });

  it('comes from the seat list itself only where the list is named as the ledger of money', async () => {
    const seats = [seat('s', 'bob', { seat_price: '12', currency: 'USD' })];
    const ledger = {
      config_ledger_of_money: [
        { provider: 'vendor', billing_account: '*', money_source: 'seats', valid_from: '2026-01-01' },
      ],
    };
    expect(await split('31', { seat: seats, ...ledger })).toEqual(['s blue idle_seat 12000000 SEAT+DAYS']);
    expect(await split('31', { seat: seats })).toEqual(['s blue idle_seat 31000000 SEAT+DAYS']);
    expect(await split('31', { seat: seats, cost: [] })).toEqual([]);
  });
});
