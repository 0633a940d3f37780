import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { priceRow, usageRow } from './rows.ts';
import { buildWarehouse, type LandedRow, type Warehouse } from './warehouse.ts';

const M = 1_000_000;

/** The rates of a model per kind in dollars per million. */
const rates = (model: string, byKind: Record<string, string>, row: LandedRow = {}) =>
  Object.entries(byKind).map(([kind, price]) => priceRow(model, kind, price, row));
const long = (model: string, above: number, byKind: Record<string, string>) =>
  rates(model, byKind, { context_tier: 'long', long_context_above: above });

const prices = [
  ...rates('sonnet', { input_uncached: '2', cache_read: '0.2', output: '10', cache_write_5m: '2.5' }),
  ...rates('opus', { cache_write_1h: '8', cache_read: '0.20' }),
  ...rates('sol', { input_uncached: '5', output: '30' }, { valid_to: '2026-08-21' }),
  ...rates('sol', { input_uncached: '4', output: '20' }, { valid_from: '2026-08-21' }),
  ...rates('astra', { input_uncached: '10', output: '50', cache_write_30m: '12.5' }),
  ...long('astra', 272_000, { input_uncached: '20', output: '75', cache_write_30m: '25' }),
  ...rates('sonnet', { tool_calls: '10000' }),
  ...rates('late', { input_uncached: '1' }, { known_from: '2026-09-01' }),
  ...rates('over', { input_uncached: '1' }, { valid_to: '2026-10-01' }),
  {
    ...priceRow('over', 'input_uncached', '0'),
    price_per_million: null,
    valid_from: '2026-10-01',
    known_from: '2026-02-01',
  },
  ...rates('voice', { input_uncached: '2', audio_in: '40', image_in: '10', output: '8' }),
  // Announced in June for September, cancelled on the day it should have begun.
  ...rates('promo', { input_uncached: '2' }, { valid_to: '2026-09-01', known_from: '2026-06-30' }),
  ...rates('promo', { input_uncached: '3' }, { valid_from: '2026-09-01', known_from: '2026-06-30' }),
  ...rates('promo', { input_uncached: '2' }, { valid_from: '2026-09-01', known_from: '2026-09-01' }),
];
const multiplier = (dimension: string, word: string, factor: string) => ({
  provider: 'vendor',
  model: '*',
  dimension,
  word,
  factor,
  valid_from: '2026-01-01',
  known_from: '2026-01-01',
});

