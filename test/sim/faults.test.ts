import { afterEach, describe, expect, it } from 'vitest';
import {
  buildCompany,
  DEMO_FAULTS,
  type Fault,
  NO_ODDITIES,
  type Simulator,
  startSimulator,
} from '../../src/sim/index.ts';
import { ask, by, elements, type Json, pages } from './client.ts';

const company = buildCompany({ odd: NO_ODDITIES });
const PATH = 'usage_report/messages';
const QUERY = [['starting_at', '2026-10-01T00:00:00Z'], ['ending_at', '2026-10-07T00:00:00Z'], ...by('model')] as const;

let sim: Simulator;
const start = async (...faults: Fault[]) => {
  sim = await startSimulator({ company, faults, pages: { bucket: 2, row: 60 } });
};
afterEach(() => sim.close());
const days = (buckets: readonly Json[]) => buckets.map((b) => b.starting_at.slice(8, 10));

describe('a fault of the simulator', () => {
  it('rate_limited: 429 with Retry-After, then the answer', async () => {
    await start({ kind: 'rate_limited', path: PATH, call: 2, retryAfter: 1 });
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) {
      const answer = await ask(sim, 'anthropic', PATH, QUERY);
      statuses.push(answer.status);
      if (answer.status === 429) {
        expect(answer.headers.get('retry-after')).toBe('1');
        expect(((await answer.json()) as Json).error.type).toBe('rate_limit_error');
      }
    }
    expect(statuses).toEqual([200, 429, 200]);
    expect(sim.requests.map((r) => [r.status, r.fault])).toEqual([
      [200, undefined],
      [429, 'rate_limited'],
      [200, undefined],
    ]);
  });

  it('rate_limited without Retry-After, as often as asked', async () => {
    await start({ kind: 'rate_limited', vendor: 'openai', times: 2, retryAfter: null });
    const answers = [
      await ask(sim, 'openai', 'users'),
      await ask(sim, 'openai', 'users'),
      await ask(sim, 'openai', 'users'),
    ];
    expect(answers.map((a) => [a.status, a.headers.get('retry-after')])).toEqual([
      [429, null],
      [429, null],
      [200, null],
    ]);
  });

  it('truncated_body: the connection ends in the middle of the answer', async () => {
    await start({ kind: 'truncated_body', path: PATH });
    const cut = await ask(sim, 'anthropic', PATH, QUERY);
    expect(cut.status).toBe(200);
    await expect(cut.text()).rejects.toThrow();
    expect((await (await ask(sim, 'anthropic', PATH, QUERY)).json()) as Json).toHaveProperty('has_more');
  });

  it('truncated_json: a complete answer that is no JSON', async () => {
    await start({ kind: 'truncated_json', path: PATH });
    const text = await (await ask(sim, 'anthropic', PATH, QUERY)).text();
    expect(() => JSON.parse(text)).toThrow();
  });

  it('duplicate_page: the same buckets again under another cursor, then the rest', async () => {
    await start({ kind: 'duplicate_page', path: PATH, call: 2 });
    const all = await pages(sim, 'anthropic', PATH, QUERY);
    expect(all.map((p) => days(p.data))).toEqual([
      ['01', '02'],
      ['03', '04'],
      ['03', '04'],
      ['05', '06'],
    ]);
    expect(all[2]!.data).toEqual(all[1]!.data);
    expect(new Set(all.map((p) => p.next_page)).size).toBe(4);
  });

  it('empty_page: no rows, and more to come', async () => {
    await start({ kind: 'empty_page', path: PATH });
    const all = await pages(sim, 'anthropic', PATH, QUERY);
    expect(all.map((p) => [days(p.data), p.has_more])).toEqual([
      [['01', '02'], true],
      [[], true],
      [['03', '04'], true],
      [['05', '06'], false],
    ]);
  });

  it('lost_next_page: more is promised and no cursor given', async () => {
    await start({ kind: 'lost_next_page', path: PATH, call: 2 });
    const all = await pages(sim, 'anthropic', PATH, QUERY);
    expect(all.at(-1)).toMatchObject({ has_more: true, next_page: null });
    expect(all).toHaveLength(2);
  });

  it('repeated_cursor: a cursor once answered with the page before and itself', async () => {
    await start({ kind: 'repeated_cursor', path: PATH, call: 2 });
    const all = await pages(sim, 'anthropic', PATH, QUERY);
    expect(all.map((p) => days(p.data))).toEqual([
      ['01', '02'],
      ['01', '02'],
      ['03', '04'],
      ['05', '06'],
    ]);
    expect(all[0]!.next_page).toBe(all[1]!.next_page);
  });

  it('cursor_loop: the cursor leads back for ever', async () => {
    await start({ kind: 'cursor_loop', path: PATH, times: Number.POSITIVE_INFINITY });
    await expect(pages(sim, 'anthropic', PATH, QUERY)).rejects.toThrow('more than 60 pages');
  });

  it.each([
    ['unauthorized', 401],
    ['not_found', 404],
    ['overloaded', 529],
  ] as const)('%s: status %i only where it is planned', async (kind, status) => {
    await start({ kind, vendor: 'openai', path: 'usage/images', times: 9 });
    expect((await ask(sim, 'openai', 'usage/images', [['start_time', '1790812800']])).status).toBe(status);
    expect((await ask(sim, 'openai', 'usage/embeddings', [['start_time', '1790812800']])).status).toBe(200);
  });

  it("leaves no trace after retries: with and without the demo's faults the same buckets arrive", async () => {
    const patient = async (): Promise<string> => {
      const got = new Map<string, unknown>();
      for (let from = 1; from <= 21; from += 10) {
        const query = [
          ['starting_at', `2026-09-${String(from).padStart(2, '0')}T00:00:00Z`],
          ['ending_at', `2026-09-${from + 9}T00:00:00Z`],
          ...by('workspace_id', 'description'),
        ] as const;
        for (let page: string | null = ''; page !== null; ) {
          const answer: Response = await ask(
            sim,
            'anthropic',
            'cost_report',
            page === '' ? query : [...query, ['page', page]],
          );
          const body: Json = answer.status === 200 ? await answer.json().catch(() => null) : null;
          if (body === null) continue;
          for (const bucket of body.data) got.set(bucket.starting_at, bucket);
          page = body.has_more ? body.next_page : null;
        }
      }
      return JSON.stringify([...got]);
    };
    await start(...DEMO_FAULTS);
    const troubled = await patient();
    expect(sim.requests.filter((r) => r.fault !== undefined).map((r) => r.fault)).toEqual([
      'truncated_body',
      'duplicate_page',
    ]);
    await sim.close();
    await start();
    expect(await patient()).toBe(troubled);
  });
});

describe('the simulated day', () => {
  it('moves: yesterday is restated when the vendors know more', async () => {
    sim = await startSimulator({ company: buildCompany(), asOf: '2026-10-20', faults: [] });
    const query = [
      ['starting_at', '2026-10-18T00:00:00Z'],
      ['ending_at', '2026-10-20T00:00:00Z'],
      ...by('workspace_id', 'api_key_id'),
    ] as const;
    const first = await elements(sim, 'anthropic', PATH, query);
    sim.setAsOf('2026-10-21');
    const second = await elements(sim, 'anthropic', PATH, query);
    expect(second[0]).toEqual(first[0]);
    expect(second[1]).not.toEqual(first[1]);
    expect(second[1].results.length).toBe(first[1].results.length - 1);
    const output = (buckets: Json[]) => buckets[1].results.reduce((n: number, r: Json) => n + r.output_tokens, 0);
    expect(output(second)).toBeGreaterThan(output(first));
  });
});
