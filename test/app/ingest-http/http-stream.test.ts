import { afterEach, describe, expect, it } from 'vitest';
import { runHttpStream, type StreamEvent, type WindowEvent } from '../../../src/app/ingest/http-stream.ts';
import type { ReceivedPage } from '../../../src/app/ingest/landed-page.ts';
import { addDays, daysOf } from '../../../src/core/days.ts';
import { createHttpClient } from '../../../src/io/http/client.ts';
import { costReport } from '../../../src/sources/anthropic/cost-report.ts';
import { users } from '../../../src/sources/anthropic/directory.ts';
import { messagesUsage } from '../../../src/sources/anthropic/messages-usage.ts';
import { projectKeys } from '../../../src/sources/openai/directory.ts';
import type { HttpStream, ParseNote } from '../../../src/sources/source.ts';
import {
  type GotRequest,
  instantClock,
  type ScriptedReply,
  type ScriptedServer,
  scriptedServer,
} from '../../support/scripted-server.ts';
import { fixtureContext } from '../../support/source-fixtures.ts';

const servers: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** Runs a stream over `[from, to)` against a script and gives everything that happened. */
async function run(
  stream: HttpStream,
  script: (request: GotRequest, number: number) => ScriptedReply,
  given: { from?: string; to?: string; pageCap?: number } = {},
) {
  const server = await scriptedServer(script);
  servers.push(server);
  const clock = instantClock();
  const client = createHttpClient({
    connectionId: 'main',
    baseUrl: server.url,
    credential: { name: 'ADMIN_KEY', value: 'FAKE-secret', header: (v) => ({ 'x-api-key': v }) },
    clock,
    random: () => 1,
  });
  const landed: ReceivedPage[] = [];
  const notes: ParseNote[] = [];
  const events: StreamEvent[] = [];
  const range = { from: given.from ?? '2026-05-04', to: given.to ?? '2026-05-06' };
  const options = {
    stream,
    send: (request: Parameters<typeof client.send>[0]) => client.send(request),
    context: { ...fixtureContext, connectionId: 'main', logicalDay: '2026-05-04' },
    land: async (page: ReceivedPage) => void landed.push(page),
    onNote: (note: ParseNote) => notes.push(note),
    ...(given.pageCap === undefined ? {} : { pageCap: given.pageCap }),
  };
  for await (const event of runHttpStream(options, [range])) events.push(event);
  const windows = events.filter((e): e is WindowEvent => e.kind === 'window');
  return { server, clock, landed, notes, events, windows, statuses: windows.map((w) => `${w.day} ${w.status}`) };
}

const line = (amount: string) => ({ amount, currency: 'USD', cost_type: 'tokens', description: `line of ${amount}` });
const bucket = (day: string, results: unknown[]) => ({
  starting_at: `${day}T00:00:00Z`,
  ending_at: `${addDays(day, 1)}T00:00:00Z`,
  results,
});
const page = (data: unknown[], next_page: string | null = null) => ({
  body: { data, has_more: next_page !== null, next_page },
});
const cursorOf = (request: GotRequest) => request.query.get('page');
const askedDays = (request: GotRequest) =>
  daysOf({ from: request.query.get('starting_at')!.slice(0, 10), to: request.query.get('ending_at')!.slice(0, 10) });
const dollars = (windows: readonly WindowEvent[]) => windows.flatMap((w) => w.rows.map((r) => r.billed_cost));

const MONDAY = bucket('2026-05-04', [line('100'), line('250')]);
const TUESDAY = bucket('2026-05-05', [line('40')]);

