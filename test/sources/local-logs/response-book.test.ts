import { describe, expect, it } from 'vitest';
import type { Response } from '../../../src/sources/local-logs/claude-response.ts';
import { ResponseBook, type Share } from '../../../src/sources/local-logs/response-book.ts';

function response(id: string, more: Partial<Response> = {}): Response {
  return {
    id,
    requestId: `req-${id}`,
    isSidechain: false,
    at: '2026-11-19T10:00:00.000Z',
    place: `${id}:1`,
    sessionId: 's',
    branch: null,
    repo: null,
    model: 'm',
    speed: undefined,
    tier: undefined,
    geo: undefined,
    costUSD: undefined,
    input: 1n,
    output: 1n,
    read: null,
    written: null,
    written5m: null,
    written1h: null,
    searches: null,
    ...more,
  };
}

function keptOf(responses: readonly Response[], mostIds?: number): Response[] {
  const kept: Response[] = [];
  const shares: Share[] = [{ part: 0, of: 1 }];
  for (let share = shares.shift(); share !== undefined; share = shares.shift()) {
    const book = new ResponseBook(share, mostIds);
    for (const one of responses) book.add(one.id!, one);
    kept.push(...book.kept());
    shares.push(...book.later);
  }
  return kept;
}

describe('one response per API call', () => {
  it('keeps every id once when only a few fit into memory at a time', () => {
    const all = Array.from({ length: 1000 }, (_, i) => response(`msg_FAKE_${i}`));
    const kept = keptOf([...all, ...all], 16);
    expect(kept.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
  });

  it('keeps the main line over a sidechain with more tokens, under whatever request id and in whatever order', () => {
    const main = response('a');
    const side = response('a', { requestId: 'req-replay', isSidechain: true, output: 99n });
    const again = response('a', { requestId: 'req-replay-2', isSidechain: true, output: 98n });
    expect(keptOf([main, side, again])).toEqual([main]);
    expect(keptOf([side, again, main])).toEqual([main]);
  });

  it('keeps two calls of one message id under different request ids', () => {
    expect(keptOf([response('a'), response('a', { requestId: 'req-2' })])).toHaveLength(2);
  });

  it('takes a line without request id for a repeat of the one with it, and keeps the larger count', () => {
    const early = response('a', { requestId: null, output: 1n });
    const late = response('a', { output: 5n });
    expect(keptOf([early, late])).toEqual([late]);
    expect(keptOf([response('a', { requestId: null, output: 9n }), late])).toMatchObject([
      { requestId: 'req-a', output: 9n },
    ]);
  });

  it('keeps the larger token sum, then the line with a speed, then the earlier one', () => {
    const small = response('a');
    const large = response('a', { read: 10n, at: '2026-11-19T11:00:00.000Z' });
    const fast = response('a', { read: 10n, speed: 'fast', at: '2026-11-19T12:00:00.000Z' });
    const later = response('a', { read: 10n, speed: 'fast', at: '2026-11-19T13:00:00.000Z' });
    expect(keptOf([small, large])).toEqual([large]);
    expect(keptOf([large, fast, later])).toEqual([fast]);
    expect(keptOf([later, fast, large, small])).toEqual([fast]);
  });
});
