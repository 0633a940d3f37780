import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { generateDay } from '../../src/sim/company/activity.ts';
import { buildCompany } from '../../src/sim/index.ts';
import type { SimEvent } from '../../src/sim/work/event-shape.ts';
import {
  pullRequests,
  sessionsOfDay,
  supportTickets,
  telemetryFiles,
  trueLinks,
  WEAK_WORK,
  workAt,
  workDays,
  workItems,
} from '../../src/sim/work/index.ts';
import { worldAt } from '../../src/sim/world.ts';
import { sessionEvents as sessionEventsSource } from '../../src/sources/session-events/index.ts';
import type { FileStream } from '../../src/sources/source.ts';
import { collected, parseContext } from '../support/input-files.ts';

const company = buildCompany();
const AS_OF = '2026-09-22';

/** Tokens by person, model and kind: what facts say and sessions do not, or the other way round. */
function difference(day: string): Map<string, number> {
  const sums = new Map<string, number>();
  const add = (key: readonly unknown[], n: number) => sums.set(key.join(' '), (sums.get(key.join(' ')) ?? 0) + n);
  for (const fact of generateDay(company, day)) {
    if (fact.product !== 'claude_code' || !fact.code!.reported) continue;
    for (const [kind, n] of Object.entries(fact.counts)) add([fact.person, fact.model, kind], n);
  }
  for (const session of sessionsOfDay(company, day)) {
    if (session.tool !== 'claude_code') continue;
    for (const { model, counts } of session.parts.flatMap((p) => p.use)) {
      for (const [kind, n] of Object.entries(counts)) add([session.person, model, kind], -n);
    }
  }
  return sums;
}

describe('the world of work', () => {
  it('divides the tokens of the coding assistant over sessions without losing or adding one', () => {
    for (const day of workDays(AS_OF)) {
      const sums = difference(day);
      expect(sums.size).toBeGreaterThan(4);
      expect([...sums].filter(([, n]) => n !== 0)).toEqual([]);
    }
  });

  it('is the same for the same company, whatever was asked before', () => {
    const other = buildCompany();
    expect(sessionsOfDay(other, '2026-09-18')).toEqual(sessionsOfDay(company, '2026-09-18'));
    expect(pullRequests(other, AS_OF)).toEqual(pullRequests(company, AS_OF));
  });

  it('shows nothing that has not happened yet, and keeps numbers when time goes on', () => {
    const now = `${AS_OF}T00:00:00.000Z`;
    const { pullRequests: pulls, items, deployments, incidents } = workAt(company, AS_OF);
    const instants = [
      ...pulls.flatMap((p) => [
        p.openedAt,
        p.updatedAt,
        p.mergedAt,
        ...p.commits.map((c) => c.at),
        ...p.reviews.map((r) => r.at),
      ]),
      ...items.flatMap((i) => [i.openedAt, i.resolvedAt, i.reopenedAt]),
      ...supportTickets(company, AS_OF).flatMap((t) => [t.openedAt, t.solvedAt]),
      ...deployments.map((d) => d.endedAt),
      ...incidents.flatMap((i) => [i.startedAt, i.resolvedAt]),
    ];
    expect(instants.filter((at) => at !== null && at >= now)).toEqual([]);
    const later = new Map(pullRequests(company, '2026-10-25').map((p) => [p.id, p]));
    for (const pull of pulls) {
      expect(later.get(pull.id)).toMatchObject({
        headBranch: pull.headBranch,
        openedAt: pull.openedAt,
        workItem: pull.workItem,
      });
      if (pull.mergedAt !== null) expect(later.get(pull.id)!.mergeSha).toBe(pull.mergeSha);
    }
  });

  it('has every kind of work: merged, closed, open, reverted, ticketless, by bots, and sessions for nothing', () => {
    const pulls = pullRequests(company, '2026-10-25');
    const weeks = workDays('2026-10-25').length / 7;
    expect(pulls.length / weeks).toBeGreaterThan(40);
    expect(pulls.length / weeks).toBeLessThan(90);
    expect(pulls.filter((p) => p.closedAt !== null && p.mergedAt === null).length).toBeGreaterThan(10);
    expect(pulls.filter((p) => p.closedAt === null).length).toBeGreaterThan(10);
    expect(new Set(pulls.flatMap((p) => (p.reverts === null ? [] : [p.reverts.by])))).toEqual(
      new Set(['message', 'reverse_diff']),
    );
    expect(pulls.filter((p) => p.workItem === null).length).toBeGreaterThan(10);
    expect(pulls.filter((p) => p.botLogin !== null).length).toBeGreaterThan(5);
    for (const pull of pulls) {
      expect(pull.commits.length).toBeGreaterThan(0);
      if (pull.mergedAt !== null) expect(pull.commits.every((c) => c.at < pull.mergedAt!)).toBe(true);
    }
    const links = trueLinks(company, '2026-10-25');
    const share = (kind: string | undefined) => links.filter((l) => l.served?.kind === kind).length / links.length;
    expect(share('pull_request')).toBeGreaterThan(0.5);
    expect(share(undefined)).toBeGreaterThan(0.1);
    expect(share('work_item')).toBeGreaterThan(0.05);
    expect(share('support_ticket')).toBeGreaterThan(0.01);
  });

  it('links only to pull requests and tickets that exist', () => {
    const later = '2026-12-15';
    const pulls = new Set(pullRequests(company, later).map((p) => p.id));
    const items = new Set(workItems(company, later).map((i) => i.key));
    const tickets = new Set(supportTickets(company, later).map((t) => String(t.id)));
    for (const { served } of trueLinks(company, AS_OF)) {
      if (served === null) continue;
      const known = { pull_request: pulls, work_item: items, support_ticket: tickets }[served.kind];
      expect(known.has(served.id)).toBe(true);
    }
  });

  it('weakens evidence without changing what is true', () => {
    const weak = buildCompany({ weak: WEAK_WORK });
    expect(trueLinks(weak, AS_OF)).toEqual(trueLinks(company, AS_OF));
    const [strong, plain] = [pullRequests(company, AS_OF), pullRequests(weak, AS_OF)];
    expect(plain.map((p) => p.id)).toEqual(strong.map((p) => p.id));
    expect(strong.some((p) => p.commits.some((c) => c.message.includes('Claude-Session:')))).toBe(true);
    expect(plain.some((p) => p.commits.some((c) => /Claude-Session|Co-authored-by/i.test(c.message)))).toBe(false);
    expect(plain.filter((p) => p.mergedAt !== null && p.reverts === null).every((p) => p.commits.length === 1)).toBe(
      true,
    );
    const branches = new Set(trueLinks(weak, AS_OF).map((l) => l.branch));
    expect(plain.filter((p) => branches.has(p.headBranch))).toEqual([]);
  });
});

