import { sha256Hex } from '../../core/ids.ts';
import type { Company } from '../company/company.ts';
import { type Random, randomFor } from '../company/random.ts';
import { later } from './clock.ts';
import { CALLS, type SimEvent } from './event-shape.ts';
import { splitCounts } from './split-counts.ts';
import type { CodingSession, SessionPart } from './types.ts';

/** What every event of a part of a session says. */
function common(company: Company, session: CodingSession, part: SessionPart): Record<string, string> {
  const person = session.person === null ? undefined : company.people.find((p) => p.id === session.person);
  const actor = session.tool === 'claude_code' ? person?.code?.email : person?.email;
  const { tells } = session;
  return {
    tool: session.tool,
    setup: session.tool === 'claude_code' || session.tool === 'support_assistant' ? tells.setup : 'default',
    session_id: session.id,
    provider: session.provider,
    ...(session.place === null
      ? {}
      : session.provider === 'openai'
        ? { project: session.place }
        : { workspace: session.place }),
    ...(session.key === null ? {} : { api_key: session.key }),
    ...(actor === undefined ? {} : { actor }),
    ...(session.remote ? { entrypoint: 'remote' } : {}),
    ...(tells.repo && part.repo !== null ? { repo: part.repo.remote } : {}),
    ...(tells.branch && part.branch !== null ? { branch: part.branch } : {}),
    ...(tells.item && part.item !== null ? { work_hint: part.item } : {}),
  };
}

/** Requests of a part: the tokens of each model over some requests, the first model on the main thread. */
function requests(random: Random, session: CodingSession, part: SessionPart): SimEvent[] {
  if (session.tool === 'cursor') return Array.from({ length: random.whole(2, 3) }, () => ({ kind: 'request' }));
  return part.use.flatMap(({ model, counts }, i) => {
    const { requests: sent, ...tokens } = counts;
    const many = session.tool === 'support_assistant' || i > 0 ? 1 : random.whole(2, 3);
    const each = splitCounts(
      tokens,
      Array.from({ length: many }, () => random.whole(50, 150)),
    );
    return each.map(
      (one): SimEvent => ({
        kind: 'request',
        thread: i === 0 ? 'main' : 'sub',
        model,
        input_uncached: one.input_uncached ?? 0,
        cache_read: one.cache_read ?? 0,
        cache_write: (one.cache_write_5m ?? 0) + (one.cache_write_1h ?? 0) + (one.cache_write_30m ?? 0),
        output: one.output ?? 0,
        duration_ms: random.whole(900, 45_000),
        ...(sent === undefined ? {} : { quantity: sent }),
      }),
    );
  });
}

/** Tool calls: some fail, a failing one is sometimes repeated, some are refused by the person. */
function calls(random: Random, session: CodingSession): SimEvent[] {
  if (session.tool === 'support_assistant') return [];
  const detailed = session.tells.setup === 'tool_details' || session.tool === 'codex';
  return Array.from({ length: random.whole(1, 3) }, (_, i): SimEvent[] => {
    const [tool_name, tool_group] = random.pick(CALLS);
    const call_id = `call-${i}`;
    if (random.chance(0.04))
      return [{ kind: 'decision', tool_name, tool_group, call_id, decision: 'reject', decision_source: 'user_reject' }];
    const fails = tool_group === 'run' && random.chance(0.3);
    const times = fails && random.chance(0.35) ? random.whole(2, 4) : 1;
    const hashes: SimEvent = detailed ? { args_hash: sha256Hex(`arguments ${random.whole(1, 1_000_000)}`) } : {};
    const target: SimEvent =
      detailed && tool_group === 'edit' ? { target_hash: sha256Hex(`file ${random.whole(1, 40)}`) } : {};
    return Array.from(
      { length: times },
      (_, n): SimEvent => ({
        kind: 'tool',
        tool_name,
        tool_group,
        call_id: `${call_id}-${n}`,
        success: !fails,
        ...hashes,
        ...target,
        input_bytes: random.whole(20, 2000),
        result_bytes: random.whole(50, 9000),
      }),
    );
  }).flat();
}

function endingOf(session: CodingSession): SimEvent[] {
  if (session.ending === 'errored')
    return [{ kind: 'request_error', attempts: 11, status_code: 529, error_type: 'infrastructure' }];
  if (session.ending === 'interrupted')
    return [
      {
        kind: 'decision',
        tool_name: 'Bash',
        tool_group: 'run',
        call_id: 'call-last',
        decision: 'reject',
        decision_source: 'user_abort',
      },
    ];
  return session.ending === 'unanswered' ? [{ kind: 'prompt' }] : [];
}

/** What the tool says of commits and pull requests: ids only in a detailed set-up, and the counter a little late. */
function deeds(
  random: Random,
  session: CodingSession,
  part: SessionPart,
): { readonly at: string; readonly event: SimEvent }[] {
  if (session.tool !== 'claude_code') return [];
  const commits = part.commits.map(({ sha, at }) => ({
    at: later(at, random.whole(0, 3)),
    event: { kind: 'commit', ...(session.tells.setup === 'tool_details' ? { commit_sha: sha } : {}) },
  }));
  const opened = part.opensPullRequest ? [{ at: later(part.to, random.whole(0, 4)), event: { kind: 'pr' } }] : [];
  const lines = random.whole(5, 240);
  const counted = random.chance(0.6)
    ? [{ at: part.to, event: { kind: 'count', quantity_kind: 'lines_added', quantity: lines } }]
    : [];
  return [...commits, ...opened, ...counted];
}

function partEvents(
  company: Company,
  session: CodingSession,
  part: SessionPart,
  isLast: boolean,
  random: Random,
): SimEvent[] {
  const asked = requests(random, session, part);
  const done = calls(random, session);
  const mixed: SimEvent[] = [{ kind: 'prompt' }];
  const first = asked.slice(0, Math.max(1, asked.length - 1));
  for (let i = 0; i < Math.max(first.length, done.length); i++)
    mixed.push(...first.slice(i, i + 1), ...done.slice(i, i + 1));
  mixed.push(...asked.slice(first.length), ...(isLast ? endingOf(session) : []));
  const minutes = (Date.parse(part.to) - Date.parse(part.from)) / 60_000;
  const base = common(company, session, part);
  const timed = [
    ...mixed.map((event, i) => ({ at: later(part.from, (minutes * i) / mixed.length), event })),
    ...deeds(random, session, part),
  ];
  return timed.map(({ at, event }) => ({
    ...base,
    ts: at,
    turn_id: `${session.id.slice(0, 8)}-${part.from.slice(11, 19)}`,
    ...event,
  }));
}

/**
 * The telemetry of a session of one day, in order: prompts, requests with exactly the session's tokens, tool calls,
 * commits, its ending. A person's set-up decides what it tells of repository, branch, ticket and commit.
 */
export function sessionEvents(company: Company, session: CodingSession): SimEvent[] {
  const random = randomFor(company.seed, 'events', session.id, session.day);
  const events = session.parts.flatMap((part, i) =>
    partEvents(company, session, part, i === session.parts.length - 1, random),
  );
  return events
    .map((event, i) => ({ event, i }))
    .sort((a, b) => (a.event.ts === b.event.ts ? a.i - b.i : String(a.event.ts) < String(b.event.ts) ? -1 : 1))
    .map(({ event }, seq) => ({ id: `${session.day}-${seq}`, ...event, seq }));
}
