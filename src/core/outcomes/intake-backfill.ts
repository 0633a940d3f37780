import { z } from 'zod';
import { type IntakeReject, intakeTime, MOST_AHEAD } from './intake-event.ts';

/** Type of the event that makes its file or delivery a backfill. */
export const BACKFILL = 'backfill';

/**
 * What a sender says about a stretch of time: the events beside this one are all that its source, and its scope where it
 * names one, updated in `[from, to)`. Times are ISO 8601 with `Z`.
 */
export interface Backfill {
  readonly type: typeof BACKFILL;
  readonly event_id: string;
  readonly source: string;
  readonly scope: string | null;
  readonly from: string;
  readonly to: string;
  /** When the sender drew the list: the latest of overlapping ones counts. */
  readonly updated_at: string;
}

const text = z.union([z.string(), z.number().transform(String)]).pipe(z.string().min(1));
/** A time with its zone, or a UTC day, which means its first instant. */
const moment = z.preprocess(
  (value) => (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00Z` : value),
  intakeTime,
);
const shape = z.strictObject({
  type: z.literal(BACKFILL),
  event_id: text,
  source: text,
  scope: text.optional(),
  from: moment,
  to: moment,
  updated_at: intakeTime,
});

/** True for an event that begins a backfill, good or bad. */
export const isBackfill = (raw: Readonly<Record<string, unknown>>): boolean => raw.type === BACKFILL;

/** Checks the event of a backfill. `now`: milliseconds; `grants` as for events: a sender with an entry needs the word `backfill`. */
export function readBackfill(
  raw: Readonly<Record<string, unknown>>,
  limits: { readonly now: number; readonly grants?: Readonly<Record<string, readonly string[]>> },
): { readonly backfill: Backfill } | { readonly reject: IntakeReject } {
  const reject = (code: IntakeReject['code'], message: string) => ({ reject: { code, message } });
  const given = Object.fromEntries(
    Object.entries(raw).filter(([name, v]) => v !== null && v !== '' && !name.startsWith('x_')),
  );
  const result = shape.safeParse(given);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    if (issue.code === 'unrecognized_keys')
      return reject(
        'PII_FIELD',
        `a backfill has no field ${issue.keys[0]}; it has ${Object.keys(shape.shape).join(', ')}`,
      );
    const field = String(issue.path[0]);
    if (given[field] === undefined) return reject('MISSING_FIELD', `${field} is missing`);
    const isTime = field === 'from' || field === 'to' || field === 'updated_at';
    return reject(isTime ? 'BAD_TIME' : 'BAD_TYPE', `${field}: ${issue.message}`);
  }
  const { scope, ...read } = result.data;
  if (Date.parse(read.updated_at) > limits.now + MOST_AHEAD)
    return reject('FUTURE_TIME', `updated_at ${read.updated_at} lies more than a day ahead`);
  if (read.to <= read.from) return reject('ORDER', `to ${read.to} is not after from ${read.from}`);
  if (read.to > read.updated_at)
    return reject('ORDER', `to ${read.to} is after updated_at ${read.updated_at}: nobody knows yet what is to come`);
  const { grants } = limits;
  const isGranted =
    grants === undefined || Object.keys(grants).length === 0 || grants[read.source]?.includes(BACKFILL) === true;
  if (!isGranted) return reject('NOT_GRANTED', `${read.source} may not write ${BACKFILL}`);
  return { backfill: { ...read, scope: scope ?? null } };
}

/** True when a backfill speaks for an event: same source, its scope, updated within. */
export function speaksFor(
  { source, scope, from, to }: Backfill,
  event: { readonly source: string; readonly scope: string; readonly updated_at: string },
): boolean {
  const isPlace = source === event.source && (scope === null || scope === event.scope);
  return isPlace && from <= event.updated_at && event.updated_at < to;
}
