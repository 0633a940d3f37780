import { afterEach, describe, expect, it } from 'vitest';
import { createHttpClient, type HttpClientOptions } from '../../../src/io/http/client.ts';
import { HttpError } from '../../../src/io/http/errors.ts';
import {
  instantClock,
  type ScriptedReply,
  type ScriptedServer,
  scriptedServer,
} from '../../support/scripted-server.ts';

const SECRET = 'sk-ant-admin01-FAKE-do-not-print';
const servers: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A client of a server that gives the replies in order, the last one for ever. */
async function clientOf(replies: ScriptedReply[], given: Partial<HttpClientOptions> = {}) {
  const server = await scriptedServer((_request, number) => replies[Math.min(number, replies.length) - 1]!);
  servers.push(server);
  const clock = instantClock();
  const client = createHttpClient({
    connectionId: 'anthropic-main',
    baseUrl: `${server.url}/vendor/`,
    credential: { name: 'ANTHROPIC_ADMIN_KEY', value: SECRET, header: (value) => ({ 'x-api-key': value }) },
    clock,
    random: () => 1,
    ...given,
  });
  return { server, clock, client };
}

const request = {
  method: 'GET' as const,
  path: '/v1/report',
  query: [
    ['group_by[]', 'model'],
    ['group_by[]', 'workspace_id'],
  ] as const,
  headers: { 'anthropic-version': '2023-06-01' },
};

const failureOf = async (sent: Promise<unknown>): Promise<HttpError> => {
  const error = await sent.then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(HttpError);
  return error as HttpError;
};

