import { sha256Hex } from '../../core/ids.ts';
import { isBackfill, readBackfill } from '../../core/outcomes/intake-backfill.ts';
import { type IntakeCode, readIntakeEvent } from '../../core/outcomes/intake-event.ts';
import { isSignedDelivery } from '../../core/outcomes/intake-signature.ts';

/** Most bytes of a delivery. */
export const MOST_BYTES = 1024 * 1024;
/** Most events of a delivery. */
export const MOST_EVENTS = 500;

/** A delivery as it came in. Header names are lower case. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** What goes back, and what is to be kept: JSON lines of accepted events of one sender. */
export interface Received {
  readonly status: 202 | 400 | 401 | 413;
  readonly answer: Readonly<Record<string, unknown>>;
  readonly keep?: { readonly source: string; readonly digest: string; readonly text: string };
}

/** Secrets of a sender from the environment: `TOKENLEDGER_INTAKE_<SENDER>`, and `…_NEXT` while it is changed. */
export function secretsOf(source: string, environment: Readonly<Record<string, string | undefined>>): string[] {
  const name = `TOKENLEDGER_INTAKE_${source.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`;
  return [environment[name], environment[`${name}_NEXT`]].filter((s): s is string => s !== undefined && s !== '');
}

/**
 * Judges one delivery: signature first, then size, then every event by itself. A sender writes only under its own name.
 * `isKnown` says whether a delivery of this digest was taken before: it is answered as duplicates and not kept again.
 */
export async function receiveOutcomes(
  delivery: Delivery,
  of: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly now: number;
    readonly isKnown: (source: string, digest: string) => Promise<boolean>;
  },
): Promise<Received> {
  const { headers, body } = delivery;
  const source = headers['x-tl-source'] ?? '';
  const signed = { timestamp: headers['x-tl-timestamp'] ?? '', signature: headers['x-tl-signature'] ?? '', body };
  const secrets = /^[A-Za-z0-9][\w.-]{0,63}$/.test(source) ? secretsOf(source, of.environment) : [];
  if (!isSignedDelivery(signed, secrets, of.now)) return { status: 401, answer: { error: 'not accepted' } };
  if (Buffer.byteLength(body) > MOST_BYTES) return { status: 413, answer: { error: `at most ${MOST_BYTES} bytes` } };
  const events = eventsIn(body);
  if (events === null) return { status: 400, answer: { error: 'the body is neither JSON nor JSON lines' } };
  if (events.length > MOST_EVENTS) return { status: 413, answer: { error: `at most ${MOST_EVENTS} events` } };
  const rejected: { index: number; code: IntakeCode; message: string }[] = [];
  const taken = events.flatMap((raw, index) => {
    const refuse = (code: IntakeCode, message: string) => {
      rejected.push({ index, code, message });
      return [];
    };
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
      return refuse('BAD_TYPE', 'an event is a JSON object');
    const given = raw as Record<string, unknown>;
    const read = isBackfill(given) ? readBackfill(given, { now: of.now }) : readIntakeEvent(given, { now: of.now });
    if ('reject' in read) return refuse(read.reject.code, read.reject.message);
    const writer = 'backfill' in read ? read.backfill.source : read.event.source;
    if (writer !== source) return refuse('NOT_GRANTED', `${source} may not write as ${writer}`);
    return [{ index, isBackfill: 'backfill' in read, line: `${JSON.stringify(raw)}\n` }];
  });
  const lines = whole(taken, rejected).map(({ line }) => line);
  const text = lines.join('');
  const digest = sha256Hex(text);
  if (text === '' || (await of.isKnown(source, digest))) {
    return { status: 202, answer: { accepted: 0, duplicates: lines.length, rejected } };
  }
  return { status: 202, answer: { accepted: lines.length, duplicates: 0, rejected }, keep: { source, digest, text } };
}

interface Taken {
  readonly index: number;
  readonly isBackfill: boolean;
  readonly line: string;
}

/** What is kept of a delivery: its events, and what makes it a backfill only where no event was refused. */
function whole(taken: readonly Taken[], rejected: { index: number; code: IntakeCode; message: string }[]): Taken[] {
  const refused = rejected.length;
  if (refused === 0) return [...taken];
  return taken.filter(({ index, isBackfill }) => {
    if (!isBackfill) return true;
    const message = `${refused} of the events beside it were refused, so it replaces nothing; send it again whole`;
    rejected.push({ index, code: 'BACKFILL_INCOMPLETE', message });
    return false;
  });
}

/** One event, an array of events, or JSON lines; null for anything else. */
function eventsIn(body: string): unknown[] | null {
  try {
    const value = JSON.parse(body) as unknown;
    return Array.isArray(value) ? value : [value];
  } catch {
    // More than one line of JSON is no JSON.
  }
  try {
    return body
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as unknown);
  } catch {
    return null;
  }
}
