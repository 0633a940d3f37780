import { describe, expect, it } from 'vitest';
import { index, M, priceOf } from './bundled-book.ts';

describe('the shipped book prices the oracle', () => {
  const input = { input_uncached: M, output: 100_000n };

  it('sonnet-5, a million in and 100 k out, costs 3.00', () => {
    expect(priceOf('anthropic', 'claude-sonnet-5', input).cost).toBe('3');
  });

  it('the same as batch costs half', () => {
    expect(priceOf('anthropic', 'claude-sonnet-5', input, { serviceTier: 'batch' }).cost).toBe('1.5');
  });

  it('the same for US-only inference costs a tenth more, and both factors stack', () => {
    expect(priceOf('anthropic', 'claude-sonnet-5', input, { geo: 'us' }).cost).toBe('3.3');
    expect(priceOf('anthropic', 'claude-sonnet-5', input, { geo: 'us', serviceTier: 'batch' }).cost).toBe('1.65');
  });

  it('sonnet-5 with 3,000 uncached, 9,000 read and 700 out costs 0.0148', () => {
    const counts = { input_uncached: 3000n, cache_read: 9000n, output: 700n };
    expect(priceOf('anthropic', 'claude-sonnet-5', counts).cost).toBe('0.0148');
  });

  it('opus-5-5 prices one-hour writes and its cheaper reads on their own', () => {
    const counts = { cache_write_1h: 100_000n, cache_read: M };
    expect(priceOf('anthropic', 'claude-opus-5-5', counts).cost).toBe('1');
  });

  it.each([
    ['2026-08-20', '8'],
    ['2026-08-21', '6'],
  ])('gpt-5.6-sol on %s costs %s', (day, cost) => {
    expect(priceOf('openai', 'gpt-5.6-sol', input, { day, contextTier: 'short' }).cost).toBe(cost);
  });

  it.each([
    ['short', '15'],
    ['long', '27.5'],
  ] as const)('gpt-6-astra in the %s tier costs %s', (contextTier, cost) => {
    expect(priceOf('openai', 'gpt-6-astra', input, { contextTier }).cost).toBe(cost);
  });

  it('an unknown model has no cost and one reason per kind', () => {
    const priced = priceOf('openai', 'gpt-99', input);
    expect(priced.cost).toBeNull();
    expect(priced.reasons).toEqual([
      { kind: 'input_uncached', code: 'model_unknown' },
      { kind: 'output', code: 'model_unknown' },
    ]);
  });
});

describe('the book is bitemporal', () => {
  const q4 = { input_uncached: M, output: M };
  const sonnet = (day: string, asOf: string) => priceOf('anthropic', 'claude-sonnet-5', q4, { day, asOf }).cost;

  it('a Q4 report made with the knowledge of August uses the announced 3/15, made in November 2/10, and August can be reproduced', () => {
    const august = sonnet('2026-10-15', '2026-08-20');
    const november = sonnet('2026-10-15', '2026-11-20');
    expect([august, november]).toEqual(['18', '12']);
    expect(sonnet('2026-10-15', '2026-08-20')).toBe(august);
  });

  it('sonnet-5 cost 2/10 in its introductory months whatever was announced', () => {
    expect(sonnet('2026-08-31', '2026-08-20')).toBe('12');
    expect(sonnet('2026-08-31', '2026-11-20')).toBe('12');
  });

  it.each([
    ['2026-07-29', '7', '11'],
    ['2026-07-30', '1.4', '2.2'],
  ])('a luna row of %s costs %s short and %s long', (day, short, long) => {
    const counts = { input_uncached: M, output: M };
    expect(priceOf('openai', 'gpt-5.6-luna', counts, { day, contextTier: 'short' }).cost).toBe(short);
    expect(priceOf('openai', 'gpt-5.6-luna', counts, { day, contextTier: 'long' }).cost).toBe(long);
  });

  it.each([
    ['2026-10-06', '0.2'],
    ['2026-10-07', '0.1'],
  ])('only the cache read of sonnet-5-5 was cut: on %s it costs %s', (day, read) => {
    expect(priceOf('anthropic', 'claude-sonnet-5-5', { cache_read: M }, { day }).cost).toBe(read);
    expect(priceOf('anthropic', 'claude-sonnet-5-5', { input_uncached: M }, { day }).cost).toBe('2');
  });

  it('what gpt-5.6-sol costs after its promotion is unknown, not assumed', () => {
    const priced = priceOf('openai', 'gpt-5.6-sol', { output: M }, { day: '2026-11-21' });
    expect(priced.cost).toBeNull();
    expect(priced.reasons).toEqual([{ kind: 'output', code: 'price_unknown' }]);
    expect(priceOf('openai', 'gpt-5.6-sol', { output: M }, { day: '2026-11-21', asOf: '2026-08-01' }).cost).toBe('30');
  });

  it('a price is not used before the world knew it', () => {
    const priced = priceOf('openai', 'gpt-6-astra', { output: M }, { day: '2026-09-10', asOf: '2026-09-02' });
    expect(priced.reasons).toEqual([{ kind: 'output', code: 'price_not_known' }]);
  });

  it('usage before a model was sold has no price', () => {
    const priced = priceOf('openai', 'gpt-6-astra', { output: M }, { day: '2026-09-02' });
    expect(priced.reasons).toEqual([{ kind: 'output', code: 'price_not_valid' }]);
  });
});

