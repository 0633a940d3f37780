import { describe, expect, it } from 'vitest';
import { claudeCode } from '../../src/sources/anthropic/claude-code.ts';
import { costReport } from '../../src/sources/anthropic/cost-report.ts';
import { messagesUsage } from '../../src/sources/anthropic/messages-usage.ts';
import { isProvisional, repullFrom } from '../../src/sources/anthropic/request.ts';
import type { HttpStream, LandedPage } from '../../src/sources/source.ts';
import { fixtureContext } from '../support/source-fixtures.ts';

const bucket = (results: unknown[]) => ({
  starting_at: '2026-05-04T00:00:00Z',
  ending_at: '2026-05-05T00:00:00Z',
  results,
});

const page = (data: unknown[]): LandedPage => ({
  request: { method: 'GET', path: '/v1/organizations/report', query: [] },
  receivedAt: '2026-06-10T05:00:00.000Z',
  body: { data, has_more: false, next_page: null },
});

const rowsOf = (stream: HttpStream, data: unknown[]) => stream.parse(page(data), fixtureContext).rows.map((r) => r.row);

const tokens = {
  workspace_id: 'wrkspc_01FAKE',
  model: 'claude-opus-5',
  uncached_input_tokens: 100,
  cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 30 },
  cache_read_input_tokens: 400,
  output_tokens: 50,
  server_tool_use: { web_search_requests: 2 },
};

describe('the messages usage report', () => {
  it('keeps 1-hour cache writes apart from 5-minute ones, all input fields disjoint', () => {
    const [row] = rowsOf(messagesUsage, [bucket([tokens])]);
    expect(row).toMatchObject({ input_uncached: 100n, cache_write_5m: 20n, cache_write_1h: 30n, cache_read: 400n });
    expect(row).toMatchObject({ cache_write_unsplit: null, cache_write_30m: null, input_total_unsplit: null });
  });

  it('reports no reasoning and no request count, because the vendor gives none', () => {
    const [row] = rowsOf(messagesUsage, [bucket([tokens])]);
    expect(row).toMatchObject({ output: 50n, reasoning: null, requests: null, tool_calls: 2n });
  });

  it('leaves cache writes NULL when the vendor does not report them, and counts a reported zero as zero', () => {
    const { cache_creation: _gone, ...without } = tokens;
    const rows = rowsOf(messagesUsage, [
      bucket([without, { ...tokens, cache_creation: { ephemeral_5m_input_tokens: 0 } }]),
    ]);
    expect(rows.map((r) => [r.cache_write_5m, r.cache_write_1h])).toEqual([
      [null, null],
      [0n, null],
    ]);
  });

  it('accepts counts written as text', () => {
    const [row] = rowsOf(messagesUsage, [bucket([{ ...tokens, output_tokens: '9007199254740993' }])]);
    expect(row?.output).toBe(9007199254740993n);
  });

  it.each([
    [-1, 'found -1'],
    [1.5, 'found 1.5'],
    [2 ** 53, 'found 9007199254740992'],
    [null, 'found null'],
  ])('refuses %s output tokens, naming the field', (value, found) => {
    const parse = () => rowsOf(messagesUsage, [bucket([tokens, { ...tokens, output_tokens: value }])]);
    expect(parse).toThrow('field data[0].results[1].output_tokens: expected a whole number of 0 or more');
    expect(parse).toThrow(found);
  });

  it('refuses a bucket that is no whole UTC day', () => {
    const odd = { ...bucket([tokens]), starting_at: '2026-05-04T07:00:00Z' };
    expect(() => rowsOf(messagesUsage, [odd])).toThrow('one whole UTC day was asked for');
  });

  it('tells two rows of equal dimensions apart', () => {
    const rows = rowsOf(messagesUsage, [bucket([tokens, tokens])]);
    expect(new Set(rows.map((r) => r.source_row_key)).size).toBe(2);
  });

  it('keeps words it does not know and notes them', () => {
    const parsed = messagesUsage.parse(page([bucket([{ ...tokens, service_tier: 'overnight' }])]), fixtureContext);
    expect(parsed.rows[0]?.row.service_tier).toBe('overnight');
    expect(parsed.notes).toEqual([{ code: 'unknown_word', detail: 'service_tier: overnight' }]);
  });
});

