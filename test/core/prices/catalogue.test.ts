import { describe, expect, it } from 'vitest';
import { formatDecimal } from '../../../src/core/money/decimal.ts';
import { type CatalogueDiff, diffCatalogue } from '../../../src/core/prices/catalogue/diff.ts';
import { CATALOGUE_READERS } from '../../../src/core/prices/catalogue/readers.ts';
import { book, index } from './bundled-book.ts';

const days = { day: '2026-10-07', asOf: '2026-10-07' };
const diff = (content: unknown, name = 'catalogue.json') =>
  diffCatalogue(name, content, index, book.providers, days) as CatalogueDiff;

/** claude-haiku-4-5 at 1 / 5 / 1.25 / 0.10 per million, in each catalogue's own unit and shape. */
const SAME: [string, string, unknown][] = [
  [
    'genai-prices, dollars per million',
    'data.json',
    [
      {
        id: 'anthropic',
        models: [
          {
            id: 'claude-haiku-4-5',
            match: { equals: 'claude-haiku-4-5' },
            prices: { input_mtok: 1, output_mtok: 5, cache_write_mtok: 1.25, cache_read_mtok: 0.1 },
          },
        ],
      },
    ],
  ],
  [
    'LiteLLM, dollars per token',
    'model_prices.json',
    {
      sample_spec: { litellm_provider: 'x' },
      'claude-haiku-4-5': {
        litellm_provider: 'anthropic',
        input_cost_per_token: 1e-6,
        output_cost_per_token: 5e-6,
        cache_creation_input_token_cost: 1.25e-6,
        cache_read_input_token_cost: 1e-7,
      },
    },
  ],
  [
    'the LiteLLM snapshot, dollars per token',
    'snapshot.json',
    { 'claude-haiku-4-5': [1e-6, 5e-6, 1.25e-6, 1e-7, null] },
  ],
  [
    'Langfuse, dollars per token',
    'langfuse.json',
    [
      {
        modelName: 'claude-haiku-4-5-20251001',
        pricingTiers: [
          {
            isDefault: true,
            prices: { input: 1e-6, output: 5e-6, input_cache_creation: 1.25e-6, input_cached_tokens: 1e-7 },
          },
        ],
      },
    ],
  ],
  [
    'Portkey, cents per token',
    'portkey_anthropic.json',
    {
      default: { pricing_config: {} },
      'claude-haiku-4-5-20251001': {
        pricing_config: {
          pay_as_you_go: {
            request_token: { price: 0.0001 },
            response_token: { price: 0.0005 },
            cache_write_input_token: { price: 0.000125 },
            cache_read_input_token: { price: 0.00001 },
          },
        },
      },
    },
  ],
  [
    'models.dev, dollars per million',
    'models.json',
    { 'anthropic/claude-haiku-4-5': { cost: { input: 1, output: 5, cache_write: 1.25, cache_read: 0.1 } } },
  ],
  [
    'the nested models.dev',
    'api.json',
    {
      anthropic: {
        models: { 'claude-haiku-4-5': { cost: { input: 1, output: 5, cache_write: 1.25, cache_read: 0.1 } } },
      },
    },
  ],
  [
    'OpenLIT, dollars per thousand',
    'pricing.json',
    {
      chat: {
        'claude-haiku-4-5': {
          promptPrice: 0.001,
          completionPrice: 0.005,
          cacheWritePrice: 0.00125,
          cacheReadPrice: 0.0001,
        },
      },
    },
  ],
];

describe('a price catalogue', () => {
  it.each(SAME)('%s: the same price is the same in its unit', (_, name, content) => {
    expect(diff(content, name)).toMatchObject({ compared: 4, agreeing: 4, skipped: 0, differences: [] });
  });

  it.each(SAME)('%s is read by one reader only', (_, name, content) => {
    const readers = CATALOGUE_READERS.filter((read) => (read(content, name, days.day) ?? []).length > 0);
    expect(readers).toHaveLength(1);
  });

  it('frozen in August still holds 3/15 for sonnet-5, and the diff shows it', () => {
    const prices = [
      { prices: { input_mtok: 2, output_mtok: 10 } },
      { constraint: { start_date: '2026-09-01' }, prices: { input_mtok: 3, output_mtok: 15 } },
    ];
    const content = [{ id: 'anthropic', models: [{ id: 'claude-sonnet-5', match: {}, prices }] }];
    expect(diff(content).differences.map(({ kind, ours, theirs }) => [kind, ours, theirs])).toEqual([
      ['input_uncached', '2', '3'],
      ['output', '10', '15'],
    ]);
  });

  it('that confuses its unit is hinted at', () => {
    const [difference] = diff({ 'openai/gpt-5': { cost: { output: 1000 } } }).differences;
    expect(difference).toMatchObject({ status: 'differs', ours: '10', theirs: '1000', hint: 'unit?' });
  });

  it('shows rates and models the book misses apart from differing ones', () => {
    const content = { 'openai/gpt-4-turbo': { cost: { cache_read: 5 } }, 'openai/gpt-99': { cost: { input: 1 } } };
    expect(diff(content).differences.map((d) => [d.model, d.status, d.ours])).toEqual([
      ['gpt-4-turbo', 'missing_rate', null],
      ['gpt-99', 'missing_model', null],
    ]);
  });

  it('compares regional Bedrock ids with the regional price', () => {
    const id = 'us.anthropic.claude-opus-4-8';
    expect(diff({ [id]: [5.5e-6, 2.75e-5, 6.875e-6, 5.5e-7, null] })).toMatchObject({ compared: 4, agreeing: 4 });
  });

  it('does not take one provider for another it does not know', () => {
    const content = [{ id: 'zhipuai', models: [{ id: 'glm-4.7', match: {}, prices: { input_mtok: 0.276 } }] }];
    expect(diff(content)).toMatchObject({ compared: 0, skipped: 1, differences: [] });
  });

  it('reads a zero as "none"', () => {
    expect(diff({ 'claude-haiku-4-5': [1e-6, 5e-6, 0, 0, null] }).compared).toBe(2);
  });

  it('compares long tiers', () => {
    const tiers = [{ tier: { size: 200000 }, input: 4, output: 18 }];
    const found = diff({ 'google/gemini-3-pro-preview': { cost: { input: 2, output: 12, tiers } } });
    expect(found).toMatchObject({ compared: 4, agreeing: 4 });
  });

  it('of no known format gives null', () => {
    for (const content of [null, 3, [], {}, [{ a: 1 }], { a: { b: 1 } }]) {
      const found = diffCatalogue('x.json', content, index, book.providers, days);
      expect(found === null || found.compared === 0).toBe(true);
    }
  });

  it('turns exponent figures into exact decimals', () => {
    const rates = CATALOGUE_READERS.flatMap(
      (read) => read({ x: [1.1e-6, 3e-8, null, null, null] }, 'x', days.day) ?? [],
    );
    expect(rates.map((rate) => formatDecimal(rate.perMillion))).toEqual(['1.1', '0.03']);
  });
});
