import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/core/ids.ts';
import { repoOf } from '../../../src/core/repo-key.ts';
import { outcomes } from '../../../src/sources/outcomes/index.ts';
import type { FileStream, InputFile, ParseContext, ParsedRow, ParseNote } from '../../../src/sources/source.ts';

const stream = outcomes.streams[0] as FileStream;
const hmac = (text: string) => createHmac('sha256', 'test-key').update(text).digest('hex');
const context: ParseContext = {
  connectionId: 'drop',
  pseudonym: (_kind, id) => hmac(id.trim().toLowerCase()),
  logicalDay: '2026-11-20',
  settings: {},
};

const file = (path: string, bytes: string | Uint8Array): InputFile => ({
  path,
  size: bytes.length,
  open: async function* () {
    yield typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  },
});

async function take(files: readonly InputFile[], settings: Record<string, unknown> = {}) {
  const own = { ...context, settings };
  const notes: ParseNote[] = [];
  const rows: ParsedRow[] = [];
  const landed: InputFile[] = [];
  let text = '';
  for (const one of files) {
    let lines = '';
    for await (const line of stream.evidenceLines!(one, own)) {
      if (typeof line === 'string') lines += `${line}\n`;
      else notes.push(line);
    }
    text += lines;
    landed.push(file(one.path, lines));
  }
  for await (const item of stream.parseFiles(landed, own)) {
    if ('row' in item) rows.push(item);
    else notes.push(item);
  }
  const of = (table: string) => rows.filter((r) => r.table === table).map((r) => r.row);
  return { text, notes, of };
}

const CSV = `event_id,source,type,native_id,scope,status,opened_at,accepted_at,actor,session_ids,updated_at
t-1,desk,support_ticket,901,emea,accepted,2026-10-07T09:00:00Z,2026-10-07T09:45:00Z,dev.one@example.com,s-1|s-2,2026-10-07T09:45:01Z
t-2,desk,support_ticket,902,emea,accepted,2026-10-07T11:00:00,2026-10-07T11:05:00Z,,,2026-10-07T11:05:01Z
t-3,desk,support_ticket,903,emea,accepted,2026-10-08T10:00:00Z,2026-10-08T09:00:00Z,,,2026-10-08T10:00:01Z
`;
const line = (over: Record<string, unknown>) =>
  JSON.stringify({
    event_id: 'd-1',
    source: 'ci',
    type: 'deployment',
    native_id: '1',
    scope: 'acme/shop',
    environment: 'live',
    status: 'success',
    started_at: '2026-10-14T12:10:00Z',
    ended_at: '2026-10-14T12:19:00Z',
    sha: 'AB',
    pr_numbers: [418, 419],
    updated_at: '2026-10-14T12:19:05Z',
    ...over,
  });

