import { usage } from '../../core/contracts/index.ts';
import { sourceRowKey } from '../../core/ids.ts';
import { formatDecimal, parseDecimal, roundDecimal } from '../../core/money/decimal.ts';
import { completeRow, flagsText } from '../kit/rows.ts';
import type { ClaudeLine } from './claude-line.ts';
import { countOf, instantOf, objectOf, tokensIn } from './fields.ts';

/** Model name of lines the client writes itself, about an API error for instance: nothing was bought. */
const SYNTHETIC = '<synthetic>';

/** One API response as a line tells it. */
export interface Response {
  readonly id: string | null;
  readonly requestId: string | null;
  readonly isSidechain: boolean;
  readonly at: string;
  /** Where the line stands, to break ties the same way on every run. */
  readonly place: string;
  readonly sessionId: string | null;
  readonly branch: string | null;
  readonly repo: string | null;
  readonly model: string;
  readonly speed: unknown;
  readonly tier: unknown;
  readonly geo: unknown;
  readonly costUSD: unknown;
  readonly input: bigint | null;
  readonly output: bigint | null;
  readonly read: bigint | null;
  readonly written: bigint | null;
  readonly written5m: bigint | null;
  readonly written1h: bigint | null;
  readonly searches: bigint | null;
}

/** A line that cannot be counted: why, and the tokens it names. */
export interface Quarantined {
  readonly quarantined: string;
  readonly tokens: number;
}

/** Reads a line as a response; lines without model, with impossible counts or a clock in the future are quarantined. */
export function responseOf(line: ClaudeLine, place: string, logicalDay: string): Response | Quarantined {
  const { usage: said, model, id } = line.message;
  const split = objectOf(said.cache_creation);
  const counts = {
    input: countOf(said.input_tokens),
    output: countOf(said.output_tokens),
    read: countOf(said.cache_read_input_tokens),
    written: countOf(said.cache_creation_input_tokens),
    written5m: countOf(split?.ephemeral_5m_input_tokens),
    written1h: countOf(split?.ephemeral_1h_input_tokens),
    searches: countOf(objectOf(said.server_tool_use)?.web_search_requests),
  };
  const quarantine = (quarantined: string): Quarantined => ({
    quarantined,
    tokens: tokensIn([
      said.input_tokens,
      said.output_tokens,
      said.cache_creation_input_tokens,
      said.cache_read_input_tokens,
    ]),
  });
  const at = instantOf(line.timestamp);
  if (model === null) return quarantine('no model');
  if (at === null) return quarantine('no timestamp');
  if (at.slice(0, 10) > logicalDay) return quarantine('timestamp in the future');
  if (Object.values(counts).includes(undefined)) return quarantine('a count that is no whole number of 0 or more');
  return {
    id,
    requestId: line.requestId,
    isSidechain: line.isSidechain,
    at,
    place,
    sessionId: line.sessionId,
    branch: line.gitBranch,
    repo: line.repo,
    model,
    speed: said.speed,
    tier: said.service_tier,
    geo: said.inference_geo,
    costUSD: line.costUSD,
    ...(counts as { [K in keyof typeof counts]: bigint | null }),
  };
}

/** True for a line the client wrote itself. */
export const isSynthetic = (response: Response): boolean => response.model === SYNTHETIC;

/** Input, output, cache writes and cache reads together. */
export function tokenSum(response: Response): bigint {
  return (response.input ?? 0n) + (response.output ?? 0n) + (response.written ?? 0n) + (response.read ?? 0n);
}

/** The usage row of a response. `actor` and `billingAccount` come from the connection, no file names them. */
export function usageRowOf(
  response: Response,
  actor: { readonly id: string | null; readonly kind: string | null },
  billingAccount: string | null,
): Record<string, unknown> {
  const isMadeUp = isSynthetic(response);
  const cache = cacheWrites(response);
  const tier = response.speed === 'fast' ? 'fast' : response.tier === 'default' ? 'standard' : wordOf(response.tier);
  const geo = wordOf(response.geo);
  const estimate = costOf(response.costUSD);
  const dimensions =
    response.id === null ? { place: response.place } : { message: response.id, request: response.requestId };
  return completeRow(usage, {
    source_row_key: sourceRowKey({
      source: 'local-logs',
      stream: 'claude_code',
      window: response.at.slice(0, 10),
      dimensions,
    }),
    usage_start: response.at,
    usage_end: response.at,
    provider: providerOf(response),
    billing_account: billingAccount,
    model_vendor: /claude/i.test(response.model) ? 'anthropic' : null,
    tool: 'claude_code',
    model_raw: response.model,
    model: isMadeUp ? null : response.model,
    service_tier: tier,
    geo: geo === 'not_available' ? null : geo,
    actor_id: actor.id,
    actor_kind: actor.kind,
    project: response.repo === null ? null : `repo:${response.repo}`,
    session_id: response.sessionId,
    work_hint: response.branch,
    flags: flagsText([
      isMadeUp && 'synthetic',
      !isMadeUp && tier === null && 'tier_assumed',
      (cache.cache_write_unsplit ?? 0n) > 0n && 'ttl_unknown',
    ]),
    evidence_rank: 5n,
    input_uncached: response.input,
    cache_read: response.read,
    ...cache,
    output: response.output,
    tool_calls: response.searches,
    requests: isMadeUp ? 0n : 1n,
    estimated_cost: estimate,
    currency: estimate === null ? null : 'USD',
    cost_basis: estimate === null ? null : 'estimated_list',
    provisional: false,
  });
}

/** Cache writes by lifetime; what the split does not explain, or all of them without a split, has an unknown lifetime. */
function cacheWrites({ written, written5m, written1h }: Response): Record<string, bigint | null> {
  const hasSplit = written5m !== null || written1h !== null;
  const rest = (written ?? 0n) - (written5m ?? 0n) - (written1h ?? 0n);
  return {
    cache_write_5m: written5m,
    cache_write_1h: written1h,
    cache_write_unsplit: hasSplit ? (rest > 0n ? rest : null) : written,
  };
}

/** Who bills the response: message ids and model names of Bedrock and Vertex have forms of their own. */
export function providerOf({ id, model }: Response): string {
  if (id?.startsWith('msg_bdrk_') || /^(arn:aws|(\w+\.)?anthropic\.)/.test(model)) return 'aws_bedrock';
  if (id?.startsWith('msg_vrtx_') || model.includes('@')) return 'google_vertex';
  return 'anthropic';
}

function wordOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The estimate old versions of the client wrote; a JSON number by its shortest text. */
function costOf(value: unknown): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  return formatDecimal(roundDecimal(parseDecimal(String(value)), 12));
}
