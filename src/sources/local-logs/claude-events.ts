import type { ParsedRow } from '../source.ts';
import type { CallTrace } from './activity.ts';
import type { ClaudeActivity } from './claude-activity.ts';
import { isSynthetic, providerOf, type Response } from './claude-response.ts';
import { instantOf } from './fields.ts';
import { type EventIdentity, type EventPlace, sessionEventRow, toolColumns } from './session-row.ts';

/** Whose sessions they are, as the connection says. */
export type LogOwner = Pick<EventPlace, 'actor' | 'billingAccount'>;

/** Follows one transcript and gives the session events beside its requests. Lines with a time in the future tell nothing. */
export class ClaudeEvents {
  readonly #owner: LogOwner;
  readonly #logicalDay: string;
  readonly #calls = new Map<string, CallTrace>();
  #turn: string | null = null;
  #order = 0;

  constructor(owner: LogOwner, logicalDay: string) {
    this.#owner = owner;
    this.#logicalDay = logicalDay;
  }

  *take(activity: ClaudeActivity): Generator<ParsedRow> {
    for (const call of activity.calls) this.#calls.set(call.id, call);
    const at = instantOf(activity.timestamp);
    const { session, uuid } = activity;
    if (at === null || session === null || at.slice(0, 10) > this.#logicalDay) return;
    if (activity.promptChars !== null) this.#turn = activity.turn ?? uuid;
    const place = (): EventPlace => ({
      ...this.#owner,
      tool: 'claude_code',
      provider: 'anthropic',
      session,
      parent: null,
      at,
      order: this.#order++,
      thread: activity.isSidechain ? 'sub' : 'main',
      turn: activity.turn ?? this.#turn,
      repo: activity.repo,
      branch: activity.branch,
      entrypoint: activity.entrypoint,
    });
    const line = (kind: string): EventIdentity => (uuid === null ? { session, at, kind } : { line: uuid, kind });
    if (activity.promptChars !== null) {
      yield sessionEventRow(place(), line('prompt'), { kind: 'prompt', prompt_chars: BigInt(activity.promptChars) });
    }
    for (const result of activity.results) {
      yield sessionEventRow(place(), { call: result.id }, toolColumns(result, this.#calls.get(result.id)));
      this.#calls.delete(result.id);
    }
    if (activity.isAbort) yield sessionEventRow(place(), line('abort'), { kind: 'abort' });
    if (activity.isCompaction) {
      const pre_tokens = activity.preTokens === null ? null : BigInt(activity.preTokens);
      yield sessionEventRow(place(), line('compaction'), { kind: 'compaction', pre_tokens });
    }
    if (activity.failure !== null) {
      const { status } = activity.failure;
      const status_code = status === null ? null : BigInt(status);
      yield sessionEventRow(place(), line('request_error'), { kind: 'request_error', status_code });
    }
  }
}

/** The event of a response that counts; null for lines the client made itself and for those of no session. */
export function requestEvent(response: Response, owner: LogOwner): ParsedRow | null {
  if (isSynthetic(response) || response.sessionId === null) return null;
  const place: EventPlace = {
    ...owner,
    tool: 'claude_code',
    provider: providerOf(response),
    session: response.sessionId,
    parent: null,
    at: response.at,
    order: 0,
    thread: response.isSidechain ? 'sub' : 'main',
    turn: null,
    repo: response.repo,
    branch: response.branch,
    entrypoint: null,
  };
  const identity: EventIdentity =
    response.id === null
      ? { session: response.sessionId, at: response.at, model: response.model }
      : { message: response.id, request: response.requestId };
  return sessionEventRow(place, identity, {
    kind: 'request',
    request_id: response.requestId,
    model: response.model,
    service_tier: response.speed === 'fast' ? 'fast' : null,
    input_uncached: response.input,
    cache_read: response.read,
    cache_write:
      response.written ?? (response.written5m === null ? null : response.written5m + (response.written1h ?? 0n)),
    output: response.output,
  });
}