describe('files of outcomes', () => {
  it('takes the good lines of a CSV and says of each other one why not', async () => {
    const { of, notes } = await take([file('drop.csv', CSV)]);
    expect(of('outcome').map((r) => [r.outcome_id, r.status])).toEqual([['desk:emea:support_ticket:901', 'accepted']]);
    expect(notes.map((n) => [n.code, n.detail.slice(0, 10)])).toEqual([
      ['BAD_TIME', 'drop.csv:3'],
      ['ORDER', 'drop.csv:4'],
    ]);
  });

  it('keeps actors by pseudonym and sessions by hash only', async () => {
    const { of, text } = await take([file('drop.csv', CSV)]);
    expect(of('outcome')[0]).toMatchObject({ author_actor: hmac('dev.one@example.com') });
    expect(of('outcome_evidence').map((r) => r.session_ref_hash)).toEqual([sha256Hex('s-1'), sha256Hex('s-2')]);
    expect(text).not.toMatch(/@example|"s-1"/);
  });

  it('reads JSON lines, packed too, and what a deployment carries', async () => {
    const { of } = await take([file('drop.jsonl.gz', gzipSync(`${line({})}\n`))]);
    expect(of('outcome_deployment')[0]).toMatchObject({
      is_production: true,
      result: 'success',
      repo: repoOf('https://github.com/acme/shop'),
      sha: 'ab',
    });
    expect(of('outcome_relation').map((r) => [r.relation, r.target_kind, r.target])).toEqual([
      ['carries', 'sha', 'ab'],
      ['carries', 'pr_number', '418'],
      ['carries', 'pr_number', '419'],
    ]);
  });

  it('folds events by their update, whatever the order: later ones win, repeats count once', async () => {
    const later = line({ status: 'rolled_back', updated_at: '2026-10-15T08:00:00Z' });
    const [one, two] = [
      await take([file('a.jsonl', `${line({})}\n${later}\n${later}\n`)]),
      await take([file('a.jsonl', `${later}\n${line({})}\n`)]),
    ];
    expect(one.of('outcome')).toEqual(two.of('outcome'));
    expect(one.of('outcome')).toMatchObject([{ status: 'reverted', reverted_at: '2026-10-14T12:19:00.000Z' }]);
    expect(one.notes.map((n) => n.code)).toEqual(['duplicate']);
  });

  it('refuses another body under the same key and time', async () => {
    const { of, notes } = await take([file('a.jsonl', `${line({})}\n${line({ environment: 'staging' })}\n`)]);
    expect(of('outcome')).toHaveLength(1);
    expect(notes.map((n) => n.code)).toEqual(['STALE']);
  });

  it('lets a sender write only what it is granted', async () => {
    const { of, notes } = await take([file('a.jsonl', `${line({})}\n`)], { grants: { ci: ['workflow_run'] } });
    expect(of('outcome')).toEqual([]);
    expect(notes.map((n) => n.code)).toEqual(['NOT_GRANTED']);
  });

  it('makes an override of a link that is sent', async () => {
    const link = line({
      event_id: 'l-1',
      type: 'link_override',
      status: 'accepted',
      accepted_at: '2026-10-14T12:19:05Z',
      actor: 'lead@example.com',
      session_ids: ['S3'],
      parent: 'github:acme/shop:pr:430',
    });
    const { of } = await take([file('a.jsonl', `${link}\n`)]);
    expect(of('config_link_override')).toEqual([
      expect.objectContaining({
        session_id: 'S3',
        outcome_id: 'github:acme/shop:pr:430',
        weight: '1',
        decided_by: hmac('lead@example.com'),
      }),
    ]);
  });

  it('warns of a file of which more than one event in twenty was refused', async () => {
    const events = (bad: number) =>
      Array.from({ length: 40 }, (_, i) =>
        line({ event_id: `e-${i}`, native_id: String(i), ...(i < bad ? { status: 'perhaps' } : {}) }),
      ).join('\n');
    const warnings = async (bad: number) =>
      (await take([file('a.jsonl', events(bad))])).notes.filter((n) => n.code === 'MANY_REFUSED').map((n) => n.detail);
    expect(await warnings(2)).toEqual([]);
    expect(await warnings(3)).toEqual(['a.jsonl: 3 of 40 events; its sender has changed something']);
  });

  it('counts lines that are no events and goes on', async () => {
    const { of, notes } = await take([file('a.jsonl', `[1]\nnonsense\n${line({})}\n`)]);
    expect(of('outcome')).toHaveLength(1);
    expect(notes.map((n) => n.code)).toEqual(['BAD_TYPE', 'invalid_line']);
  });
});

