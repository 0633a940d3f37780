import { columnsOf, sessionEvent } from '../../core/contracts/index.ts';
import { decimalOf, formatDecimal, roundDecimal } from '../../core/money/decimal.ts';
import { isRepoKey, repoOf } from '../../core/repo-key.ts';
import type { ParseContext } from '../source.ts';

/** An event as a line tells it: known fields only, checked, under the names of the file format. */
export type EventLine = Readonly<Record<string, string | number | boolean>>;

/** A line that is no event we can count: why, and the tokens it names. */
export interface BadLine {
  readonly problem: string;
  readonly tokens: number;
}

/** Kinds of event. */
export const EVENT_KINDS = [
  'prompt',
  'request',
  'request_error',
  'retry',
  'refusal',
  'decision',
  'tool',
  'compaction',
  'commit',
  'pr',
  'rating',
  'abort',
  'session_end',
  'count',
] as const;

const oneOf = (...words: readonly string[]) => new RegExp(`^(${words.join('|')})$`);
const ID = /^[^\s\p{C}]{1,200}$/u;
/** Codes and names: one word, so that no sentence, prompt or path with blanks can slip in. */
const WORD = /^[\p{L}\p{N}_.:@+/()[\]#-]{1,200}$/u;
const HASH = /^[0-9a-f]{64}$/;

/** What a text field may look like; every other text is one word. */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  id: ID,
  actor: ID,
  session_id: ID,
  parent_session_id: ID,
  turn_id: ID,
  request_id: ID,
  call_id: ID,
  branch: ID,
  repo: ID,
  kind: oneOf(...EVENT_KINDS),
  thread: oneOf('main', 'sub', 'aux'),
  decision: oneOf('accept', 'reject'),
  args_hash: HASH,
  target_hash: HASH,
  commit_sha: /^[0-9a-f]{7,64}$/,
};

/** Columns that are made here, not read. */
const MADE = new Set(['event_key', 'actor_id', 'actor_kind']);

const COLUMNS = columnsOf(sessionEvent).filter(({ name }) => !MADE.has(name));
const REQUIRED = COLUMNS.filter(({ nullable, name }) => !nullable && name !== 'seq').map(({ name }) => name);
/** Fields of the file format with the type of their column. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ...COLUMNS.map(({ name, type }) => [name, type] as const),
  ['id', 'varchar'],
  ['actor', 'varchar'],
]);

const TOKENS = ['input_uncached', 'cache_read', 'cache_write', 'output'];

/** The value in the form that is landed, or undefined when it is none of its type. */
function checked(name: string, type: string, value: unknown): string | number | boolean | undefined {
  if (type === 'varchar') {
    if (typeof value !== 'string' || !(PATTERNS[name] ?? WORD).test(value)) return undefined;
    return name === 'repo' && !isRepoKey(value) ? (repoOf(value) ?? undefined) : value;
  }
  if (type === 'bigint') {
    const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
    return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
  }
  if (type === 'boolean') return typeof value === 'boolean' ? value : { true: true, false: false }[String(value)];
  if (type === 'timestamp') {
    const isInstant =
      typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(value);
    const milliseconds = isInstant ? Date.parse(value) : Number.NaN;
    return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
  }
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  try {
    return formatDecimal(roundDecimal(decimalOf(value), type === 'decimal(28,12)' ? 12 : 15));
  } catch {
    return undefined;
  }
}

/** Stands before the pseudonym of an e-mail: the address itself is not landed. */
export const PERSON = 'person:';

const tokensOf = (line: Readonly<Record<string, unknown>>): number =>
  TOKENS.reduce((sum, name) => {
    const value = line[name];
    return sum + (typeof value === 'number' && value > 0 ? Math.trunc(value) : 0);
  }, 0);

/**
 * The known fields of a line, each checked; every other field stays behind. A problem names the field, never its value:
 * it may be text that must not be kept. What this gives may be read again with the same result.
 */
export function eventLineOf(
  value: unknown,
  { logicalDay, pseudonym }: Pick<ParseContext, 'logicalDay' | 'pseudonym'>,
): EventLine | BadLine {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: 'no JSON object', tokens: 0 };
  const line = value as Readonly<Record<string, unknown>>;
  const bad = (problem: string): BadLine => ({ problem, tokens: tokensOf(line) });
  const kept: Record<string, string | number | boolean> = {};
  for (const [name, field] of Object.entries(line)) {
    const type = FIELDS.get(name);
    if (type === undefined || field === undefined || field === null || field === '') continue;
    const good = checked(name, type, field);
    if (good === undefined) return bad(`${name} is not what it should be`);
    kept[name] = good;
  }
  const missing = REQUIRED.find((name) => kept[name] === undefined);
  if (missing !== undefined) return bad(`no ${missing}`);
  if (String(kept.ts).slice(0, 10) > logicalDay) return bad('timestamp in the future');
  const { actor } = kept;
  if (typeof actor === 'string' && actor.includes('@') && !actor.startsWith(PERSON)) {
    kept.actor = `${PERSON}${pseudonym('email', actor)}`;
  }
  return kept;
}

/** True for what {@link eventLineOf} gives for a bad line. */
export const isBadLine = (line: EventLine | BadLine): line is BadLine => 'problem' in line;

/** Fields of a line that are none of the format, by name; a name that is no plain word may itself be content and is not told. */
export function strangeFields(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const strange = Object.keys(value).filter((name) => !FIELDS.has(name));
  return strange.map((name) => (/^[\w.-]{1,60}$/.test(name) ? name : 'a name that is no plain word'));
}