describe('the telemetry of the company', () => {
  const events = () => {
    const files = telemetryFiles(worldAt(company, '2026-09-09'));
    return files
      .flatMap(({ bytes }) => gunzipSync(bytes).toString('utf8').trimEnd().split('\n'))
      .map((line) => JSON.parse(line) as SimEvent);
  };

  it('tells exactly the tokens of the sessions', () => {
    const sums = new Map<string, number>();
    const add = (key: string, n: number) => sums.set(key, (sums.get(key) ?? 0) + n);
    for (const event of events()) {
      if (event.kind !== 'request') continue;
      for (const kind of ['input_uncached', 'cache_read', 'cache_write', 'output']) {
        add(`${event.session_id} ${event.model} ${kind}`, Number(event[kind] ?? 0));
      }
    }
    for (const session of workDays('2026-09-09').flatMap((day) => sessionsOfDay(company, day))) {
      for (const { model, counts } of session.parts.flatMap((p) => p.use)) {
        for (const [kind, n] of Object.entries(counts)) {
          if (kind !== 'requests' && kind !== 'web_searches')
            add(`${session.id} ${model} ${kind.replace(/^(cache_write)_.*/, '$1')}`, -n);
        }
      }
    }
    expect(sums.size).toBeGreaterThan(500);
    expect([...sums].filter(([, n]) => n !== 0)).toEqual([]);
  });

  it('is read by the source without a bad line, and says no more than each set-up can', async () => {
    const stream = sessionEventsSource.streams[0] as FileStream;
    const files = telemetryFiles(worldAt(company, '2026-09-04')).map(({ path, bytes }) => ({
      path,
      size: bytes.length,
      open: async function* () {
        yield bytes;
      },
    }));
    const { rows, notes } = await collected(stream.parseFiles(files, parseContext({}, '2026-09-04')));
    expect(notes).toEqual([]);
    expect(new Set(rows.map(({ row }) => row.event_key)).size).toBe(rows.length);
    expect(
      rows.filter(({ row }) => row.setup === 'default' && row.tool === 'claude_code' && row.args_hash !== null),
    ).toEqual([]);
    expect(rows.filter(({ row }) => row.kind === 'commit' && row.commit_sha === null).length).toBeGreaterThan(3);
    expect(rows.filter(({ row }) => row.kind === 'commit' && row.commit_sha !== null).length).toBeGreaterThan(3);
  });
});
