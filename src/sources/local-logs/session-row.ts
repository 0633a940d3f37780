import { sessionEvent } from '../../core/contracts/index.ts';
import { sourceRowKey } from '../../core/ids.ts';
import { toolGroup } from '../../core/session/tool-group.ts';
import { completeRow } from '../kit/rows.ts';
import type { ParsedRow } from '../source.ts';
import type { CallTrace, ResultTrace } from './activity.ts';

/** What every event of a log says. */
export interface EventPlace {
  readonly tool: 'claude_code' | 'codex';
  readonly session: string;
  readonly parent: string | null;
  readonly at: string;
  readonly order: number;
  readonly thread: 'main' | 'sub';
  readonly turn: string | null;
  readonly repo: string | null;
  readonly branch: string | null;
  readonly entrypoint: string | null;
  readonly provider: string;
  readonly billingAccount: string | null;
  readonly actor: { readonly id: string | null; readonly kind: string | null };
}

/** What makes an event itself, by the log's own ids. */
export type EventIdentity = Readonly<Record<string, string | number | null>>;

/**
 * The row of an event. `identity` is the log's own id of it (a call, a message, a line): copies of it in resumed and
 * forked sessions have the same key.
 */
export function sessionEventRow(
  place: EventPlace,
  identity: EventIdentity,
  columns: Readonly<Record<string, unknown>>,
): ParsedRow {
  const row = completeRow(sessionEvent, {
    event_key: sourceRowKey({ source: 'session_event', stream: place.tool, window: 'local_log', dimensions: identity }),
    tool: place.tool,
    setup: 'local_log',
    provider: place.provider,
    billing_account: place.billingAccount,
    session_id: place.session,
    parent_session_id: place.parent,
    turn_id: place.turn,
    ts: place.at,
    seq: BigInt(place.order),
    thread: place.thread,
    actor_id: place.actor.id,
    actor_kind: place.actor.kind,
    entrypoint: place.entrypoint,
    repo: place.repo,
    branch: place.branch,
    ...columns,
  });
  return { table: sessionEvent.name, dt: place.at.slice(0, 10), row };
}

/** Columns of a tool result; the call may stand elsewhere and be unknown. */
export function toolColumns(result: ResultTrace, call: CallTrace | undefined): Record<string, unknown> {
  return {
    kind: 'tool',
    call_id: result.id,
    tool_name: call?.name ?? null,
    tool_group: call === undefined ? null : toolGroup(call.name),
    success: result.failed === null ? null : !result.failed,
    args_hash: call?.args ?? null,
    target_hash: call?.target ?? null,
    input_bytes: call === undefined ? null : BigInt(call.bytes),
    result_bytes: BigInt(result.bytes),
  };
}

/** Lets each event through once: resumed and forked sessions copy history, and the first file in order keeps it. */
export class OnceOnly {
  readonly #seen = new Set<string>();

  *take(rows: Iterable<ParsedRow>): Generator<ParsedRow> {
    for (const row of rows) {
      const key = String(row.row.event_key).slice(0, 16); // 64 bits of the key are enough to tell events of one machine apart
      if (row.table === sessionEvent.name && this.#seen.has(key)) continue;
      if (row.table === sessionEvent.name) this.#seen.add(key);
      yield row;
    }
  }
}