describe('a paged stream', () => {
  it('reads every page and groups the rows by day', async () => {
    const { windows, statuses, server } = await run(costReport, (r) =>
      cursorOf(r) === null ? page([MONDAY], 'p2') : page([TUESDAY]),
    );
    expect(statuses).toEqual(['2026-05-04 complete', '2026-05-05 complete']);
    expect(dollars(windows)).toEqual(['1', '2.5', '0.4']);
    expect(server.requests[1]?.query.getAll('group_by[]')).toEqual(['workspace_id', 'description']);
  });

  it.each<[string, ScriptedReply]>([
    ['429', { status: 429, headers: { 'retry-after': '2' } }],
    ['500', { status: 500 }],
    ['a truncated body', { ...page([MONDAY, TUESDAY]), cut: true }],
  ])('gives the same rows after %s', async (_what, first) => {
    const { windows, landed } = await run(costReport, (_r, n) => (n === 1 ? first : page([MONDAY, TUESDAY])));
    expect(dollars(windows)).toEqual(['1', '2.5', '0.4']);
    expect(landed).toHaveLength(1);
  });

  it('lands each page before it parses it', async () => {
    const { landed, windows } = await run(
      costReport,
      () => ({ body: { data: [{ ...MONDAY, results: 'no list' }], has_more: false } }),
      { to: '2026-05-05' },
    );
    expect(landed).toMatchObject([
      { stream: 'cost_report', number: 1, attempt: 1, isJson: true, range: { from: '2026-05-04', to: '2026-05-05' } },
    ]);
    expect(windows).toMatchObject([{ status: 'error' }]);
  });

  it('takes an empty answer as empty days', async () => {
    const { windows, statuses } = await run(costReport, () => page([]));
    expect(statuses).toEqual(['2026-05-04 empty', '2026-05-05 empty']);
    expect(windows.every((w) => w.reason === null)).toBe(true);
  });

  it('takes a bucket without rows as empty and a missing bucket as incomplete', async () => {
    const data = [bucket('2026-05-04', []), MONDAY, bucket('2026-05-06', [])].filter((b) => b !== MONDAY);
    const { statuses, windows } = await run(costReport, () => page(data), { to: '2026-05-07' });
    expect(statuses).toEqual(['2026-05-04 empty', '2026-05-05 incomplete', '2026-05-06 empty']);
    expect(windows[1]?.reason).toContain('no bucket for this day');
  });

  it('goes on over an empty page in the middle', async () => {
    const pages: Record<string, ScriptedReply> = {
      first: page([MONDAY], 'gap'),
      gap: page([], 'last'),
      last: page([TUESDAY]),
    };
    const { statuses } = await run(costReport, (r) => pages[cursorOf(r) ?? 'first']!);
    expect(statuses).toEqual(['2026-05-04 complete', '2026-05-05 complete']);
  });

  it('counts a page sent twice once', async () => {
    const pages: Record<string, ScriptedReply> = {
      first: page([MONDAY], 'again'),
      again: page([MONDAY], 'last'),
      last: page([TUESDAY]),
    };
    const { windows, notes } = await run(costReport, (r) => pages[cursorOf(r) ?? 'first']!);
    expect(dollars(windows)).toEqual(['1', '2.5', '0.4']);
    expect(notes).toEqual([{ code: 'duplicate_page', detail: 'main cost_report 2026-05-04 to 2026-05-06, page 2' }]);
  });

  it('counts a row sent again on the next page once', async () => {
    const both = bucket('2026-05-04', [line('250'), line('70')]);
    const { windows, notes } = await run(costReport, (r) =>
      cursorOf(r) === null ? page([MONDAY], 'p2') : page([both, TUESDAY]),
    );
    expect(dollars(windows)).toEqual(['1', '2.5', '0.7', '0.4']);
    expect(notes.map((n) => n.code)).toEqual(['duplicate_row']);
  });

  it('refuses a row that comes twice with different figures', async () => {
    const tokens = (output_tokens: number) =>
      bucket('2026-05-04', [{ model: 'm', uncached_input_tokens: 1, cache_read_input_tokens: 0, output_tokens }]);
    const { windows } = await run(
      messagesUsage,
      (r) => (cursorOf(r) === null ? page([tokens(5)], 'p2') : page([tokens(6)])),
      { to: '2026-05-05' },
    );
    expect(windows).toMatchObject([{ status: 'error', rows: [] }]);
    expect(windows[0]?.reason).toContain('came twice with different figures');
  });

  it('gives the smaller window when the vendor restates a day to fewer rows', async () => {
    const before = await run(costReport, () => page([MONDAY, TUESDAY]));
    const after = await run(costReport, () => page([bucket('2026-05-04', [line('250')]), bucket('2026-05-05', [])]));
    expect(before.statuses).toEqual(['2026-05-04 complete', '2026-05-05 complete']);
    expect(after.statuses).toEqual(['2026-05-04 complete', '2026-05-05 empty']);
    expect(dollars(after.windows)).toEqual(['2.5']);
  });

  it('leaves out days that were not asked, with a note', async () => {
    const { windows, notes } = await run(costReport, () => page([MONDAY, TUESDAY]), { to: '2026-05-05' });
    expect(dollars(windows)).toEqual(['1', '2.5']);
    expect(notes).toEqual([{ code: 'outside_window', detail: 'cost 2026-05-05' }]);
  });

  it('asks for no more days at once than the stream allows', async () => {
    const { server, windows } = await run(costReport, (r) => page(askedDays(r).map((day) => bucket(day, []))), {
      from: '2026-03-01',
      to: '2026-05-04',
    });
    expect(server.requests.map((r) => askedDays(r).length)).toEqual([31, 31, 2]);
    expect(windows.map((w) => w.day)).toEqual(daysOf({ from: '2026-03-01', to: '2026-05-04' }));
  });
});

