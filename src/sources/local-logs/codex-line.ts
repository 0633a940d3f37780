import { wordOf } from './activity.ts';
import { type CodexActivity, codexActivityOf, mayHoldCodexActivity } from './codex-activity.ts';
import { objectOf, repoOf, scalarsOf, textOf } from './fields.ts';

/** Tokens as Codex counts them: cached inside input, reasoning inside output. */
export type CodexTokens = Readonly<Record<string, unknown>>;

/** What is kept of a Codex line: the original's own names, without content and without paths. */
export type CodexLine =
  | {
      readonly type: 'session_meta';
      readonly timestamp: string | null;
      readonly payload: {
        readonly id: string | null;
        /** The file begins with a replay of its parent's events: it was forked, or a thread spawned it. */
        readonly replays: boolean;
        readonly archived: boolean;
        /** Session that spawned this one or that it was forked from. */
        readonly parent: string | null;
        readonly repo: string | null;
        readonly branch: string | null;
      };
    }
  | {
      readonly type: 'turn_context';
      readonly timestamp: string | null;
      readonly payload: { readonly model: string | null };
    }
  | {
      readonly type: 'event_msg';
      readonly timestamp: string | null;
      readonly payload: {
        readonly type: 'token_count';
        readonly model: string | null;
        readonly info: { readonly last_token_usage?: CodexTokens; readonly total_token_usage?: CodexTokens };
      };
    }
  /** A line of `codex exec --json`: one turn with its own usage. */
  | {
      readonly type: 'turn.completed';
      readonly timestamp: string | null;
      readonly model: string | null;
      readonly usage: CodexTokens;
    }
  /** Anything else that tells how the session went. */
  | { readonly type: 'activity'; readonly timestamp: string | null; readonly payload: CodexActivity };

const TOKENS = ['input_tokens', 'cached_input_tokens', 'output_tokens', 'reasoning_output_tokens', 'total_tokens'];

/** Cheap look at the text of a line: can it matter? */
export function mayMatterForCodex(text: string): boolean {
  return (
    text.includes('token_count') ||
    text.includes('"turn_context"') ||
    text.includes('"session_meta"') ||
    mayHoldCodexActivity(text) ||
    (text.includes('"usage"') && !text.includes('"message"'))
  );
}

/** The allow-listed fields of a line, or null for every other line. What this gives may be read again with the same result. */
export function codexLineOf(value: unknown, path: string): CodexLine | null {
  const line = objectOf(value);
  if (line === undefined) return null;
  const timestamp = textOf(line.timestamp);
  const payload = objectOf(line.payload);
  if (line.type === 'session_meta' && payload !== undefined) {
    return { type: 'session_meta', timestamp, payload: sessionMeta(payload, path) };
  }
  if (line.type === 'turn_context' && payload !== undefined) {
    return { type: 'turn_context', timestamp, payload: { model: textOf(payload.model) } };
  }
  if (line.type === 'event_msg' && payload?.type === 'token_count') return tokenCount(timestamp, payload);
  const activity = codexActivityOf(line.type, payload);
  if (activity !== null) return { type: 'activity', timestamp, payload: activity };
  return line.type === 'event_msg' ? null : execTurn(timestamp, line);
}

function sessionMeta(payload: Readonly<Record<string, unknown>>, path: string) {
  const git = objectOf(payload.git);
  const origin = JSON.stringify([payload.source ?? null, payload.thread_source ?? null]);
  return {
    id: textOf(payload.id),
    replays:
      payload.replays === true ||
      textOf(payload.forked_from_id) !== null ||
      textOf(payload.parent_thread_id) !== null ||
      origin.includes('thread_spawn'),
    parent: wordOf(payload.parent) ?? wordOf(payload.parent_thread_id) ?? wordOf(payload.forked_from_id),
    archived: payload.archived === true || /(^|\/)archived_sessions\//.test(path),
    repo: textOf(payload.repo) ?? repoOf(textOf(git?.repository_url) ?? textOf(payload.cwd)),
    branch: textOf(payload.branch) ?? textOf(git?.branch),
  };
}

function tokenCount(timestamp: string | null, payload: Readonly<Record<string, unknown>>): CodexLine | null {
  const info = objectOf(payload.info);
  if (info === undefined) return null;
  return {
    type: 'event_msg',
    timestamp,
    payload: {
      type: 'token_count',
      model: textOf(payload.model) ?? textOf(info.model),
      info: { ...tokens(info, 'last_token_usage'), ...tokens(info, 'total_token_usage') },
    },
  };
}

function tokens(info: Readonly<Record<string, unknown>>, name: string): Record<string, CodexTokens> {
  return objectOf(info[name]) === undefined ? {} : { [name]: scalarsOf(info[name], TOKENS) };
}

/** Headless output names the tokens as the API does; `result` lines of other tools look alike and are left out. */
function execTurn(timestamp: string | null, line: Readonly<Record<string, unknown>>): CodexLine | null {
  const usage = objectOf(line.usage);
  const isTurn = line.type === undefined || (typeof line.type === 'string' && line.type.startsWith('turn.'));
  if (usage === undefined || !isTurn || line.message !== undefined || 'cache_read_input_tokens' in usage) return null;
  const input = usage.input_tokens ?? usage.prompt_tokens;
  if (input === undefined) return null;
  return {
    type: 'turn.completed',
    timestamp,
    model: textOf(line.model),
    usage: {
      ...scalarsOf(usage, TOKENS),
      ...scalarsOf({ input_tokens: input, output_tokens: usage.output_tokens ?? usage.completion_tokens }, [
        'input_tokens',
        'output_tokens',
      ]),
    },
  };
}