describe('context tiers', () => {
  it('an aggregate without prompt lengths is priced low, flagged, with the high figure as upper bound', () => {
    const priced = priceOf('anthropic', 'claude-haiku-5-5', { input_uncached: 10n * M, output: M });
    expect(priced).toMatchObject({ cost: '1.5', upperBound: '7.5', flags: ['tier_assumed'] });
  });

  it('a model without tiers needs no such flag', () => {
    const priced = priceOf('anthropic', 'claude-sonnet-5', { input_uncached: 10n * M });
    expect(priced).toMatchObject({ upperBound: null, flags: [] });
  });

  it.each([
    [100_000n, '0.01'],
    [100_001n, '0.0500005'],
  ])('a single request of %s prompt tokens on haiku-5-5 costs %s', (tokens, cost) => {
    expect(priceOf('anthropic', 'claude-haiku-5-5', { input_uncached: tokens }, { singleRequest: true }).cost).toBe(
      cost,
    );
  });

  it('the prompt is input, reads and writes together', () => {
    const counts = { input_uncached: 40_000n, cache_read: 40_000n, cache_write_5m: 40_000n };
    expect(priceOf('anthropic', 'claude-haiku-5-5', counts, { singleRequest: true }).cost).toBe('0.047');
  });

  it('a long-context price that was dropped no longer applies', () => {
    const counts = { input_uncached: 300_000n };
    const cost = (day: string) => priceOf('anthropic', 'claude-sonnet-4-6', counts, { singleRequest: true, day }).cost;
    expect([cost('2026-03-12'), cost('2026-03-13')]).toEqual(['1.8', '0.9']);
  });
});