const cases: Record<string, LandedRow> = {
  plain: { model: 'sonnet', input_uncached: M, output: 100_000 },
  batch: { model: 'sonnet', input_uncached: M, output: 100_000, service_tier: 'batch' },
  us: { model: 'sonnet', input_uncached: M, output: 100_000, geo: 'us' },
  batchInUs: { model: 'sonnet', input_uncached: M, service_tier: 'batch', geo: 'us' },
  cached: { model: 'sonnet', input_uncached: 3000, cache_read: 9000, output: 700 },
  writes: { model: 'opus', cache_write_1h: 100_000, cache_read: M },
  before: { model: 'sol', input_uncached: M, output: 100_000, context_tier: 'short', day: '2026-08-20' },
  after: { model: 'sol', input_uncached: M, output: 100_000, context_tier: 'short', day: '2026-08-21' },
  short: { model: 'astra', input_uncached: M, output: 100_000, context_tier: 'short' },
  long: { model: 'astra', input_uncached: M, output: 100_000, context_tier: 'long' },
  longForFlat: { model: 'sonnet', input_uncached: M, context_tier: 'long' },
  oneLongRequest: { model: 'astra', input_uncached: 300_000, output: 1000, requests: 1 },
  sumBelowTheLine: { model: 'astra', input_uncached: 200_000, requests: 7 },
  sumAboveTheLine: { model: 'astra', input_uncached: 300_000, requests: 7 },
  unsplitWrite: { model: 'sonnet', cache_write_unsplit: M },
  unsplitWriteOpenAi: { model: 'astra', model_vendor: 'openai', cache_write_unsplit: M, context_tier: 'short' },
  unknownModel: { model: 'never-heard-of', input_uncached: 5 },
  noModel: { input_uncached: 5 },
  unknownKind: { model: 'opus', input_uncached: 5, cache_read: M },
  twelveHours: { model: 'astra', cache_write_12h: 5, context_tier: 'short' },
  notSplit: { model: 'sonnet', input_total_unsplit: 100 },
  unknownTier: { model: 'sonnet', input_uncached: 5, service_tier: 'express' },
  unknownGeo: { model: 'sonnet', input_uncached: 5, geo: 'moon' },
  tooEarly: { model: 'sonnet', input_uncached: 5, day: '2025-12-31' },
  nothingUsed: { model: 'sonnet', input_uncached: 0, output: 0 },
  nothingSaid: { model: 'sonnet', requests: 3 },
  noTierSaid: { model: 'sonnet', input_uncached: M, service_tier: null },
  discounted: { model: 'sonnet', input_uncached: M, billing_account: 'discounted' },
  notYetKnown: { model: 'late', input_uncached: 5, day: '2026-11-15' },
  ranOut: { model: 'over', input_uncached: 5 },
  audio: { model: 'voice', input_uncached: 1000, audio_in: 400, image_in: 9000, output: 10 },
  searches: { model: 'sonnet', tool_calls: 1000, service_tier: 'batch' },
  otherCase: { model: 'Sonnet', input_uncached: M },
  pictures: { model: 'voice', image_count: 3 },
  promo: { model: 'promo', input_uncached: M, day: '2026-09-15' },
  promoFrozen: { model: 'promo', input_uncached: M, day: '2026-11-15' },
};

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await buildWarehouse({
    usage: Object.entries(cases).map(([key, { day = '2026-10-10', ...row }]) =>
      usageRow(key, day as string, { service_tier: 'standard', ...row }),
    ),
    config_price: prices,
    config_price_multiplier: [multiplier('service_tier', 'batch', '0.5'), multiplier('geo', 'us', '1.1')],
    config_contract: [
      {
        provider: 'vendor',
        billing_account: '*',
        model_pattern: 'opus*',
        factor: '0.5',
        currency: 'USD',
        valid_from: '2026-01-01',
      },
      {
        provider: 'vendor',
        billing_account: 'discounted',
        model_pattern: '*',
        factor: '0.85',
        currency: 'USD',
        valid_from: '2026-01-01',
      },
    ],
    config_period_state: [
      { period: '2026-11', state: 'closed', priced_as_of: '2026-08-20', config_hash: 'fixed' },
      { period: '2026-09', state: 'open', priced_as_of: '2026-10-25', config_hash: '' },
    ],
  });
});
afterAll(() => warehouse.close());

async function costOf(key: string): Promise<string | null> {
  const [row] = await warehouse.query(
    `SELECT CAST(CAST(list_cost AS DECIMAL(18,6)) AS VARCHAR) AS cost FROM int_usage_total JOIN stg_usage USING (usage_no) WHERE source_row_key = '${key}'`,
  );
  return row!.cost as string | null;
}
async function kindsOf(key: string) {
  return warehouse.query(
    `SELECT token_kind, CAST(CAST(list_cost AS DECIMAL(18,6)) AS VARCHAR) AS cost, CAST(CAST(list_cost_upper AS DECIMAL(18,6)) AS VARCHAR) AS upper, unpriced_reason AS reason, is_tier_assumed AS assumed
     FROM fct_usage JOIN stg_usage USING (usage_id) WHERE source_row_key = '${key}' ORDER BY token_kind`,
  );
}

