import { costRow, member, monthlyCost, personRows, priceRow, teamRows, usageRow } from '../models/rows.ts';
import type { LandedTables } from '../models/warehouse.ts';

const DAY = '2026-10-17';
const texts = [
  'O\'Brien "quoted"',
  'Zürich ß 🚀',
  '',
  ' padded ',
  'back\\slash %_',
  'line\nbreak',
  '~',
  'A',
  'a',
  'é',
  'z',
  '￿',
  '𐀀',
];

/** Usage priced at a third of a cent, so that every amount has a remainder to hand out. */
const spread = texts.map((workspace, i) =>
  usageRow(`text-${i}`, DAY, {
    billing_account: 'texts',
    workspace,
    model: 'third',
    input_uncached: 1 + (i % 3),
    requests: 1,
    tool: 'api',
    session_id: workspace,
    work_hint: i % 2 === 0 ? workspace : null,
  }),
);

const numbers = [
  ['huge', '9999999999.999999499999', 9_007_199_254_740_993n],
  ['tiny', '0.000000000001', 1n],
  ['half-up', '0.0000005', 3n],
  ['half-down', '-0.0000005', 3n],
  ['below-half', '0.000000499999', 0n],
  ['negative', '-1234567.890123456789', 7n],
  ['zero', '0', 5n],
] as const;

/**
 * Landed rows at the edges of what the models take: amounts of 22 digits and of a millionth of a micro, halves on both
 * sides of zero, token counts beyond 2^53, no weights at all, ties, odd texts and NULLs, first and last instants of a
 * month, months with and without money, circular and dangling references.
 */
export const EDGE_VALUES: LandedTables = {
  usage: [
    ...spread,
    ...numbers.map(([name, , tokens]) =>
      usageRow(`number-${name}`, DAY, {
        billing_account: name,
        model: 'unpriced',
        input_uncached: tokens,
        tool: 'api',
      }),
    ),
    usageRow('first', '2026-10-01', {
      billing_account: 'edges',
      model: 'third',
      output: 1,
      usage_end: '2026-10-01T00:00:00.001Z',
    }),
    usageRow('last', '2026-10-31', {
      billing_account: 'edges',
      model: 'third',
      output: 1,
      usage_start: '2026-10-31T23:59:59.999Z',
    }),
    usageRow('other-month', '2026-09-30', { billing_account: 'edges', model: 'third', output: 7 }),
    usageRow('nothing', DAY, { billing_account: 'edges', model: null }),
    usageRow('zero', DAY, { billing_account: 'edges', model: 'third', output: 0 }),
    usageRow('who', DAY, {
      billing_account: 'texts',
      workspace: 'A',
      model: 'third',
      actor_id: 'p1',
      evidence_rank: 3,
      output: 2,
    }),
    usageRow('who-else', DAY, {
      billing_account: 'texts',
      workspace: 'A',
      model: 'third',
      actor_id: 'p2',
      evidence_rank: 3,
      output: 1,
    }),
  ],
  cost: [
    ...texts.map((workspace, i) =>
      costRow(`cost-text-${i}`, DAY, { billing_account: 'texts', workspace, line_key: workspace, billed_cost: '0.01' }),
    ),
    monthlyCost('cost-all', { billing_account: 'texts', line_key: 'all', billed_cost: '100.0000013', team_tag: 't1' }),
    ...numbers.map(([name, amount]) =>
      costRow(`cost-${name}`, DAY, { billing_account: name, line_key: name, billed_cost: amount }),
    ),
    costRow('first', '2026-10-01', { billing_account: 'edges', line_key: 'first', billed_cost: '0.000001' }),
    costRow('last', '2026-10-31', { billing_account: 'edges', line_key: 'last', billed_cost: '-0.000001' }),
    costRow('other-month', '2026-09-30', { billing_account: 'edges', line_key: 'september', billed_cost: '7' }),
    monthlyCost('credit', {
      billing_account: 'texts',
      line_key: 'credit',
      charge_kind: 'credit',
      charge_category: 'Credit',
      billed_cost: '-3.3333333',
      applies_to: 'all',
    }),
    monthlyCost('dangling', {
      billing_account: 'texts',
      line_key: 'dangling',
      charge_kind: 'tax',
      charge_category: 'Tax',
      billed_cost: '1.0000005',
      applies_to: 'gone',
    }),
    monthlyCost('seat', {
      billing_account: 'seats',
      line_key: 'seat',
      charge_kind: 'seat',
      charge_category: 'Purchase',
      billed_cost: '100',
      tool: 'editor',
    }),
    monthlyCost('fee', {
      billing_account: 'fees',
      line_key: 'fee',
      charge_kind: 'fee',
      charge_category: 'Purchase',
      billed_cost: '0.05',
    }),
  ],
  seat: ['p1', 'p2', null].map((actor_id, i) => ({
    provider: 'vendor',
    billing_account: 'seats',
    tool: 'editor',
    seat_id: `s${i}`,
    period: '2026-10',
    actor_id,
    held_from: '2026-10-01',
    held_to: i === 1 ? '2026-10-02' : '2026-11-01',
    seat_price: i === 2 ? null : '33.333333',
    currency: 'USD',
  })),
  config_person: personRows('p1', 'p2'),
  config_team: teamRows('t1', 't2', 't3'),
  config_membership: [
    member('p1', 't1', { weight_bp: 3333 }),
    member('p1', 't2', { weight_bp: 3333 }),
    member('p1', 't3', { weight_bp: 3334 }),
    member('p2', 't2', { valid_to: DAY }),
    member('p2', 't3', { valid_from: DAY }),
  ],
  config_price: [
    priceRow('third', 'input_uncached', '3333.333333333333'),
    priceRow('third', 'output', '0.000000000001'),
  ],
  config_budget: [
    {
      budget_id: 'b',
      scope_kind: 'team',
      scope_id: 't1',
      period: '2026-10',
      amount: '0.03',
      currency: 'USD',
      valid_from: '2026-01-01',
    },
  ],
  config_calendar: [...Array(31).keys()].map((i) => ({
    calendar_day: `2026-10-${String(i + 1).padStart(2, '0')}`,
    fiscal_year: 'FY2027',
    fiscal_quarter: 'FY2027-Q3',
    working_weight: i % 7 === 2 ? '0.333333' : '1',
  })),
};
