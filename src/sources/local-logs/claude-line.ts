import { objectOf, repoOf, scalarsOf, textOf } from './fields.ts';

/** What is kept of a line with usage: the original's own names, without content and without paths. */
export interface ClaudeLine {
  readonly timestamp: string | null;
  readonly sessionId: string | null;
  readonly requestId: string | null;
  readonly isSidechain: boolean;
  readonly gitBranch: string | null;
  readonly repo: string | null;
  readonly costUSD?: unknown;
  readonly message: {
    readonly id: string | null;
    readonly model: string | null;
    readonly usage: Readonly<Record<string, unknown>>;
  };
}

const COUNTS = ['input_tokens', 'output_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'];
const SPLIT = ['ephemeral_5m_input_tokens', 'ephemeral_1h_input_tokens'];
const SERVER_TOOLS = ['web_search_requests', 'web_fetch_requests'];

/** Cheap look at the text of a line: can it hold usage at all? */
export function mayHoldClaudeUsage(text: string): boolean {
  return text.includes('"usage"') && text.includes('"message"');
}

/**
 * The allow-listed fields of a line that carries usage, or null for every other line. Lines that wrap a sub-agent's
 * message (`progress` of `agent_progress`) are read at both depths. What this gives may be read again with the same result.
 */
export function claudeLineOf(value: unknown): ClaudeLine | null {
  const outer = objectOf(value);
  if (outer === undefined) return null;
  const wrapped = objectOf(objectOf(outer.data)?.message);
  const line = outer.type === 'progress' ? wrapped : outer;
  const message = objectOf(line?.message);
  const usage = objectOf(message?.usage);
  if (line === undefined || message === undefined || usage === undefined) return null;
  if (line.type !== undefined && line.type !== 'assistant') return null;
  return {
    timestamp: textOf(line.timestamp) ?? textOf(outer.timestamp),
    sessionId: textOf(line.sessionId) ?? textOf(outer.sessionId),
    requestId: textOf(line.requestId) ?? textOf(outer.requestId),
    isSidechain: (line.isSidechain ?? outer.isSidechain) === true,
    gitBranch: textOf(line.gitBranch) ?? textOf(outer.gitBranch),
    repo: textOf(line.repo) ?? repoOf(textOf(line.cwd) ?? textOf(outer.cwd)),
    ...scalarsOf(line, ['costUSD']),
    message: {
      id: textOf(message.id),
      model: textOf(message.model),
      usage: {
        ...scalarsOf(usage, [...COUNTS, 'speed', 'service_tier', 'inference_geo']),
        ...nested(usage, 'cache_creation', SPLIT),
        ...nested(usage, 'server_tool_use', SERVER_TOOLS),
      },
    },
  };
}

function nested(usage: Readonly<Record<string, unknown>>, name: string, fields: readonly string[]) {
  return objectOf(usage[name]) === undefined ? {} : { [name]: scalarsOf(usage[name], fields) };
}
