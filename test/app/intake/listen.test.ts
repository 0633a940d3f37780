import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Intake, listenForOutcomes } from '../../../src/app/intake/listen.ts';
import { intakeSignature } from '../../../src/core/outcomes/intake-signature.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const STAMP = String(NOW / 1000);
const event = (over = {}) => ({
  event_id: 'w-1',
  source: 'acme-ci',
  type: 'workflow_run',
  native_id: '77',
  scope: 'claims',
  status: 'accepted',
  accepted_at: '2026-11-20T08:03:10Z',
  updated_at: '2026-11-20T08:03:11Z',
  ...over,
});

describe('the webhook of the intake', () => {
  const inbox = mkdtempSync(join(tmpdir(), 'tokenledger-intake-'));
  let intake: Intake;
  beforeAll(async () => {
    intake = await listenForOutcomes({
      host: '127.0.0.1',
      port: 0,
      inbox,
      environment: { TOKENLEDGER_INTAKE_ACME_CI: 'one', TOKENLEDGER_INTAKE_ACME_CI_NEXT: 'two' },
      now: () => NOW,
    });
  });
  afterAll(async () => {
    await intake.close();
    rmSync(inbox, { recursive: true, force: true });
  });

  const send = async (
    body: string,
    over: { secret?: string; stamp?: string; source?: string; method?: string } = {},
  ) => {
    const { secret = 'one', stamp = STAMP, source = 'acme-ci', method = 'POST' } = over;
    const response = await fetch(`${intake.url}/v1/outcomes`, {
      method,
      headers: {
        'x-tl-source': source,
        'x-tl-timestamp': stamp,
        'x-tl-signature': intakeSignature(secret, stamp, body),
      },
      ...(method === 'GET' ? {} : { body }),
    });
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
  };
  const kept = () =>
    (readdirSync(inbox, { recursive: true, encoding: 'utf8' }) as string[]).filter((f) => f.endsWith('.jsonl'));

  it('keeps good events as JSON lines and says of each other one why not', async () => {
    const body = JSON.stringify([event(), event({ event_id: 'w-2', type: 'party' }), 7]);
    expect(await send(body)).toEqual({
      status: 202,
      answer: {
        accepted: 1,
        duplicates: 0,
        rejected: [
          { index: 1, code: 'UNKNOWN_TYPE', message: expect.any(String) },
          { index: 2, code: 'BAD_TYPE', message: expect.any(String) },
        ],
      },
    });
    expect(kept()).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(inbox, kept()[0]!), 'utf8'))).toEqual(event());
  });

  it('answers a delivery that comes again with duplicates and keeps it once', async () => {
    const body = JSON.stringify([event(), event({ event_id: 'w-2', type: 'party' }), 7]);
    expect(await send(body, { secret: 'two' })).toMatchObject({ status: 202, answer: { accepted: 0, duplicates: 1 } });
    expect(kept()).toHaveLength(1);
  });

  it('takes JSON lines and a single event', async () => {
    const lines = [event({ event_id: 'w-3' }), event({ event_id: 'w-4' })].map((e) => JSON.stringify(e)).join('\n');
    expect(await send(lines)).toMatchObject({ status: 202, answer: { accepted: 2 } });
    expect(await send(JSON.stringify(event({ event_id: 'w-5' })))).toMatchObject({
      status: 202,
      answer: { accepted: 1 },
    });
  });

  it.each([
    ['a wrong secret', { secret: 'three' }],
    ['an old timestamp', { stamp: String(NOW / 1000 - 301) }],
    ['an unknown sender', { source: 'somebody' }],
    ['a sender that is no name', { source: '../up' }],
  ])('answers %s with 401 and no reason, and keeps nothing', async (_what, over) => {
    const before = kept().length;
    expect(await send(JSON.stringify(event({ event_id: 'w-9' })), over)).toEqual({
      status: 401,
      answer: { error: 'not accepted' },
    });
    expect(kept()).toHaveLength(before);
  });

  it('keeps a backfill whole, and refuses to replace anything by a delivery of which a part was refused', async () => {
    const backfill = {
      event_id: 'b-1',
      source: 'acme-ci',
      type: 'backfill',
      from: '2026-11-01',
      to: '2026-11-20',
      updated_at: '2026-11-20T10:00:00Z',
    };
    const good = await send(JSON.stringify([backfill, event({ event_id: 'w-6' })]));
    expect(good).toMatchObject({ status: 202, answer: { accepted: 2, rejected: [] } });
    const { answer } = await send(
      JSON.stringify([backfill, event({ event_id: 'w-7' }), event({ event_id: 'w-8', type: 'party' })]),
    );
    expect(answer).toMatchObject({
      accepted: 1,
      rejected: [
        { index: 2, code: 'UNKNOWN_TYPE' },
        { index: 0, code: 'BACKFILL_INCOMPLETE' },
      ],
    });
    const other = await send(JSON.stringify({ ...backfill, source: 'other' }));
    expect(other.answer).toMatchObject({ accepted: 0, rejected: [{ code: 'NOT_GRANTED' }] });
  });

  it('lets nobody write under another name', async () => {
    const { answer } = await send(JSON.stringify(event({ source: 'other' })));
    expect(answer).toMatchObject({ accepted: 0, rejected: [{ code: 'NOT_GRANTED' }] });
  });

  it('refuses what is too large, what is no JSON, and other methods', async () => {
    expect((await send(JSON.stringify(event({ x_filler: 'a'.repeat(1024 * 1024) })))).status).toBe(413);
    expect((await send(JSON.stringify(Array.from({ length: 501 }, () => event())))).status).toBe(413);
    expect((await send('not json')).status).toBe(400);
    expect((await send('', { method: 'GET' })).status).toBe(405);
  });
});