describe('a stream that cannot be trusted', () => {
  const reasonOf = (windows: readonly WindowEvent[]) => windows[0]?.reason ?? '';

  it('keeps the window when the next page is lost, naming the page', async () => {
    const { statuses, windows } = await run(costReport, (r) =>
      cursorOf(r) === null ? page([MONDAY], 'p2') : { body: { data: [TUESDAY], has_more: true, next_page: null } },
    );
    expect(statuses).toEqual(['2026-05-04 error', '2026-05-05 error']);
    expect(reasonOf(windows)).toContain(
      'main cost_report 2026-05-04 to 2026-05-06, page 2: the answer says there are more pages but next_page is null',
    );
    expect(dollars(windows)).toEqual([]);
  });

  it('stops at a cursor that leads back', async () => {
    const { windows, server } = await run(costReport, (r) => page([], cursorOf(r) === 'a' ? 'b' : 'a'));
    expect(reasonOf(windows)).toContain('page 4: the vendor’s cursor leads back'.replace('’', "'"));
    expect(server.requests).toHaveLength(3);
  });

  it('stops at the page cap', async () => {
    const { windows, server } = await run(costReport, (_r, n) => page([], `p${n}`), { pageCap: 5 });
    expect(reasonOf(windows)).toContain('more than 5 pages');
    expect(server.requests).toHaveLength(5);
  });

  it.each([400, 410])('starts again from page 1 when the cursor expired with %s', async (status) => {
    let expired = false;
    const { windows, landed } = await run(costReport, (r) => {
      if (cursorOf(r) === null) return page([MONDAY], 'p2');
      if (expired) return page([TUESDAY]);
      expired = true;
      return { status };
    });
    expect(dollars(windows)).toEqual(['1', '2.5', '0.4']);
    expect(landed.map((p) => [p.attempt, p.number])).toEqual([
      [1, 1],
      [2, 1],
      [2, 2],
    ]);
  });

  it('gives up when the cursor expires again and again', async () => {
    const { windows } = await run(costReport, (r) => (cursorOf(r) === null ? page([MONDAY], 'p2') : { status: 410 }));
    expect(reasonOf(windows)).toContain('the cursor expired 3 times');
  });

  it('keeps the evidence of an answer that is no JSON', async () => {
    const { windows, landed } = await run(costReport, () => ({ body: '<html>maintenance</html>' }));
    expect(landed).toMatchObject([{ isJson: false, text: '<html>maintenance</html>' }]);
    expect(reasonOf(windows)).toContain('page 1: the answer is no complete JSON (24 characters');
  });

  it('loses only the bad day of a range', async () => {
    const bad = '2026-05-20';
    const { windows, server } = await run(
      costReport,
      (r) => page(askedDays(r).map((day) => bucket(day, [day === bad ? { currency: 'USD' } : line('100')]))),
      { from: '2026-05-04', to: '2026-06-04' },
    );
    expect(windows.filter((w) => w.status !== 'complete').map((w) => w.day)).toEqual([bad]);
    expect(windows.find((w) => w.day === bad)?.reason).toContain(
      'field data[0].results[0].amount: expected a decimal number, found nothing',
    );
    expect(windows.map((w) => w.day)).toEqual(daysOf({ from: '2026-05-04', to: '2026-06-04' }));
    expect(server.requests.length).toBeLessThanOrEqual(11);
  });

  it('refuses negative tokens', async () => {
    const row = { uncached_input_tokens: -1, cache_read_input_tokens: 0, output_tokens: 0 };
    const { windows } = await run(messagesUsage, () => page([bucket('2026-05-04', [row])]), { to: '2026-05-05' });
    expect(reasonOf(windows)).toContain(
      'field data[0].results[0].uncached_input_tokens: expected a whole number of 0 or more, found -1',
    );
  });

  it('goes on with later days when one request is refused', async () => {
    const { statuses } = await run(costReport, (r) => (askedDays(r)[0]! < '2026-04-15' ? { status: 400 } : page([])), {
      from: '2026-04-10',
      to: '2026-05-13',
    });
    expect(statuses.filter((s) => s.endsWith('error'))).toHaveLength(31);
    expect(statuses.filter((s) => s.endsWith('empty'))).toEqual(['2026-05-11 empty', '2026-05-12 empty']);
  });
});