describe('list cost', () => {
  it.each([
    ['plain', '3.000000'],
    ['batch', '1.500000'],
    ['us', '3.300000'],
    ['batchInUs', '1.100000'],
    ['cached', '0.014800'],
    ['writes', '1.000000'],
    ['before', '8.000000'],
    ['after', '6.000000'],
    ['short', '15.000000'],
    ['long', '27.500000'],
    ['longForFlat', '2.000000'],
    ['oneLongRequest', '6.075000'],
    ['sumBelowTheLine', '2.000000'],
    ['unsplitWrite', '2.500000'],
    ['unsplitWriteOpenAi', '12.500000'],
    ['nothingUsed', '0.000000'],
    ['searches', '10.000000'],
    ['otherCase', '2.000000'],
    ['audio', '0.022080'],
    ['unknownModel', null],
    ['unknownKind', null],
    ['nothingSaid', null],
  ])('of %s is %s', async (key, cost) => {
    expect(await costOf(key)).toBe(cost);
  });

  it('keeps what is known at the period: an announced price that was cancelled later still holds in a book closed before', async () => {
    expect(await costOf('promo')).toBe('2.000000');
    expect(await costOf('promoFrozen')).toBe('3.000000');
  });

  it('takes the low tier for an aggregate that may hold long prompts, says so and gives the upper bound', async () => {
    expect(await kindsOf('sumAboveTheLine')).toEqual([
      { token_kind: 'input_uncached', cost: '3.000000', upper: '6.000000', reason: null, assumed: true },
    ]);
    expect((await kindsOf('sumBelowTheLine'))[0]).toMatchObject({ assumed: false });
    expect((await kindsOf('noTierSaid'))[0]).toMatchObject({ cost: '2.000000', assumed: true });
  });

  it.each([
    ['unknownModel', 'model_unknown'],
    ['noModel', 'model_unknown'],
    ['twelveHours', 'price_missing'],
    ['notSplit', 'price_missing'],
    ['unknownTier', 'tier_unpriced'],
    ['unknownGeo', 'geo_unpriced'],
    ['tooEarly', 'price_not_valid'],
    ['nothingSaid', 'not_metered'],
    ['notYetKnown', 'price_not_known'],
    ['ranOut', 'price_unknown'],
    ['pictures', 'price_missing'],
  ])('of %s is missing because of %s', async (key, reason) => {
    expect((await kindsOf(key))[0]).toMatchObject({ cost: null, reason });
  });

  it('keeps the priced part visible when another kind has no price', async () => {
    expect(await kindsOf('unknownKind')).toEqual([
      { token_kind: 'cache_read', cost: '0.200000', upper: '0.200000', reason: null, assumed: false },
      { token_kind: 'input_uncached', cost: null, upper: null, reason: 'price_missing', assumed: false },
    ]);
  });

  it('stands beside the estimate at contract price, which takes the most specific contract', async () => {
    const rows = await warehouse.query(
      `SELECT source_row_key AS k, CAST(sum(fct_usage.estimated_cost) AS VARCHAR) AS estimate FROM fct_usage JOIN stg_usage USING (usage_id)
       WHERE source_row_key IN ('plain', 'discounted', 'writes') GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { k: 'discounted', estimate: '1.700000000000' },
      { k: 'plain', estimate: '3.000000000000' },
      { k: 'writes', estimate: '0.500000000000' },
    ]);
  });

  it('lists what has no price with tokens, rows and reason', async () => {
    const rows = await warehouse.query(
      `SELECT model, token_kind, tokens, usage_rows, reason FROM fin_unpriced_v1 WHERE model IS NULL OR model IN ('astra', 'never-heard-of', 'opus') ORDER BY ALL`,
    );
    expect(rows).toEqual([
      { model: 'astra', token_kind: 'cache_write_12h', tokens: '5', usage_rows: '1', reason: 'price_missing' },
      { model: 'never-heard-of', token_kind: 'input_uncached', tokens: '5', usage_rows: '1', reason: 'model_unknown' },
      { model: 'opus', token_kind: 'input_uncached', tokens: '5', usage_rows: '1', reason: 'price_missing' },
      { model: null, token_kind: 'input_uncached', tokens: '5', usage_rows: '1', reason: 'model_unknown' },
    ]);
  });
});