describe('a backfill', () => {
  const deploy = (n: number, over: Record<string, unknown> = {}) =>
    line({ event_id: `d-${n}`, native_id: String(n), updated_at: `2026-10-${10 + n}T12:30:00Z`, ...over });
  const backfill = (over: Record<string, unknown> = {}) =>
    JSON.stringify({
      event_id: 'b-1',
      source: 'ci',
      type: 'backfill',
      from: '2026-10-01',
      to: '2026-11-01',
      updated_at: '2026-11-02T06:00:00Z',
      ...over,
    });
  const sent = file('a.jsonl', [deploy(1), deploy(2), deploy(3)].join('\n'));
  const ids = (read: Awaited<ReturnType<typeof take>>) => read.of('outcome').map((r) => r.native_id);

  it('replaces everything its source sent of the window by what is beside it, in whatever order files come', async () => {
    const again = file('b.jsonl', [deploy(2), backfill(), deploy(4)].join('\n'));
    const [one, two] = [await take([sent, again]), await take([again, sent])];
    expect(ids(one)).toEqual(['2', '4']);
    expect(ids(two)).toEqual(['2', '4']);
    expect(one.notes.map((n) => n.code)).toEqual(['replaced', 'replaced', 'replaced']);
    expect(one.notes[0]!.detail).toBe('a.jsonl:1: backfill b-1 of ci');
  });

  it('leaves other sources, other scopes and other times alone', async () => {
    const others = file(
      'c.jsonl',
      [
        deploy(5, { source: 'other-ci' }),
        deploy(6, { scope: 'acme/web' }),
        deploy(7, { updated_at: '2026-09-30T23:59:59Z' }),
        deploy(8, { updated_at: '2026-11-01T00:00:00Z' }),
      ].join('\n'),
    );
    const empty = file('b.jsonl', backfill({ scope: 'acme/shop' }));
    expect(ids(await take([sent, others, empty]))).toEqual(['5', '6', '7', '8']);
  });

  it('gives way to one that was drawn later, where both speak', async () => {
    const first = file('b.jsonl', [backfill(), deploy(1), deploy(4)].join('\n'));
    const later = { event_id: 'b-2', from: '2026-10-13', updated_at: '2026-11-05T06:00:00Z' };
    const second = file('c.jsonl', [backfill(later), deploy(5)].join('\n'));
    const read = await take([first, second, sent]);
    expect(ids(read)).toEqual(['1', '5']);
  });

  it('replaces nothing when a line of it was refused, and its good lines count as any others', async () => {
    const broken = file('b.jsonl', [backfill(), deploy(4), deploy(5, { status: 'perhaps' })].join('\n'));
    const read = await take([sent, broken]);
    expect(ids(read)).toEqual(['1', '2', '3', '4']);
    expect(read.notes.map((n) => [n.code, n.detail.slice(0, 35)])).toEqual([
      ['BAD_TYPE', expect.stringContaining('b.jsonl:3')],
      ['BACKFILL_INCOMPLETE', 'b.jsonl: 1 of its lines were refuse'],
    ]);
  });

  it('comes as a CSV too', async () => {
    const csv = `event_id,source,type,from,to,native_id,scope,status,accepted_at,updated_at
b-1,desk,backfill,2026-10-01,2026-11-01,,,,,2026-11-02T00:00:00Z
t-9,desk,support_ticket,,,909,emea,accepted,2026-10-07T09:45:00Z,2026-10-07T09:45:01Z
`;
    expect(ids(await take([file('drop.csv', CSV), file('again.csv', csv)]))).toEqual(['909']);
  });

  it.each([
    ['an end before its begin', { from: '2026-11-01', to: '2026-10-01' }, 'ORDER', 'is not after from'],
    ['an end nobody has seen yet', { to: '2026-11-03' }, 'ORDER', 'nobody knows yet what is to come'],
    ['a time without zone', { from: '2026-10-01T00:00:00' }, 'BAD_TIME', 'from: expected a time'],
    ['no end', { to: '' }, 'MISSING_FIELD', 'to is missing'],
    ['a field of an outcome', { status: 'accepted' }, 'PII_FIELD', 'a backfill has no field status'],
    ['a time to come', { updated_at: '2027-01-01T00:00:00Z' }, 'FUTURE_TIME', 'lies more than a day ahead'],
  ])('is refused with %s', async (_what, over, code, message) => {
    const { notes } = await take([file('b.jsonl', backfill(over))]);
    expect(notes).toEqual([{ code, detail: expect.stringContaining(message), refused: code }]);
  });

  it('needs a grant of its own where senders have grants', async () => {
    const again = file('b.jsonl', backfill());
    const grants = { ci: ['deployment'] };
    const read = await take([sent, again], { grants });
    expect([ids(read), read.notes.map((n) => n.code)]).toEqual([['1', '2', '3'], ['NOT_GRANTED']]);
    expect(ids(await take([sent, again], { grants: { ci: ['deployment', 'backfill'] } }))).toEqual([]);
  });
});
