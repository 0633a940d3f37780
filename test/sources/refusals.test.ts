import { describe, expect, it } from 'vitest';
import { github } from '../../src/sources/github/index.ts';
import { githubRefusal } from '../../src/sources/github/refusal.ts';
import { connectedStreams } from '../../src/sources/kit/units.ts';
import { linearRefusal } from '../../src/sources/linear/refusal.ts';
import { pagerdutyRefusal } from '../../src/sources/pagerduty/refusal.ts';

const NOW = 1_790_000_000_000;
const answer = (status: number, json: unknown, headers: Record<string, string> = {}) => ({
  status,
  json,
  headers,
  now: NOW,
});

describe('refusals in the words of GitHub', () => {
  it('waits for the reset of a spent limit, written as 403 or 429', () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 90) };
    for (const status of [403, 429]) {
      expect(githubRefusal(answer(status, { message: 'API rate limit exceeded' }, headers))).toMatchObject({
        kind: 'wait',
        pauseMs: 90_000,
      });
    }
  });

  it('waits a minute for a secondary limit that does not say how long', () => {
    const json = { message: 'You have exceeded a secondary rate limit.' };
    expect(githubRefusal(answer(403, json))).toMatchObject({ kind: 'wait', pauseMs: 60_000 });
  });

  it('leaves a plain 403 to the rules of HTTP: asking again would be pointless', () => {
    expect(githubRefusal(answer(403, { message: 'Resource not accessible by integration' }))).toBeNull();
  });

  it.each([
    ['RATE_LIMITED', 'wait'],
    ['NOT_FOUND', 'not_found'],
    ['FORBIDDEN', 'permission'],
    ['SOME_NEW_WORD', 'rejected'],
  ])('finds %s in a GraphQL answer of status 200', (type, kind) => {
    const json = { data: { repository: null }, errors: [{ type, message: 'no' }] };
    expect(githubRefusal(answer(200, json))).toMatchObject({ kind });
  });

  it('asks again after a query that took too long', () => {
    expect(
      githubRefusal(answer(200, { errors: [{ message: 'Something went wrong while executing your query.' }] }))?.kind,
    ).toBe('wait');
  });

  it('takes an answer without errors', () => {
    expect(githubRefusal(answer(200, { data: {} }))).toBeNull();
  });
});

describe('refusals in the words of Linear and PagerDuty', () => {
  const limited = { errors: [{ message: 'slow down', extensions: { code: 'RATELIMITED' } }] };

  it('waits for the later of the two budgets that are spent', () => {
    const headers = {
      'x-ratelimit-requests-remaining': '0',
      'x-ratelimit-requests-reset': String(NOW + 5_000),
      'x-ratelimit-complexity-remaining': '0',
      'x-ratelimit-complexity-reset': String(NOW + 9_000),
    };
    expect(linearRefusal(answer(400, limited, headers))).toMatchObject({ kind: 'wait', pauseMs: 9_000 });
    expect(linearRefusal(answer(200, limited))).toMatchObject({ kind: 'wait', pauseMs: 60_000 });
  });

  it('says which setting leaves out a field that has vanished', () => {
    const json = { errors: [{ message: 'Cannot query field', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] };
    expect(linearRefusal(answer(400, json))).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('agent_sessions: false'),
    });
  });

  it('reads ratelimit-reset as seconds to wait', () => {
    expect(pagerdutyRefusal(answer(429, {}, { 'ratelimit-reset': '7' }))).toMatchObject({
      kind: 'wait',
      pauseMs: 7_000,
    });
    expect(pagerdutyRefusal(answer(429, {}))).toEqual({ kind: 'wait', reason: 'rate limit of the key' });
    expect(pagerdutyRefusal(answer(200, {}))).toBeNull();
  });
});

describe('streams by unit', () => {
  it('are one per repository with a name of its own, and know their repository', () => {
    const found = connectedStreams(github, { repos: ['acme/shop', 'acme/Shop', 'acme/a--b'] });
    const names = found.map(({ stream }) => stream.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names[0]).toBe('pulls-acme-shop');
    expect(names.every((name) => /^[a-z0-9_-]+$/.test(name) && !name.includes('--'))).toBe(true);
    expect(found[2]!.settings.unit).toBe('acme/a--b');
  });
});