describe('the cost report', () => {
  const line = (amount: unknown) => ({ amount, currency: 'USD', cost_type: 'tokens', description: 'Tokens' });
  const billed = (amount: unknown) => rowsOf(costReport, [bucket([line(amount)])])[0]?.billed_cost;

  it.each([
    ['123.45', '1.2345'],
    ['0.0000001', '0.000000001'],
    ['1e-7', '0.000000001'],
    [60, '0.6'],
    [1e-7, '0.000000001'],
    ['12345678901234.56', '123456789012.3456'],
  ])('turns %s cents into dollars exactly', (cents, dollars) => {
    expect(billed(cents)).toBe(dollars);
  });

  it('keeps lines of equal text and amount as two charges', () => {
    const rows = rowsOf(costReport, [bucket([line('5'), line('5')])]);
    expect(new Set(rows.map((r) => r.source_row_key)).size).toBe(2);
  });

  it.each(['abc', '', null, true])('refuses the amount %s', (amount) => {
    expect(() => billed(amount)).toThrow('field data[0].results[0].amount: expected a decimal number');
  });

  it('refuses a currency that is no ISO code', () => {
    expect(() => rowsOf(costReport, [bucket([{ ...line('1'), currency: 'dollars' }])])).toThrow(
      'expected an ISO 4217 code',
    );
  });
});

describe('Claude Code analytics', () => {
  const record = (customer_type: string) => ({
    date: '2026-05-04T00:00:00Z',
    actor: { type: 'user_actor', email_address: ' Ana.Fake@Example.com ' },
    customer_type,
    core_metrics: { num_sessions: 3 },
    model_breakdown: [
      {
        model: 'claude-opus-5',
        tokens: { input: 10, output: 5, cache_read: 70, cache_creation: 20 },
        estimated_cost: { currency: 'USD', amount: 8.6 },
      },
    ],
  });

  it('is evidence of rank 3 with an estimate in dollars, never billed money', () => {
    const [, model] = rowsOf(claudeCode, [record('api')]);
    expect(model).toMatchObject({ evidence_rank: 3n, estimated_cost: '0.086', currency: 'USD', tool: 'claude_code' });
    expect(model).not.toHaveProperty('billed_cost');
  });

  it('puts writes of unknown lifetime into cache_write_unsplit', () => {
    const [, model] = rowsOf(claudeCode, [record('api')]);
    expect(model).toMatchObject({ cache_write_unsplit: 20n, cache_write_5m: null, cache_write_1h: null });
    expect(model?.flags).toContain('ttl_unknown');
  });

  it('gives no e-mail away: the actor is the pseudonym of the trimmed, lower-cased address', () => {
    const rows = rowsOf(claudeCode, [record('api')]);
    expect(rows.every((r) => r.actor_id === fixtureContext.pseudonym('email', 'ana.fake@example.com'))).toBe(true);
    expect(JSON.stringify(rows, (_k, v) => (typeof v === 'bigint' ? String(v) : v)).toLowerCase()).not.toContain(
      'example.com',
    );
  });

  it('ties API traffic to the Claude Code workspace and marks subscription traffic as included', () => {
    expect(rowsOf(claudeCode, [record('api')])[1]).toMatchObject({
      workspace: 'wrkspc_01FAKEcode',
      cost_basis: 'billed',
    });
    expect(rowsOf(claudeCode, [record('subscription')])[1]).toMatchObject({ workspace: null, cost_basis: 'included' });
  });
});

describe('re-pull windows', () => {
  it.each([
    ['2026-10-25', '2026-10-22'],
    ['2026-10-02', '2026-09-01'],
    ['2026-10-07', '2026-09-01'],
    ['2026-10-08', '2026-10-05'],
    ['2026-01-03', '2025-12-01'],
  ])('on %s begin at %s: three days, and the whole previous month until it has settled', (logicalDay, from) => {
    expect(repullFrom(logicalDay)).toBe(from);
  });

  it('treat a day as provisional until its month has settled', () => {
    expect(isProvisional('2026-09-01', '2026-10-07')).toBe(true);
    expect(isProvisional('2026-09-01', '2026-10-08')).toBe(false);
    expect(isProvisional('2026-12-31', '2027-01-07')).toBe(true);
    expect(isProvisional('2026-12-31', '2027-01-08')).toBe(false);
  });
});
