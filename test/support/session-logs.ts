import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Words that stand for what people write to an agent: they must not be found anywhere in a lake. */
export const PRIVATE_WORDS = 'words-nobody-may-read';

type Json = Readonly<Record<string, unknown>>;

/** A line of a Claude Code transcript with usage; `usage` in the vendor's own names. */
export function claudeLine(of: { id: string; session: string; at: string; model: string; usage: Json } & Json): Json {
  const { id, session, at, model, usage, ...more } = of;
  return {
    type: 'assistant',
    sessionId: session,
    requestId: `req_FAKE_${id}`,
    timestamp: at,
    cwd: '/home/dev/secret-folder/ledger',
    gitBranch: 'main',
    isSidechain: false,
    message: {
      id: `msg_FAKE_${id}`,
      role: 'assistant',
      model,
      content: [{ type: 'text', text: PRIVATE_WORDS }],
      usage,
    },
    ...more,
  };
}

interface CodexCounts {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly reasoning: number;
}

const counts = (c: CodexCounts) => ({
  input_tokens: c.input,
  cached_input_tokens: c.cached,
  output_tokens: c.output,
  reasoning_output_tokens: c.reasoning,
  total_tokens: c.input + c.output,
});

/** Opening lines of a Codex rollout, and of each session it replays. */
export const codexMeta = (id: string, at: string, more: Json = {}): Json => ({
  timestamp: at,
  type: 'session_meta',
  payload: { id, timestamp: at, cwd: '/home/dev/secret-folder/ledger', instructions: PRIVATE_WORDS, ...more },
});

/** Which model the following requests of a rollout use. */
export const codexModel = (at: string, model: string): Json => ({
  timestamp: at,
  type: 'turn_context',
  payload: { model },
});

/** A token count of a rollout: the last request and the running total. */
export const codexTokens = (at: string, last: CodexCounts, total: CodexCounts): Json => ({
  timestamp: at,
  type: 'event_msg',
  payload: { type: 'token_count', info: { last_token_usage: counts(last), total_token_usage: counts(total) } },
});

/** Writes JSON lines to a file, folders made. */
export function writeLines(file: string, lines: readonly Json[]): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
}