describe('ids, tiers and kinds', () => {
  it('a date suffix inherits the base rates only where the book says so', () => {
    const counts = { input_uncached: M };
    expect(priceOf('openai', 'gpt-4o-2024-11-20', counts).cost).toBe('2.5');
    expect(priceOf('openai', 'gpt-4o-2024-05-13', counts).cost).toBe('5');
    expect(priceOf('openai', 'gpt-4o-2099-01-01', counts).cost).toBeNull();
    expect(priceOf('anthropic', 'claude-sonnet-5-20991231', counts).cost).toBeNull();
  });

  it('a tier without a known price is unpriced, never standard', () => {
    const priced = priceOf('anthropic', 'claude-sonnet-5', { output: M }, { serviceTier: 'priority' });
    expect(priced.reasons).toEqual([{ kind: 'output', code: 'tier_unpriced' }]);
  });

  it('fast mode of opus-5-5 costs 8/40, of opus-5 10/50', () => {
    const counts = { input_uncached: M, output: M };
    expect(priceOf('anthropic', 'claude-opus-5-5', counts, { serviceTier: 'fast' }).cost).toBe('48');
    expect(priceOf('anthropic', 'claude-opus-5', counts, { serviceTier: 'fast' }).cost).toBe('60');
  });

  it('a row that does not state its tier is priced as standard and flagged', () => {
    expect(priceOf('anthropic', 'claude-sonnet-5', { output: M }, { serviceTier: null })).toMatchObject({
      cost: '10',
      flags: ['tier_assumed'],
    });
  });

  it('one kind without price makes the cost null while the priced part stays visible', () => {
    const counts = { input_uncached: M, cache_read: 5n, output: M };
    const priced = priceOf('openai', 'gpt-4-turbo', counts);
    expect(priced).toMatchObject({ cost: null, pricedPart: '40' });
    expect(priced.reasons).toEqual([{ kind: 'cache_read', code: 'price_missing' }]);
  });

  it('a kind of zero tokens needs no price', () => {
    expect(priceOf('openai', 'gpt-4-turbo', { input_uncached: M, cache_read: 0n }).cost).toBe('10');
  });

  it('unsplit writes are 5-minute writes at Anthropic and 30-minute writes at OpenAI; 12-hour writes have no price', () => {
    expect(priceOf('anthropic', 'claude-sonnet-5', { cache_write_unsplit: M })).toMatchObject({
      cost: '2.5',
      flags: ['ttl_unknown'],
    });
    expect(priceOf('openai', 'gpt-6-astra', { cache_write_unsplit: M }, { contextTier: 'short' }).cost).toBe('12.5');
    expect(priceOf('openai', 'gpt-6-astra', { cache_write_12h: M }).reasons).toEqual([
      { kind: 'cache_write_12h', code: 'price_missing' },
    ]);
  });

  it('an input nobody split has no price', () => {
    expect(priceOf('openai', 'gpt-5', { input_total_unsplit: M }).reasons).toEqual([
      { kind: 'input_total_unsplit', code: 'price_missing' },
    ]);
  });

  it('audio is priced apart where it has a price, inside the text otherwise, and never twice', () => {
    const counts = { input_uncached: 100n, audio_in: 60n, output: 10n, audio_out: 4n };
    // 40 × 2.50 + 60 × 40 + 6 × 10 + 4 × 80 per million
    expect(priceOf('openai', 'gpt-4o-audio-preview', counts).cost).toBe('0.00288');
    expect(priceOf('openai', 'gpt-5', counts).cost).toBe('0.000225');
  });

  it('cached audio is taken out of the audio that pays the full price', () => {
    const counts = { input_uncached: 70n, cache_read: 30n, audio_in: 50n, cache_read_audio: 20n };
    // 40 text × 0.30 + 30 audio × 1 + 10 cached text × 0.03 + 20 cached audio × 0.10
    expect(priceOf('google', 'gemini-2.5-flash', counts).cost).toBe('0.0000443');
  });

  it('web searches cost 10 dollars per thousand and no batch discount touches them', () => {
    expect(priceOf('anthropic', 'claude-sonnet-5', { tool_calls: 10n }, { serviceTier: 'batch' }).cost).toBe('0.1');
  });

  it('Bedrock sells Claude at the global price and regional profiles a tenth above', () => {
    const cost = (geo: string) => priceOf('aws_bedrock', 'anthropic.claude-sonnet-4-5', { output: M }, { geo }).cost;
    expect([cost('global'), cost('regional')]).toEqual(['15', '16.5']);
    expect(priceOf('aws_bedrock', 'anthropic.claude-3-opus', { output: M }, { geo: 'regional' }).cost).toBe('75');
  });

  it('a geography without factor is unpriced, never global', () => {
    const priced = priceOf('groq', 'llama-3.3-70b-versatile', { output: M }, { geo: 'eu' });
    expect(priced.reasons).toEqual([{ kind: 'output', code: 'geo_unpriced' }]);
  });

  it('ids are compared without regard to case', () => {
    expect(index.hasModel('minimax', 'minimax-m2')).toBe(true);
  });
});
