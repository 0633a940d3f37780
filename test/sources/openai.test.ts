import { describe, expect, it } from 'vitest';
import { completions } from '../../src/sources/openai/completions.ts';
import { costs } from '../../src/sources/openai/costs.ts';
import { readLineItem } from '../../src/sources/openai/line-item.ts';
import { isProvisional, repullFrom } from '../../src/sources/openai/request.ts';
import type { HttpStream, LandedPage } from '../../src/sources/source.ts';
import { fixtureContext } from '../support/source-fixtures.ts';

const START = Date.parse('2026-05-04T00:00:00Z') / 1000;

const page = (results: unknown[]): LandedPage => ({
  request: { method: 'GET', path: '/v1/organization/report', query: [] },
  receivedAt: '2026-06-10T05:00:00.000Z',
  body: {
    object: 'page',
    data: [{ object: 'bucket', start_time: START, end_time: START + 86_400, results }],
    has_more: false,
    next_page: null,
  },
});

const rowOf = (stream: HttpStream, result: unknown) => stream.parse(page([result]), fixtureContext).rows[0]!.row;
const completion = (given: Record<string, unknown>) =>
  rowOf(completions, {
    input_tokens: 1000,
    output_tokens: 200,
    num_model_requests: 3,
    model: 'gpt-6-sol',
    service_tier: 'default',
    ...given,
  });

const INPUT = [
  'input_uncached',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'cache_write_30m',
  'cache_write_12h',
  'cache_write_unsplit',
  'input_total_unsplit',
];
const totalInput = (row: Record<string, unknown>) =>
  INPUT.reduce((sum, name) => sum + ((row[name] as bigint | null) ?? 0n), 0n);

describe('completions usage', () => {
  it('takes cached tokens out of the gross input', () => {
    const row = completion({
      input_cached_tokens: 600,
      input_cache_write_tokens: 100,
      input_cache_write_30m_tokens: 100,
      input_cache_write_12h_tokens: 0,
    });
    expect(row).toMatchObject({ input_uncached: 300n, cache_read: 600n, cache_write_30m: 100n, cache_write_12h: 0n });
    expect(totalInput(row)).toBe(1000n);
  });

  it('leaves kinds the vendor does not have NULL', () => {
    expect(completion({ input_cached_tokens: 0 })).toMatchObject({
      cache_write_5m: null,
      cache_write_1h: null,
      cache_write_30m: null,
    });
  });

  it('keeps the whole input unsplit when cached tokens are not reported', () => {
    const row = completion({});
    expect(row).toMatchObject({ input_total_unsplit: 1000n, input_uncached: null, cache_read: null });
  });

  it('keeps the whole input unsplit, flagged, when the parts exceed it', () => {
    const row = completion({ input_cached_tokens: 1200 });
    expect(row).toMatchObject({ input_total_unsplit: 1000n, input_uncached: null, flags: 'identity_mismatch' });
  });

  it.each([
    ['an uncached figure that does not add up', { input_uncached_tokens: 999, input_cached_tokens: 600 }, 400n],
    ['audio reported beside the input', { input_cached_tokens: 0, input_audio_tokens: 5000 }, 1000n],
  ])('trusts the gross input over %s and flags it', (_what, given, uncached) => {
    const row = completion(given);
    expect(row.input_uncached).toBe(uncached);
    expect(row.flags).toBe('identity_mismatch');
    expect(totalInput(row)).toBe(1000n);
  });

  it('puts writes of unknown lifetime into cache_write_unsplit', () => {
    expect(completion({ input_cached_tokens: 0, input_cache_write_tokens: 70 })).toMatchObject({
      cache_write_unsplit: 70n,
      cache_write_30m: null,
      flags: 'ttl_unknown',
    });
  });

  it('counts output once, reasoning inside it', () => {
    expect(completion({})).toMatchObject({ output: 200n, reasoning: null });
  });

  it.each([
    [{ service_tier: 'default' }, 'standard', null],
    [{ service_tier: 'default', batch: true }, 'batch', null],
    [{ service_tier: 'priority' }, 'priority', null],
    [{ service_tier: null }, null, 'tier_assumed'],
  ])('reads the tier of %j', (given, tier, flags) => {
    expect(completion({ input_cached_tokens: 0, ...given })).toMatchObject({ service_tier: tier, flags });
  });

  it('refuses negative tokens, naming the field', () => {
    expect(() => completion({ input_tokens: -5 })).toThrow(
      'field data[0].results[0].input_tokens: expected a whole number of 0 or more, found -5',
    );
    expect(() => completion({ input_cached_tokens: -5 })).toThrow('field data[0].results[0].input_cached_tokens');
  });

  it('refuses times in milliseconds', () => {
    const wrong = page([]);
    const body = {
      ...(wrong.body as object),
      data: [{ start_time: START * 1000, end_time: (START + 86_400) * 1000, results: [] }],
    };
    expect(() => completions.parse({ ...wrong, body }, fixtureContext)).toThrow(
      'field data[0].start_time: expected Unix seconds',
    );
  });
});

describe('costs', () => {
  const billed = (value: unknown) => rowOf(costs, { amount: { value, currency: 'usd' }, line_item: 'x' });

  it.each([
    [0.06, '0.06'],
    ['0.1080000000000000', '0.108'],
    [1e-7, '0.0000001'],
    ['1e-7', '0.0000001'],
    [0.1 + 0.2, '0.3'],
    [12345.678901, '12345.678901'],
  ])('takes %s as dollars exactly, to the twelfth digit', (value, dollars) => {
    expect(billed(value)).toMatchObject({ billed_cost: dollars, currency: 'USD' });
  });

  it('notes an amount with more than twelve digits', () => {
    const { notes } = costs.parse(page([{ amount: { value: 0.1 + 0.2, currency: 'usd' } }]), fixtureContext);
    expect(notes).toEqual([{ code: 'money_beyond_12_digits', detail: 'amount.value' }]);
  });

  it.each([
    ['gpt-6-sol, input_tokens', { model: 'gpt-6-sol', tokenKind: 'input_uncached', serviceTier: 'standard' }],
    ['gpt-6-sol, batch, output_tokens', { model: 'gpt-6-sol', tokenKind: 'output', serviceTier: 'batch' }],
    [
      'ft:gpt-4o-mini-2024-07-18:org::id, cached_input_tokens',
      { model: 'ft:gpt-4o-mini-2024-07-18:org::id', tokenKind: 'cache_read' },
    ],
    ['gpt-6-sol, nightly, output_tokens', { serviceTier: null, unknownWords: ['nightly'] }],
    ['gpt-6-sol, video_tokens', { model: 'gpt-6-sol', tokenKind: null, unknownWords: ['video_tokens'] }],
    ['web search tool calls', { model: null, tokenKind: null, serviceTier: null }],
    [null, { model: null, tokenKind: null, serviceTier: null }],
  ])('reads the line item %s', (text, expected) => {
    expect(readLineItem(text)).toMatchObject(expected);
  });
});

describe('re-pull windows', () => {
  it('go a week back, five weeks on Sundays', () => {
    expect(repullFrom('2026-10-24')).toBe('2026-10-17');
    expect(repullFrom('2026-10-25')).toBe('2026-09-20');
  });

  it('treat five weeks as provisional', () => {
    expect(isProvisional('2026-09-21', '2026-10-25')).toBe(true);
    expect(isProvisional('2026-09-20', '2026-10-25')).toBe(false);
  });
});