describe('a vendor that does not answer', () => {
  it('ends the stream at a wrong key, without asking again', async () => {
    const { events, statuses, server } = await run(costReport, () => ({ status: 401 }), {
      from: '2026-04-01',
      to: '2026-05-03',
    });
    expect(server.requests).toHaveLength(1);
    expect(statuses.filter((s) => s.endsWith('error'))).toHaveLength(31);
    expect(statuses.at(-1)).toBe('2026-05-02 incomplete');
    expect(events.at(-1)).toMatchObject({ kind: 'stopped', error: { failure: 'configuration' } });
  });

  it('ends the stream after every retry', async () => {
    const { events, clock } = await run(costReport, () => ({ status: 500 }));
    expect(clock.pauses).toHaveLength(5);
    expect(events.at(-1)).toMatchObject({ kind: 'stopped', error: { failure: 'unavailable', status: 500 } });
  });

  it('marks an optional stream as not available at 404 and fails a required one', async () => {
    const optional = await run(users, () => ({ status: 404 }));
    expect(optional.events).toMatchObject([{ kind: 'not_available' }]);
    const required = await run(costReport, () => ({ status: 404 }));
    expect(required.events.at(-1)).toMatchObject({ kind: 'stopped', error: { failure: 'not_found' } });
    expect(required.statuses).toEqual(['2026-05-04 error', '2026-05-05 error']);
  });
});

describe('lists of names', () => {
  const list = (data: { id: string }[], has_more = false) => ({
    body: { data, has_more, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null },
  });
  const day = { from: '2026-05-04', to: '2026-05-05' };

  it('page by the last id', async () => {
    const { windows, server } = await run(
      users,
      (r) => (r.query.get('after_id') === null ? list([{ id: 'user_01FAKEa' }], true) : list([{ id: 'user_01FAKEb' }])),
      day,
    );
    expect(server.requests.map((r) => r.query.get('after_id'))).toEqual([null, 'user_01FAKEa']);
    expect(windows).toMatchObject([{ table: 'vendor_entity', day: '2026-05-04', status: 'complete' }]);
    expect(windows[0]?.rows.map((r) => r.entity_id)).toEqual(['user_01FAKEa', 'user_01FAKEb']);
  });

  it('follow each project to its keys and pass over a project that is gone', async () => {
    const key = (id: string) => ({
      id,
      name: id,
      owner: { type: 'service_account', service_account: { id: 'svc_FAKE' } },
    });
    const { windows, notes } = await run(
      projectKeys,
      (r) => {
        if (r.path.endsWith('/projects'))
          return list([{ id: 'proj_FAKEa' }, { id: 'proj_FAKEgone' }, { id: 'proj_FAKEb' }]);
        if (r.path.includes('gone')) return { status: 404 };
        const project = r.path.split('/').at(-2)!;
        if (project === 'proj_FAKEb') return list([key('key_3')]);
        return r.query.get('after') === null ? list([key('key_1')], true) : list([key('key_2')]);
      },
      day,
    );
    expect(windows[0]?.rows.map((r) => [r.entity_id, r.parent_id, r.actor_id])).toEqual([
      ['key_1', 'proj_FAKEa', 'svc_FAKE'],
      ['key_2', 'proj_FAKEa', 'svc_FAKE'],
      ['key_3', 'proj_FAKEb', 'svc_FAKE'],
    ]);
    expect(notes).toContainEqual({ code: 'not_found', detail: '/v1/organization/projects/proj_FAKEgone/api_keys' });
  });
});