describe('the HTTP client', () => {
  it('sends repeated parameters, headers and the key, and gives the body exactly as received', async () => {
    const body = '{ "amount": 1.10,  "n": 9007199254740993 }\n';
    const { client, server } = await clientOf([{ body }]);
    const answer = await client.send(request);
    expect(answer).toMatchObject({ status: 200, text: body, receivedAt: '2026-10-25T05:00:00.000Z' });
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/vendor/v1/report' });
    expect(server.requests[0]?.query.getAll('group_by[]')).toEqual(['model', 'workspace_id']);
    expect(server.requests[0]?.headers).toMatchObject({ 'x-api-key': SECRET, 'anthropic-version': '2023-06-01' });
  });

  it('posts a JSON body', async () => {
    const { client, server } = await clientOf([{}]);
    await client.send({ method: 'POST', path: '/q', query: [], body: { metrics: ['cost'] } });
    expect(server.requests[0]).toMatchObject({ method: 'POST', body: '{"metrics":["cost"]}' });
  });

  it.each<[string, ScriptedReply, number]>([
    ['429 with seconds', { status: 429, headers: { 'retry-after': '7' } }, 7000],
    ['429 with a date', { status: 429, headers: { 'retry-after': 'Sun, 25 Oct 2026 05:00:12 GMT' } }, 12_000],
    ['429 with a date gone by', { status: 429, headers: { 'retry-after': 'Sun, 25 Oct 2026 04:00:00 GMT' } }, 0],
    ['429 without a header', { status: 429 }, 1000],
    ['500', { status: 500 }, 1000],
    ['529', { status: 529 }, 1000],
    ['a body cut by the connection', { body: { data: [1, 2, 3] }, cut: true }, 1000],
    ['half a JSON text', { body: '{"data": [1, 2' }, 1000],
  ])('tries again after %s', async (_what, first, pause) => {
    const { client, clock, server } = await clientOf([first, { body: { ok: true } }]);
    expect((await client.send(request)).json).toEqual({ ok: true });
    expect(clock.pauses).toEqual([pause]);
    expect(server.requests).toHaveLength(2);
  });

  it('waits longer each time and gives up after five retries, naming the vendor’s words', async () => {
    const { client, clock, server } = await clientOf([{ status: 503, body: { error: { message: 'Overloaded' } } }]);
    const error = await failureOf(client.send(request));
    expect(clock.pauses).toEqual([1000, 2000, 4000, 8000, 16_000]);
    expect(server.requests).toHaveLength(6);
    expect(error).toMatchObject({ failure: 'unavailable', status: 503, connectionId: 'anthropic-main' });
    expect(error.message).toContain(
      '/v1/report?group_by[]=model&group_by[]=workspace_id gave no answer after 6 attempts: status 503 (Overloaded)',
    );
  });

  it('takes a random half off its own pauses', async () => {
    const { client, clock } = await clientOf([{ status: 500 }, {}], { random: () => 0 });
    await client.send(request);
    expect(clock.pauses).toEqual([500]);
  });

  it('does not wait for a vendor that asks for an hour', async () => {
    const { client, clock } = await clientOf([{ status: 429, headers: { 'retry-after': '3600' } }]);
    expect((await failureOf(client.send(request))).message).toContain('asks to wait 3600 s');
    expect(clock.pauses).toEqual([]);
  });

  it('gives text that stays no JSON back for landing', async () => {
    const { client, server } = await clientOf([{ body: '<html>maintenance</html>' }]);
    expect(await client.send(request)).toMatchObject({ text: '<html>maintenance</html>', json: undefined });
    expect(server.requests).toHaveLength(6);
  });

  it('tries again when the vendor takes too long, and says so in the end', async () => {
    const { client, server } = await clientOf([{ hang: true }], { timeoutMs: 30 });
    const error = await failureOf(client.send(request));
    expect(error).toMatchObject({ failure: 'unavailable', status: null });
    expect(error.message).toContain('no complete answer in time');
    expect(server.requests).toHaveLength(6);
  });

  it('names the address that refuses connections', async () => {
    const { client } = await clientOf([{}], { baseUrl: 'http://127.0.0.1:9' });
    expect((await failureOf(client.send(request))).failure).toBe('unavailable');
  });

  it.each([401, 403])(
    'takes %s as a configuration error, names connection and secret, and never asks again',
    async (status) => {
      const { client, server } = await clientOf([{ status, body: { error: { message: `bad key ${SECRET}` } } }]);
      const error = await failureOf(client.send(request));
      expect(error).toMatchObject({ failure: 'configuration', status });
      expect(error.message).toContain('connection anthropic-main');
      expect(error.message).toContain('secret ANTHROPIC_ADMIN_KEY');
      expect(error.message).toContain('bad key ***');
      expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain(SECRET);
      expect(server.requests).toHaveLength(1);
    },
  );

  it.each([
    [404, 'not_found'],
    [400, 'rejected'],
    [410, 'rejected'],
    [422, 'rejected'],
  ])('does not ask again after %s', async (status, failure) => {
    const { client, server } = await clientOf([{ status }]);
    expect(await failureOf(client.send(request))).toMatchObject({ failure, status });
    expect(server.requests).toHaveLength(1);
  });

  it('follows no redirect, so that the key stays with its host', async () => {
    const { client, server } = await clientOf([{ status: 302, headers: { location: 'http://127.0.0.1:9/elsewhere' } }]);
    expect((await failureOf(client.send(request))).message).toContain('redirects to http://127.0.0.1:9/elsewhere');
    expect(server.requests).toHaveLength(1);
  });

  it('tells of every pause', async () => {
    const seen: unknown[] = [];
    const { client } = await clientOf([{ status: 500 }, {}], { onRetry: (event) => seen.push(event) });
    await client.send(request);
    expect(seen).toEqual([
      { target: '/v1/report?group_by[]=model&group_by[]=workspace_id', reason: 'status 500', pauseMs: 1000, retry: 1 },
    ]);
  });

  it('has no rate limit on this machine', async () => {
    const { client, clock } = await clientOf([{}], { requestsPerMinute: 1 });
    await client.send(request);
    await client.send(request);
    expect(clock.pauses).toEqual([]);
  });
});
