import type { PriceIndex } from '../lookup.ts';
import { modelIdAt } from '../model-id.ts';
import { findAnswer } from './answer.ts';
import { anthropicShape } from './anthropic.ts';
import { converseShape, invocationShape, nativeShape } from './bedrock.ts';
import { isObject, type Json } from './fields.ts';
import { geminiShape } from './gemini.ts';
import { openaiChatShape } from './openai-chat.ts';
import { openaiResponsesShape } from './openai-responses.ts';
import { aiSdkShape, cohereShape, langfuseShape, ollamaShape, totalOnlyShape } from './others.ts';
import { providerOf } from './provider.ts';
import type { BodyCall, BodyUsage, ShapeReader } from './shape.ts';

/** Every family of usage bodies, the narrow ones first. */
const SHAPES: readonly ShapeReader[] = [
  nativeShape,
  geminiShape,
  cohereShape,
  aiSdkShape,
  converseShape,
  invocationShape,
  ollamaShape,
  openaiResponsesShape,
  anthropicShape,
  openaiChatShape,
  totalOnlyShape,
  langfuseShape,
];

/** A recorded answer, understood. */
export interface RecognisedBody {
  readonly shape: string;
  readonly provider: string | null;
  /** Set when the provider is open. */
  readonly providerGap: string | null;
  /** Model as sent. */
  readonly modelRaw: string | null;
  readonly serviceTier: string | null;
  readonly geo: string | null;
  /** Calls with the id to look up in the book; null where the body names no model. */
  readonly calls: readonly (BodyCall & { readonly modelId: string | null })[];
}

/**
 * Recognises provider, model, tiers and counts of a recorded line `{model?, body}` (or of a bare answer) from the body
 * itself. Returns the code of what is missing when there is no usage or no known shape.
 * Throws a CountError for counts that cannot be.
 */
export function recogniseBody(line: Json, index: PriceIndex): RecognisedBody | { readonly code: string } {
  const found = findAnswer('body' in line ? line.body : line);
  if (found.usage === null) return { code: 'usage_missing' };
  const usage = readShape(found.usage, found.answer);
  if (usage === null) return { code: 'usage_unrecognised' };
  const lineModel = typeof line.model === 'string' && line.model !== '' ? line.model : null;
  const modelRaw = found.model ?? lineModel;

  const guess = providerOf(line, found.answer, usage, modelRaw, index);
  const provider = 'provider' in guess ? guess.provider : null;
  const id = modelRaw === null || provider === null ? null : modelIdAt(provider, modelRaw, index);
  return {
    shape: usage.shape,
    provider,
    providerGap: 'gap' in guess ? guess.gap : null,
    modelRaw,
    serviceTier: found.isBatch ? 'batch' : tierWord(usage.serviceTier),
    geo: geoWord(usage.geo) ?? id?.geo ?? null,
    calls: usage.calls.map((call) => ({
      ...call,
      modelId: call.model === null || provider === null ? (id?.id ?? null) : modelIdAt(provider, call.model, index).id,
    })),
  };
}

function readShape(usage: Json, answer: Json): BodyUsage | null {
  for (const shape of SHAPES) {
    const read = shape(usage, isObject(answer) ? answer : {});
    if (read !== null) return read;
  }
  return null;
}

const STANDARD = new Set(['standard', 'default', 'auto', 'on_demand', 'traffic_type_unspecified', 'unspecified']);
const TIERS: Readonly<Record<string, string>> = {
  on_demand_flex: 'flex',
  on_demand_priority: 'priority',
  provisioned_throughput: 'provisioned',
};

/** Canonical service tier: absent stays NULL, `default` and its kin are `standard`, unknown words stay. */
export function tierWord(sent: string | null): string | null {
  if (sent === null) return null;
  const word = sent.toLowerCase();
  return STANDARD.has(word) ? 'standard' : (TIERS[word] ?? word);
}

/** Canonical geography; `not_available` says nothing. */
function geoWord(sent: string | null): string | null {
  return sent === null || sent === 'not_available' ? null : sent.toLowerCase();
}
