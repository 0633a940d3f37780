import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCompany, type Simulator, startSimulator } from '../../src/sim/index.ts';
import { ask, by, elements, exactSum, headersFor, type Json, pages, unix } from './client.ts';

let sim: Simulator;
beforeAll(async () => {
  sim = await startSimulator({ company: buildCompany(), faults: [], pages: { bucket: 1440, row: 1000 } });
});
afterAll(() => sim.close());

const OCTOBER = [
  ['starting_at', '2026-10-01T00:00:00Z'],
  ['ending_at', '2026-10-11T00:00:00Z'],
] as const;
const OCTOBER_UNIX = [
  ['start_time', unix('2026-10-01')],
  ['end_time', unix('2026-10-11')],
] as const;
const message = async (answer: Promise<Response>) => {
  const response = await answer;
  return { status: response.status, body: (await response.json()) as Json };
};

describe('Anthropic, simulated', () => {
  it("refuses a wrong key with 401 and a missing version with 400, in the vendor's error shape", async () => {
    const wrong = await message(
      ask(sim, 'anthropic', 'users', [], { 'x-api-key': 'sk-wrong', 'anthropic-version': '2023-06-01' }),
    );
    expect(wrong).toMatchObject({ status: 401, body: { type: 'error', error: { type: 'authentication_error' } } });
    expect(wrong.body.request_id).toMatch(/^req_/);
    const { 'x-api-key': key } = headersFor(sim, 'anthropic');
    expect((await ask(sim, 'anthropic', 'users', [], { 'x-api-key': key! })).status).toBe(400);
    expect(
      (await ask(sim, 'anthropic', 'users', [], { authorization: `Bearer ${key}`, 'anthropic-version': '2023-06-01' }))
        .status,
    ).toBe(200);
  });

  it('pages buckets by limit, seven by default, and keeps empty ones', async () => {
    const all = await pages(sim, 'anthropic', 'usage_report/messages', OCTOBER);
    expect(all.map((p) => [p.data.length, p.has_more, p.next_page === null])).toEqual([
      [7, true, false],
      [3, false, true],
    ]);
    const future = await elements(sim, 'anthropic', 'usage_report/messages', [
      ['starting_at', '2026-10-24T00:00:00Z'],
      ['ending_at', '2026-10-27T00:00:00Z'],
    ]);
    expect(future.map((b) => [b.starting_at, b.results.length > 0])).toEqual([
      ['2026-10-24T00:00:00Z', true],
      ['2026-10-25T00:00:00Z', false],
      ['2026-10-26T00:00:00Z', false],
    ]);
  });

  it('gives null for every dimension that was not asked for, and splits only by those that were', async () => {
    const one = [OCTOBER[0], ['ending_at', '2026-10-02T00:00:00Z']] as const;
    const [total] = await elements(sim, 'anthropic', 'usage_report/messages', one);
    expect(total.results).toHaveLength(1);
    expect(total.results[0]).toMatchObject({
      model: null,
      workspace_id: null,
      api_key_id: null,
      service_tier: null,
      inference_geo: null,
    });
    const [split] = await elements(sim, 'anthropic', 'usage_report/messages', [
      ...one,
      ...by('model', 'workspace_id', 'api_key_id'),
    ]);
    expect(split.results.length).toBeGreaterThan(15);
    for (const field of ['uncached_input_tokens', 'cache_read_input_tokens', 'output_tokens']) {
      expect(split.results.reduce((n: number, r: Json) => n + r[field], 0)).toBe(total.results[0][field]);
    }
  });

  it('answers hours and minutes whose parts sum to the day', async () => {
    const sumOf = async (width: string, from: string, to: string) => {
      const buckets = await elements(sim, 'anthropic', 'usage_report/messages', [
        ['starting_at', from],
        ['ending_at', to],
        ['bucket_width', width],
        ['limit', width === '1d' ? '31' : width === '1h' ? '168' : '1440'],
      ]);
      return [buckets.length, buckets.flatMap((b) => b.results).reduce((n: number, r: Json) => n + r.output_tokens, 0)];
    };
    const [, day] = await sumOf('1d', '2026-10-20T00:00:00Z', '2026-10-21T00:00:00Z');
    expect(await sumOf('1h', '2026-10-20T00:00:00Z', '2026-10-21T00:00:00Z')).toEqual([24, day]);
    const [, hour] = await sumOf('1h', '2026-10-20T09:00:00Z', '2026-10-20T10:00:00Z');
    expect(await sumOf('1m', '2026-10-20T09:00:00Z', '2026-10-20T10:00:00Z')).toEqual([60, hour]);
  });

  it('filters by key, workspace and model', async () => {
    const [bucket] = await elements(sim, 'anthropic', 'usage_report/messages', [
      ...OCTOBER,
      ['api_key_ids[]', 'apikey_01SimMobileApp00000001'],
      ...by('api_key_id', 'model'),
    ]);
    expect(new Set(bucket.results.map((r: Json) => r.api_key_id))).toEqual(new Set(['apikey_01SimMobileApp00000001']));
  });

  it.each([
    ['usage_report/messages', [], 'starting_at'],
    ['usage_report/messages', [...OCTOBER, ['limit', '32']], 'between 1 and 31'],
    ['usage_report/messages', [...OCTOBER, ['bucket_width', '1w']], 'bucket_width'],
    ['usage_report/messages', [...OCTOBER, ...by('colour')], 'colour'],
    ['cost_report', [...OCTOBER, ['bucket_width', '1h']], 'bucket_width'],
    ['usage_report/claude_code', [['starting_at', 'yesterday']], 'starting_at'],
    [
      'usage_report/claude_code',
      [
        ['starting_at', '2026-10-20'],
        ['limit', '1001'],
      ],
      'between 1 and 1000',
    ],
  ] as const)('refuses %s with %j', async (path, query, reason) => {
    const { status, body } = await message(ask(sim, 'anthropic', path, query as Json));
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', message: expect.stringContaining(reason) });
  });

  it('refuses a cursor that was made for other parameters', async () => {
    const [first] = await pages(sim, 'anthropic', 'usage_report/messages', OCTOBER);
    const other = ask(sim, 'anthropic', 'usage_report/messages', [
      ...OCTOBER,
      ['limit', '3'],
      ['page', first!.next_page!],
    ]);
    expect((await other).status).toBe(400);
  });

  it('prints cost in cents as decimal strings, in parts only when grouped', async () => {
    const plain = (await elements(sim, 'anthropic', 'cost_report', OCTOBER)).flatMap((b) => b.results);
    expect(plain[0]).toMatchObject({
      currency: 'USD',
      cost_type: null,
      description: null,
      model: null,
      workspace_id: null,
    });
    const lines = (
      await elements(sim, 'anthropic', 'cost_report', [...OCTOBER, ...by('workspace_id', 'description')])
    ).flatMap((b) => b.results);
    expect(new Set(lines.map((l) => l.cost_type))).toEqual(
      new Set(['tokens', 'web_search', 'code_execution', 'session_usage']),
    );
    expect(lines.every((l) => typeof l.amount === 'string')).toBe(true);
    expect(lines.find((l) => l.cost_type === 'web_search')).toMatchObject({
      model: null,
      token_type: null,
      service_tier: null,
    });
    expect(exactSum(lines.map((l) => l.amount))).toBe(exactSum(plain.map((l) => l.amount)));
  });

  it('reports Claude Code by actor and client with estimates in cents, bots by key name, subscriptions apart', async () => {
    const records = await elements(sim, 'anthropic', 'usage_report/claude_code', [
      ['starting_at', '2026-10-20'],
      ['limit', '7'],
    ]);
    expect(records.length).toBeGreaterThan(50);
    expect(records[0]).toMatchObject({
      date: '2026-10-20T00:00:00Z',
      actor: { type: 'user_actor' },
      customer_type: 'api',
      is_remote: false,
    });
    expect(records.filter((r) => r.actor.type === 'api_actor').map((r) => r.actor.api_key_name)).toEqual([
      'ci-refactor-bot',
    ]);
    expect(records.some((r) => r.is_remote)).toBe(true);
    const subscribed = (
      await Promise.all(
        ['2026-10-19', '2026-10-20', '2026-10-21'].map((d) =>
          elements(sim, 'anthropic', 'usage_report/claude_code', [
            ['starting_at', d],
            ['limit', '1000'],
          ]),
        ),
      )
    )
      .flat()
      .filter((r) => r.customer_type === 'subscription');
    expect(subscribed.length).toBeGreaterThan(0);
    expect(subscribed.every((r) => r.subscription_type === 'team')).toBe(true);
    const ids = records.map(
      (r) => `${r.actor.email_address ?? r.actor.api_key_name}|${r.terminal_type}|${r.is_remote}`,
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lists workspaces, keys and users with after_id cursors; the default workspace is not listed', async () => {
    const seen: Json[] = [];
    let after: string | null = null;
    do {
      const page: Json = await (
        await ask(sim, 'anthropic', 'users', after === null ? [] : [['after_id', after]])
      ).json();
      expect(page.data.length).toBeLessThanOrEqual(20);
      expect(page.first_id).toBe(page.data[0].id);
      seen.push(...page.data);
      after = page.has_more ? page.last_id : null;
    } while (after !== null);
    expect(seen.length).toBeGreaterThan(170);
    expect(new Set(seen.map((u) => u.id)).size).toBe(seen.length);
    const { body } = await message(ask(sim, 'anthropic', 'workspaces', [['include_archived', 'true']]));
    expect(body.data.map((w: Json) => w.name)).toContain('Claude Code');
    const keys = (await message(ask(sim, 'anthropic', 'api_keys', [['limit', '1000']]))).body.data;
    expect(keys.find((k: Json) => k.name === 'forgotten-prototype')).toMatchObject({
      workspace_id: null,
      created_by: null,
    });
  });

  it('answers 404 in its shape for endpoints it does not have', async () => {
    expect(await message(ask(sim, 'anthropic', 'spend_limits'))).toMatchObject({
      status: 404,
      body: { error: { type: 'not_found_error' } },
    });
  });
});

describe('OpenAI, simulated', () => {
  it("refuses a wrong key with 401 in the vendor's error shape", async () => {
    const wrong = await message(ask(sim, 'openai', 'costs', OCTOBER_UNIX, { authorization: 'Bearer sk-wrong' }));
    expect(wrong).toMatchObject({
      status: 401,
      body: { error: { type: 'invalid_request_error', code: 'invalid_api_key', param: null } },
    });
  });

  it('counts input gross, and old models without the newer fields', async () => {
    const rows = (
      await elements(sim, 'openai', 'usage/completions', [
        ...OCTOBER_UNIX,
        ...by('project_id', 'user_id', 'api_key_id', 'model', 'batch', 'service_tier'),
      ])
    ).flatMap((b) => b.results);
    for (const r of rows.filter((row) => row.input_uncached_tokens !== undefined)) {
      expect(r.input_tokens).toBe(r.input_uncached_tokens + r.input_cached_tokens + r.input_cache_write_tokens);
      expect(r.input_uncached_tokens).toBe(r.input_text_tokens + r.input_audio_tokens + r.input_image_tokens);
      expect(r.output_tokens).toBe(r.output_text_tokens + r.output_audio_tokens + r.output_image_tokens);
    }
    const old = rows.filter((r) => r.input_uncached_tokens === undefined);
    expect(new Set(old.map((r) => r.model))).toEqual(new Set(['gpt-4o-mini-2024-07-18']));
    expect(old[0]).toMatchObject({ project_id: null, api_key_id: 'key_SimForgotten1' });
    expect(rows.some((r) => r.batch === true)).toBe(true);
    expect(rows.filter((r) => r.user_id !== null).every((r) => r.project_id === 'proj_SimSandbox01')).toBe(true);
  });

  it.each(['embeddings', 'moderations', 'images', 'audio_speeches', 'audio_transcriptions'])(
    'serves usage/%s by project, key and model',
    async (kind) => {
      const rows = (
        await elements(sim, 'openai', `usage/${kind}`, [
          ...OCTOBER_UNIX,
          ...by('project_id', 'user_id', 'api_key_id', 'model'),
        ])
      ).flatMap((b) => b.results);
      expect(rows.length).toBeGreaterThan(4);
      expect(rows[0]).toMatchObject({
        object: `organization.usage.${kind}.result`,
        model: expect.any(String),
        num_model_requests: expect.any(Number),
      });
    },
  );

  it('serves vector stores and code interpreter by project only', async () => {
    const [stores] = await elements(sim, 'openai', 'usage/vector_stores', [...OCTOBER_UNIX, ...by('project_id')]);
    expect(stores.results[0].usage_bytes % 2 ** 30).toBe(0);
    const rows = (
      await elements(sim, 'openai', 'usage/code_interpreter_sessions', [...OCTOBER_UNIX, ...by('project_id')])
    ).flatMap((b) => b.results);
    expect(rows[0]).toMatchObject({ project_id: 'proj_SimAnalytics1', num_sessions: expect.any(Number) });
    expect((await ask(sim, 'openai', 'usage/vector_stores', [...OCTOBER_UNIX, ...by('model')])).status).toBe(400);
  });

  it('prices in dollars as number or decimal string, refuses users with projects, and sends a zero row on quiet days', async () => {
    const lines = (
      await elements(sim, 'openai', 'costs', [...OCTOBER_UNIX, ...by('line_item', 'project_id', 'api_key_id')])
    ).flatMap((b) => b.results);
    expect(lines.every((l) => l.amount.currency === 'usd' && l.user_id === null)).toBe(true);
    expect(new Set(lines.map((l) => l.quantity_unit))).toEqual(
      new Set(['tokens', 'images', 'characters', 'duration_seconds', 'gibibyte_hours', null]),
    );
    expect(lines.some((l) => l.line_item === 'gpt-nova-preview, output_tokens')).toBe(true);
    expect((await ask(sim, 'openai', 'costs', [...OCTOBER_UNIX, ...by('user_id', 'project_id')])).status).toBe(400);
    const byUser = (await elements(sim, 'openai', 'costs', [...OCTOBER_UNIX, ...by('user_id', 'line_item')])).flatMap(
      (b) => b.results,
    );
    expect(exactSum(byUser.map((l) => l.amount.value))).toBe(exactSum(lines.map((l) => l.amount.value)));
    const [before] = await elements(sim, 'openai', 'costs', [
      ['start_time', unix('2026-01-30')],
      ['end_time', unix('2026-01-31')],
      ...by('line_item'),
    ]);
    expect(before.results).toMatchObject([{ amount: { value: 0 }, line_item: null, quantity: null }]);
  });

  it('pages 180 days of costs at once, 31 of usage, and lists with an after cursor', async () => {
    const range = [
      ['start_time', unix('2026-04-01')],
      ['end_time', unix('2026-10-01')],
    ] as const;
    expect((await pages(sim, 'openai', 'costs', [...range, ['limit', '180']])).map((p) => p.data.length)).toEqual([
      180, 3,
    ]);
    expect((await ask(sim, 'openai', 'usage/completions', [...range, ['limit', '180']])).status).toBe(400);
    const first: Json = await (await ask(sim, 'openai', 'projects', [['limit', '3']])).json();
    const second: Json = await (
      await ask(sim, 'openai', 'projects', [
        ['limit', '3'],
        ['after', first.last_id],
      ])
    ).json();
    expect([first.has_more, second.data[0].id === first.data[2].id]).toEqual([true, false]);
    const keys: Json = await (await ask(sim, 'openai', `projects/${first.data[0].id}/api_keys`)).json();
    expect(keys.data[0]).toMatchObject({ object: 'organization.project.api_key', owner: { type: 'service_account' } });
  });

  it('answers 404 on optional endpoints', async () => {
    expect((await ask(sim, 'openai', 'usage/decisions', OCTOBER_UNIX)).status).toBe(404);
    expect((await ask(sim, 'openai', 'projects/proj_nowhere/api_keys')).status).toBe(404);
  });
});
