import { describe, expect, it } from 'vitest';
import { configPrice, configPriceMultiplier } from '../../../src/core/contracts/config.ts';
import { buildPriceBook, multiplierRows, PriceBookError, priceRows } from '../../../src/core/prices/book.ts';
import { book } from './bundled-book.ts';

const file = (models: unknown[], provider = 'acme') => ({
  name: `${provider}.yaml`,
  content: { provider, currency: 'USD', origin: 'https://prices.example.com', models },
});
const price = (rates: Record<string, string>, more = {}) => ({ from: '2026-01-01', rates, ...more });
const one = (rates: Record<string, string>, more = {}) => [file([{ id: 'a-1', prices: [price(rates, more)] }])];

function findings(files: Parameters<typeof buildPriceBook>[0]): string {
  try {
    buildPriceBook(files);
  } catch (error) {
    if (error instanceof PriceBookError) return error.findings.join('\n');
    throw error;
  }
  return '';
}

describe('the shipped book', () => {
  it('lands as rows of its contract with unique keys', () => {
    for (const [contract, rows] of [
      [configPrice, priceRows(book)],
      [configPriceMultiplier, multiplierRows(book)],
    ] as const) {
      const keys = new Set<string>();
      for (const row of rows) {
        expect(contract.row.safeParse(row).success).toBe(true);
        keys.add(contract.key.map((column) => String((row as Record<string, unknown>)[column])).join('|'));
      }
      expect(keys.size).toBe(rows.length);
    }
  });

  it('lands a price of every model under each model', () => {
    const searches = priceRows(book).filter((row) => row.provider === 'anthropic' && row.token_kind === 'tool_calls');
    expect(searches.map((row) => row.model)).toContain('claude-sonnet-5');
    expect(searches.map((row) => row.model)).not.toContain('*');
  });

  it('covers the large providers', () => {
    for (const provider of [
      'anthropic',
      'openai',
      'azure_openai',
      'google',
      'google_vertex',
      'aws_bedrock',
      'mistral',
    ]) {
      expect(book.providers).toContain(provider);
    }
  });
});

describe('a price book', () => {
  it('gives snapshots and aliases the rates of their model and nothing else', () => {
    const built = buildPriceBook([
      file([{ id: 'a-1', snapshots: ['2026-01-01'], aliases: ['a-latest'], prices: [price({ output: '2' })] }]),
    ]);
    expect(built.prices.map((row) => row.model)).toEqual(['a-1', 'a-1-2026-01-01', 'a-latest']);
  });

  it('copies the rows a model borrows, from its own start', () => {
    const built = buildPriceBook([
      file([{ id: 'a-1', prices: [price({ output: '2' })] }]),
      file([{ id: 'b.a-1', same_as: { provider: 'acme', model: 'a-1' }, since: '2026-03-01' }], 'reseller'),
    ]);
    expect(built.prices[1]).toMatchObject({ provider: 'reseller', model: 'b.a-1', valid_from: '2026-03-01' });
  });

  it('writes a long tier without rates as the short price', () => {
    const built = buildPriceBook(one({ input_uncached: '1', output: '2' }, { long: { above: 1000 } }));
    expect(built.prices.map((r) => [r.token_kind, r.context_tier, r.price_per_million])).toEqual([
      ['input_uncached', 'short', '1'],
      ['output', 'short', '2'],
      ['input_uncached', 'long', '1'],
      ['output', 'long', '2'],
    ]);
  });

  it.each<[string, Parameters<typeof buildPriceBook>[0], string]>([
    ['a number in place of text', one({ output: 2 as unknown as string }), 'models[0].prices[0].rates.output'],
    ['an unknown kind', one({ outputs: '2' }), 'models[0].prices[0].rates'],
    ['an unknown field', [file([{ id: 'a', price: [] }])], 'models[0]'],
    ['a day that is none', [file([{ id: 'a', prices: [{ from: '2026', rates: { output: '1' } }] }])], 'prices[0].from'],
    ['cents for dollars', one({ output: '1500' }), '1500 per million is not between 0 and 1000'],
    ['a zero price', one({ output: '0' }), '0 per million is not between 0 and 1000'],
    ['a read dearer than input', one({ input_uncached: '1', cache_read: '2' }), 'cache_read costs more than input'],
    [
      'a write cheaper than input',
      one({ input_uncached: '2', cache_write_5m: '1' }),
      'input_uncached costs more than cache_write_5m',
    ],
    [
      'a 1-hour write cheaper than 5 minutes',
      one({ cache_write_5m: '2', cache_write_1h: '1' }),
      'cache_write_5m costs more than cache_write_1h',
    ],
    [
      'an output cheaper than input',
      one({ input_uncached: '2', output: '1' }),
      'input_uncached costs more than output',
    ],
    [
      'a long tier that misses a kind',
      one({ input_uncached: '1', output: '2' }, { long: { above: 9, rates: { output: '3' } } }),
      'the long tier has no price for input_uncached',
    ],
    [
      'two ids that are one',
      [
        file([
          { id: 'A', prices: [price({ output: '1' })] },
          { id: 'b', aliases: ['a'], prices: [price({ output: '1' })] },
        ]),
      ],
      'id a belongs to both A and b',
    ],
    [
      'a lender without prices',
      [file([{ id: 'a', same_as: { provider: 'nobody', model: 'x' } }])],
      'same_as names nobody/x',
    ],
    [
      'a price valid twice with one knowledge',
      [
        file([
          {
            id: 'a',
            prices: [price({ output: '1' }), { from: '2026-02-01', known: '2026-01-01', rates: { output: '2' } }],
          },
        ]),
      ],
      'valid twice from 2026-02-01',
    ],
    [
      'a factor on nobody',
      [
        ...one({ output: '1' }),
        {
          name: 'm.yaml',
          content: {
            multipliers: [
              { provider: 'acme', model: 'zz', dimension: 'geo', word: 'us', factor: '1.1', from: '2026-01-01' },
            ],
          },
        },
      ],
      'acme has no model zz',
    ],
  ])('refuses %s', (_, files, message) => {
    expect(findings(files)).toContain(message);
  });

  it('reports every problem of every file at once', () => {
    expect(
      findings([...one({ output: '5000' }), file([{ id: 'x', prices: [price({ output: '0' })] }], 'other')]).split(
        '\n',
      ),
    ).toHaveLength(2);
  });

  it('lets a model be free only where the book says so', () => {
    const free = [file([{ id: 'a', free: true, prices: [price({ input_uncached: '0', output: '0' })] }])];
    expect(findings(free)).toBe('');
  });
});
