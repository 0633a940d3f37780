import { sha256Hex } from '../ids.ts';

/** A trace of an AI tool on a commit, a branch or a pull request. */
export interface AiTrace {
  readonly kind:
    | 'session_trailer'
    | 'note'
    | 'trace'
    | 'co_author'
    | 'author'
    | 'branch_prefix'
    | 'label'
    | 'agent_delegate'
    | 'agent_session'
    | 'session_id'
    | 'declared';
  readonly tool: string | null;
  readonly model?: string | null;
  /** Lower hex SHA-256 of the bare session id. */
  readonly sessionRefHash?: string | null;
  /** git-ai note key. */
  readonly sessionNoteKey?: string | null;
  readonly aiLines?: number | null;
  readonly confidenceBp: number;
}

/** Addresses that coding tools write as author or co-author; names vary with the model and are not compared. */
const ADDRESSES: readonly (readonly [address: RegExp, tool: string, confidenceBp: number])[] = [
  [/^noreply@anthropic\.com$/, 'claude_code', 9000],
  [/^cursoragent@cursor\.com$/, 'cursor', 9000],
  [/^\d+\+copilot@users\.noreply\.github\.com$/, 'copilot', 9000],
  [/^noreply@openai\.com$/, 'codex', 7000],
  [/^noreply@aider\.chat$/, 'aider', 7000],
  [/^noreply@codeium\.com$/, 'windsurf', 7000],
  [/^gemini-cli-agent@google\.com$/, 'gemini_cli', 7000],
  [/^noreply@opencode\.ai$/, 'opencode', 7000],
  [/^amp@ampcode\.com$/, 'amp', 7000],
  [/^noreply@cline\.bot$/, 'cline', 7000],
  [/^opensource@block\.xyz$/, 'goose', 7000],
  [/^noreply@amazon\.com$/, 'amazon_q', 7000],
];

/** Accounts of agents that open pull requests by themselves. */
const AGENT_LOGINS: Readonly<Record<string, string>> = {
  'devin-ai-integration': 'devin',
  'copilot-swe-agent': 'copilot_agent',
  'google-labs-jules': 'jules',
  'codegen-sh': 'codegen',
};

const BRANCHES: Readonly<Record<string, string>> = {
  'copilot/': 'copilot_agent',
  'codex/': 'codex',
  'cursor/': 'cursor',
  'claude/': 'claude_code',
  'devin/': 'devin',
};

/** The bare session id in a trailer's value: the last part of a URL without `session_`, else the value. */
export function bareSessionId(value: string): string {
  const path = value
    .trim()
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '');
  return path.slice(path.lastIndexOf('/') + 1).replace(/^session_/, '');
}

/** Lower hex SHA-256 of a bare session id: the form in which sessions and outcomes are compared. */
export function sessionRefHash(sessionId: string): string {
  return sha256Hex(sessionId);
}

/** Key of a git-ai note for a session of a tool: `s_` and 14 hex digits. */
export function gitAiNoteKey(tool: string, agentId: string): string {
  return `s_${sha256Hex(`${tool}:${agentId}`).slice(0, 14)}`;
}

/** The tool whose address this is, or null for a person's. */
export function addressTrace(email: string): AiTrace | null {
  const found = ADDRESSES.find(([address]) => address.test(email.trim().toLowerCase()));
  return found === undefined ? null : { kind: 'co_author', tool: found[1], confidenceBp: found[2] };
}

/** The agent whose account this is, with or without `[bot]`, or null. */
export function loginTrace(login: string): AiTrace | null {
  const tool =
    AGENT_LOGINS[
      login
        .toLowerCase()
        .replace(/\[bot\]$/, '')
        .replace(/^app\//, '')
    ];
  return tool === undefined ? null : { kind: 'author', tool, confidenceBp: 9500 };
}

/** True for accounts of automation. */
export function isBotLogin(login: string): boolean {
  return /\[bot\]$/i.test(login) || loginTrace(login) !== null;
}

/** The agent that names its branches this way, or null. */
export function branchTrace(branch: string): AiTrace | null {
  const prefix = Object.keys(BRANCHES).find((p) => branch.toLowerCase().startsWith(p));
  return prefix === undefined ? null : { kind: 'branch_prefix', tool: BRANCHES[prefix]!, confidenceBp: 6000 };
}

const SESSION_TRAILERS: readonly (readonly [RegExp, string | null])[] = [
  [/^claude-session$/i, 'claude_code'],
  [/^agent-logs-url$/i, 'copilot_agent'],
  [/^codex-session$/i, 'codex'],
  [/^cursor-session$/i, 'cursor'],
  [/^(ai|agent)-session$/i, null],
];

/** Session trailers and co-authors in a commit message or pull request text, each once. */
export function textTraces(text: string): AiTrace[] {
  const traces = new Map<string, AiTrace>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^([A-Za-z][A-Za-z-]*):\s*(\S.*)$/.exec(line.trim()) ?? [];
    if (name === undefined || value === undefined) continue;
    const session = SESSION_TRAILERS.find(([pattern]) => pattern.test(name));
    if (session !== undefined) {
      const hash = sessionRefHash(bareSessionId(value));
      traces.set(hash, { kind: 'session_trailer', tool: session[1], sessionRefHash: hash, confidenceBp: 10_000 });
    }
    if (!/^co-authored-by$/i.test(name)) continue;
    const trace = addressTrace(/<([^>]+)>/.exec(value)?.[1] ?? '');
    if (trace !== null) traces.set(`co_author ${trace.tool}`, trace);
  }
  return [...traces.values()];
}
