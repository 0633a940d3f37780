import { bytesOf, type CallTrace, callTrace, landedCall, landedResult, type ResultTrace, wordOf } from './activity.ts';
import { objectOf, repoOf, textOf } from './fields.ts';

/** What a line of a transcript tells beside usage: ids, sizes and hashes, no words. */
export interface ClaudeActivity {
  readonly uuid: string | null;
  readonly timestamp: string | null;
  readonly session: string | null;
  readonly turn: string | null;
  readonly isSidechain: boolean;
  readonly branch: string | null;
  readonly repo: string | null;
  readonly entrypoint: string | null;
  readonly calls: readonly CallTrace[];
  readonly results: readonly ResultTrace[];
  /** Characters of a prompt the person wrote. */
  readonly promptChars: number | null;
  readonly isAbort: boolean;
  readonly isCompaction: boolean;
  /** Context before a compaction, where the line says it. */
  readonly preTokens: number | null;
  /** A request that failed in the end; `status` null when the line names none. */
  readonly failure: { readonly status: number | null } | null;
}

const INTERRUPTED = '[Request interrupted';

/** Cheap look at the text of a line: can it tell of activity? */
export const mayHoldClaudeActivity = (text: string): boolean =>
  text.includes('"sessionId"') || text.includes('"activity"') || text.includes('"agent_progress"');

type Json = Readonly<Record<string, unknown>>;

const blocksOf = (content: unknown): Json[] =>
  Array.isArray(content) ? content.map(objectOf).filter((block): block is Json => block !== undefined) : [];

/** Text the person wrote; null for tool results, injected lines and built-in commands. */
function promptText(line: Json, content: unknown, isSidechain: boolean): string | null {
  if (line.type !== 'user' || line.isMeta === true || line.isCompactSummary === true || isSidechain) return null;
  const blocks = blocksOf(content);
  if (blocks.some((block) => block.type === 'tool_result')) return null;
  const text =
    typeof content === 'string' ? content : blocks.map((b) => (typeof b.text === 'string' ? b.text : '')).join('');
  return text === '' || /^\s*</.test(text) ? null : text;
}

function failureOf(line: Json, content: unknown): ClaudeActivity['failure'] {
  if (line.isApiErrorMessage !== true) return null;
  const text =
    typeof content === 'string'
      ? content
      : blocksOf(content)
          .map((b) => String(b.text ?? ''))
          .join(' ');
  const status = /\b([45]\d\d)\b/.exec(text.slice(0, 200))?.[1];
  return { status: status === undefined ? null : Number(status) };
}

function wrote(outer: Json): ClaudeActivity | null {
  const wrapped = objectOf(objectOf(outer.data)?.message);
  const line = outer.type === 'progress' ? wrapped : outer;
  const isBoundary = line?.type === 'system' && line.subtype === 'compact_boundary';
  if (line === undefined || !(line.type === 'user' || line.type === 'assistant' || isBoundary)) return null;
  const message = objectOf(line.message);
  const content = message?.content;
  const blocks = blocksOf(content);
  const isSidechain = (line.isSidechain ?? outer.isSidechain) === true;
  const text = promptText(line, content, isSidechain);
  const isAbort =
    text?.startsWith(INTERRUPTED) === true ||
    blocks.some((b) => typeof b.text === 'string' && b.text.startsWith(INTERRUPTED));
  const preTokens = objectOf(line.compactMetadata)?.preTokens;
  return {
    uuid: wordOf(line.uuid) ?? wordOf(outer.uuid),
    timestamp: textOf(line.timestamp) ?? textOf(outer.timestamp),
    session: wordOf(line.sessionId) ?? wordOf(outer.sessionId),
    turn: wordOf(line.promptId) ?? wordOf(outer.promptId),
    isSidechain,
    branch: wordOf(line.gitBranch) ?? wordOf(outer.gitBranch),
    repo: repoOf(textOf(line.cwd) ?? textOf(outer.cwd)),
    entrypoint: wordOf(line.entrypoint) ?? wordOf(outer.entrypoint),
    calls: blocks.flatMap((b) => (b.type === 'tool_use' ? (callTrace(b.id, b.name, b.input) ?? []) : [])),
    results: blocks.flatMap((b) => {
      const id = wordOf(b.tool_use_id);
      return b.type === 'tool_result' && id !== null
        ? [{ id, failed: b.is_error === true, bytes: bytesOf(b.content) }]
        : [];
    }),
    promptChars: text === null || isAbort ? null : [...text].length,
    isAbort,
    isCompaction: isBoundary,
    preTokens: isBoundary && typeof preTokens === 'number' && Number.isSafeInteger(preTokens) ? preTokens : null,
    failure: failureOf(line, content),
  };
}

function landed(activity: Json): ClaudeActivity {
  const failure = objectOf(activity.failure);
  const number = (value: unknown) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
  return {
    uuid: wordOf(activity.uuid),
    timestamp: textOf(activity.timestamp),
    session: wordOf(activity.session),
    turn: wordOf(activity.turn),
    isSidechain: activity.isSidechain === true,
    branch: wordOf(activity.branch),
    repo: wordOf(activity.repo),
    entrypoint: wordOf(activity.entrypoint),
    calls: (Array.isArray(activity.calls) ? activity.calls : []).flatMap((call) => landedCall(call) ?? []),
    results: (Array.isArray(activity.results) ? activity.results : []).flatMap((result) => landedResult(result) ?? []),
    promptChars: number(activity.promptChars),
    isAbort: activity.isAbort === true,
    isCompaction: activity.isCompaction === true,
    preTokens: number(activity.preTokens),
    failure: failure === undefined ? null : { status: number(failure.status) },
  };
}

/**
 * The activity of a line, or null where it tells of none. Sub-agents' messages inside progress lines are read at both
 * depths. What this gives stands under `activity` in what is landed, and may be read again with the same result.
 */
export function claudeActivityOf(value: unknown): ClaudeActivity | null {
  const outer = objectOf(value);
  if (outer === undefined) return null;
  const kept = objectOf(outer.activity);
  const activity = kept === undefined ? wrote(outer) : landed(kept);
  if (activity === null) return null;
  const { calls, results, promptChars, isAbort, isCompaction, failure } = activity;
  const says = calls.length + results.length > 0 || promptChars !== null || isAbort || isCompaction || failure !== null;
  return says && activity.session !== null ? activity : null;
}
