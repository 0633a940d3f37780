import { usage } from '../../core/contracts/index.ts';
import { sourceRowKey } from '../../core/ids.ts';
import { completeRow, flagsText } from '../kit/rows.ts';
import type { CodexRequest } from './codex-session.ts';

/** Codex's default where a log names no model. */
const USUAL_MODEL = 'gpt-5';
const AUTO_REVIEW = 'codex-auto-review';

/** Which model stood behind `codex-auto-review` from a day on, newest first. */
const AUTO_REVIEW_MODELS: readonly (readonly [from: string, model: string])[] = [
  ['2026-04-23', 'gpt-5.5'],
  ['2026-03-05', 'gpt-5.4'],
  ['2026-02-05', 'gpt-5.3-codex'],
  ['2025-12-11', 'gpt-5.2-codex'],
  ['2025-11-13', 'gpt-5.1-codex'],
  ['2025-09-15', 'gpt-5-codex'],
];

/** Where a request belongs, beyond what it says itself. */
export interface CodexPlace {
  /** Session id, or the file where the session has none. */
  readonly session: string;
  readonly parent: string | null;
  readonly repo: string | null;
  readonly branch: string | null;
  readonly actor: { readonly id: string | null; readonly kind: string | null };
  readonly billingAccount: string | null;
}

/** The usage row of a request. Codex reports no cache writes: those columns stay NULL. */
export function usageRowOf(request: CodexRequest, place: CodexPlace): Record<string, unknown> {
  const { input, output, reasoning } = request.tokens;
  const cached = atMost(request.tokens.cached, input);
  const { model, isGuess } = modelOf(request);
  return completeRow(usage, {
    source_row_key: sourceRowKey({
      source: 'local-logs',
      stream: 'codex',
      window: request.at.slice(0, 10),
      dimensions: { session: place.session, request: requestIdentity(request) },
    }),
    usage_start: request.at,
    usage_end: request.at,
    provider: 'openai',
    billing_account: place.billingAccount,
    model_vendor: 'openai',
    tool: 'codex',
    model_raw: request.model,
    model,
    actor_id: place.actor.id,
    actor_kind: place.actor.kind,
    project: place.repo === null ? null : `repo:${place.repo}`,
    session_id: place.session,
    work_hint: place.branch,
    flags: flagsText(['tier_assumed', isGuess && 'model_guessed']),
    evidence_rank: 5n,
    input_uncached: input - cached,
    cache_read: cached,
    output,
    reasoning: atMost(reasoning, output),
    requests: 1n,
    provisional: false,
  });
}

/** What makes two events one: time, tokens and running totals. */
export function requestIdentity({ at, tokens, total }: CodexRequest): string {
  return [at, ...Object.values(tokens), ...(total === null ? [] : Object.values(total))].join(' ');
}

/** The model of a request, guessed where the log names none. */
export function modelOf({ model, at }: CodexRequest): { model: string; isGuess: boolean } {
  if (model === null) return { model: USUAL_MODEL, isGuess: true };
  if (model !== AUTO_REVIEW) return { model, isGuess: false };
  const day = at.slice(0, 10);
  return { model: AUTO_REVIEW_MODELS.find(([from]) => from <= day)?.[1] ?? USUAL_MODEL, isGuess: true };
}

function atMost(value: bigint, limit: bigint): bigint {
  if (value <= limit) return value;
  return limit;
}
