import { z } from 'zod';

/** Why an event is not taken. */
export type IntakeCode =
  | 'MISSING_FIELD'
  | 'BAD_TYPE'
  | 'BAD_TIME'
  | 'FUTURE_TIME'
  | 'ORDER'
  | 'UNKNOWN_TYPE'
  | 'PII_FIELD'
  | 'STALE'
  | 'NOT_GRANTED'
  | 'BACKFILL_INCOMPLETE';

/** An event that is not taken, with its reason in words. */
export interface IntakeReject {
  readonly code: IntakeCode;
  readonly message: string;
}

/** Kinds of events. */
export const INTAKE_TYPES = [
  'deployment',
  'workflow_run',
  'support_ticket',
  'knowledge',
  'work_item',
  'pull_request',
  'incident',
  'customer_period',
  'link_override',
  'survey',
] as const;

const STATUSES = ['open', 'accepted', 'rejected', 'reopened', 'reverted'] as const;
const RESULTS = ['success', 'failure', 'rolled_back', 'cancelled', 'running'] as const;

/** A time with zone in ISO 8601, or an epoch in seconds or milliseconds, given out as ISO 8601 with `Z`. */
export const intakeTime = z.unknown().transform((value, context): string => {
  let milliseconds = Number.NaN;
  const number = typeof value === 'string' && /^\d{9,13}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number') milliseconds = number < 100_000_000_000 ? number * 1000 : number;
  else if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:?\d{2})$/.test(value))
    milliseconds = Date.parse(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (!Number.isNaN(milliseconds)) return new Date(milliseconds).toISOString();
  context.addIssue({
    code: 'custom',
    message: `expected a time with its zone, found ${JSON.stringify(value ?? null)}`,
    params: { time: true },
  });
  return z.NEVER;
});

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((t) => t === 'true')]);
const text = z.union([z.string(), z.number().transform(String)]).pipe(z.string().min(1));
const decimal = z
  .union([z.string(), z.number().transform(String)])
  .pipe(z.string().regex(/^-?\d+(\.\d+)?$/, 'expected a plain decimal'));
/** A list, in CSV joined by `|`. */
const list = z.union([z.array(text), text.transform((t) => t.split('|').map((part) => part.trim()))]);
const whole = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);
const opt = <T extends z.ZodType>(schema: T) => schema.optional();

