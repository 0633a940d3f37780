import { columnsOf, sessionEvent } from '../../core/contracts/index.ts';
import { sourceRowKey } from '../../core/ids.ts';
import { completeRow } from '../kit/rows.ts';
import { type EventLine, PERSON } from './event-line.ts';

const COUNTS = new Set(
  columnsOf(sessionEvent)
    .filter(({ type }) => type === 'bigint')
    .map(({ name }) => name),
);

/**
 * Key of an event: tool, session and the sender's own id; without an id its instant, order and kind. It says nothing of
 * connection or file, so that the same event told twice has one key.
 */
export function eventKey(event: Readonly<Record<string, string | number | boolean>>): string {
  const { tool, session_id, id, ts, kind } = event;
  return sourceRowKey({
    source: 'session_event',
    stream: String(tool),
    window: String(session_id),
    dimensions: id === undefined ? { ts, seq: event.seq ?? 0, kind } : { id },
  });
}

/** The landed row of a checked line. An actor that was an e-mail is a pseudonym by now; others stay ids. */
export function eventRow(line: EventLine): Record<string, unknown> {
  const { actor } = line;
  const isPerson = typeof actor === 'string' && actor.startsWith(PERSON);
  const row = completeRow(sessionEvent, {
    seq: 0n,
    event_key: eventKey(line),
    actor_id: isPerson ? actor.slice(PERSON.length) : (actor ?? null),
    actor_kind: actor === undefined ? null : isPerson ? 'email' : 'unknown',
  });
  for (const name in line) {
    if (name === 'id' || name === 'actor') continue;
    const value = line[name]!;
    row[name] = COUNTS.has(name) ? BigInt(value as number) : value;
  }
  return row;
}