const shape = {
  event_id: text,
  source: text,
  type: z.enum(INTAKE_TYPES),
  updated_at: intakeTime,
  native_id: text,
  scope: text,
  status: z.enum([...STATUSES, ...RESULTS]),
  opened_at: opt(intakeTime),
  accepted_at: opt(intakeTime),
  closed_at: opt(intakeTime),
  reverted_at: opt(intakeTime),
  started_at: opt(intakeTime),
  ended_at: opt(intakeTime),
  environment: opt(text),
  application: opt(text),
  sha: opt(text),
  contains_shas: opt(list),
  pr_numbers: opt(z.union([z.array(whole), text.transform((t) => t.split('|').map(Number))])),
  planned: opt(flag),
  caused_by_incident: opt(text),
  team: opt(text),
  actor: opt(text),
  work_item: opt(text),
  work_type: opt(text),
  parent: opt(text),
  session_ids: opt(list),
  customer_id: opt(text),
  value_micros: opt(whole),
  currency: opt(z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code')),
  quantity: opt(decimal),
  fixes: opt(list),
  reverts: opt(list),
  score: opt(decimal),
  slop_score: opt(decimal),
  csat: opt(z.enum(['good', 'bad'])),
  ai_assisted: opt(flag),
  ai_tool: opt(text),
  severity: opt(text),
};

const event = z.object(shape);

/** A valid event; times are ISO 8601 with `Z`. */
export type IntakeEvent = z.output<typeof event>;

/** Every field an event may have; others need the prefix `x_` and are left out. */
export const INTAKE_FIELDS: readonly string[] = Object.keys(shape);

const TIMES = ['opened_at', 'accepted_at', 'closed_at', 'reverted_at', 'started_at', 'ended_at', 'updated_at'] as const;
/** How far times may lie ahead, in milliseconds: a day for clocks and zones. */
export const MOST_AHEAD = 86_400_000;

/**
 * Checks one event. Empty texts and NULL are absent. `now`: milliseconds; times more than a day after it are refused.
 * `grants`: types each sender may write; without an entry for anybody, every sender may write everything.
 */
export function readIntakeEvent(
  raw: Readonly<Record<string, unknown>>,
  limits: { readonly now: number; readonly grants?: Readonly<Record<string, readonly string[]>> },
): { readonly event: IntakeEvent } | { readonly reject: IntakeReject } {
  const reject = (code: IntakeCode, message: string) => ({ reject: { code, message } });
  const given = Object.fromEntries(Object.entries(raw).filter(([, v]) => v !== null && v !== ''));
  const foreign = Object.keys(given).find((name) => !INTAKE_FIELDS.includes(name) && !name.startsWith('x_'));
  if (foreign !== undefined) {
    return reject(
      'PII_FIELD',
      `unknown field ${foreign}: leave it out, or name it x_${foreign} where it holds nothing personal`,
    );
  }
  const result = event.safeParse(given);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    const field = issue.path.join('.');
    if (given[String(issue.path[0])] === undefined) return reject('MISSING_FIELD', `${field} is missing`);
    if (field === 'type')
      return reject('UNKNOWN_TYPE', `type is ${JSON.stringify(given.type)}; known are ${INTAKE_TYPES.join(', ')}`);
    const isTime = (TIMES as readonly string[]).includes(field);
    return reject(isTime ? 'BAD_TIME' : 'BAD_TYPE', `${field}: ${issue.message}`);
  }
  const read = result.data;
  const future = TIMES.find((name) => read[name] !== undefined && Date.parse(read[name]) > limits.now + MOST_AHEAD);
  if (future !== undefined) return reject('FUTURE_TIME', `${future} ${read[future]} lies more than a day ahead`);
  const pairs = [
    ['opened_at', 'accepted_at'],
    ['opened_at', 'closed_at'],
    ['started_at', 'ended_at'],
  ] as const;
  const wrong = pairs.find(([a, b]) => read[a] !== undefined && read[b] !== undefined && read[b] < read[a]);
  if (wrong !== undefined)
    return reject('ORDER', `${wrong[1]} ${read[wrong[1]]} is before ${wrong[0]} ${read[wrong[0]]}`);
  const missing = missingFor(read);
  if (missing !== null) return reject('MISSING_FIELD', missing);
  const { grants } = limits;
  const isGranted =
    grants === undefined || Object.keys(grants).length === 0 || grants[read.source]?.includes(read.type) === true;
  if (!isGranted) return reject('NOT_GRANTED', `${read.source} may not write ${read.type}`);
  return { event: read };
}

/** What an event of this type lacks. */
function missingFor(e: IntakeEvent): string | null {
  const isResult = (RESULTS as readonly string[]).includes(e.status);
  if (e.type === 'deployment') {
    if (!isResult) return `status of a deployment is one of ${RESULTS.join(', ')}`;
    if (e.status !== 'running' && e.ended_at === undefined) return 'ended_at is missing: the deployment is not running';
    if (e.sha === undefined && e.contains_shas === undefined && e.pr_numbers === undefined)
      return 'sha, contains_shas or pr_numbers is missing: nothing says what was deployed';
    return null;
  }
  if (isResult) return `status is one of ${STATUSES.join(', ')}`;
  if (e.type === 'link_override') {
    if (e.parent === undefined || e.session_ids === undefined || e.actor === undefined)
      return 'parent, session_ids or actor is missing: a link names session, outcome and who decided';
    return null;
  }
  if (e.status === 'accepted' && e.accepted_at === undefined) return 'accepted_at is missing: the status is accepted';
  return null;
}
