import type { Counts } from '../kinds.ts';
import type { PriceIndex } from '../lookup.ts';
import { modelIdAt } from '../model-id.ts';
import { findAnswer } from './answer.ts';
import { anthropicShape } from './anthropic.ts';
import { converseShape, invocationShape, nativeShape } from './bedrock.ts';
import { type Json, textAt } from './fields.ts';
import { geminiShape } from './gemini.ts';
import { interactionsShape, predictionsShape } from './google-others.ts';
import { openaiChatShape } from './openai-chat.ts';
import { openaiResponsesShape } from './openai-responses.ts';
import {
  aiSdkShape,
  cohereShape,
  langfuseShape,
  ollamaShape,
  openrouterGenerationShape,
  totalOnlyShape,
} from './others.ts';
import { providerOf } from './provider.ts';
import type { BodyCall, BodyUsage, ShapeReader } from './shape.ts';

/** Every family of usage bodies, the narrow ones first. */
const SHAPES: readonly ShapeReader[] = [
  nativeShape,
  predictionsShape,
  openrouterGenerationShape,
  geminiShape,
  interactionsShape,
  cohereShape,
  aiSdkShape,
  converseShape,
  ollamaShape,
  openaiResponsesShape,
  anthropicShape,
  invocationShape,
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
  /** False where the counts are a sum over many requests. */
  readonly isSingleRequest: boolean;
  /** Calls with the id to look up in the book; null where the body names no model. */
  readonly calls: readonly (BodyCall & { readonly modelId: string | null })[];
}

/** An answer that carries no usage, or none that is known; `model` as far as the line names it. */
export interface UnrecognisedBody {
  readonly code: 'usage_missing' | 'usage_unrecognised';
  readonly model: string | null;
}

/**
 * Recognises provider, model, tiers and counts of a recorded line `{model?, body}` (or of a bare answer) from the body
 * itself. Returns the code of what is missing when there is no usage or no known shape.
 * Throws a CountError for counts that cannot be.
 */
export function recogniseBody(line: Json, index: PriceIndex): RecognisedBody | UnrecognisedBody {
  const found = findAnswer('body' in line ? line.body : line);
  const modelRaw = found.model ?? textAt(line, 'model');
  if (found.usage === null) return { code: 'usage_missing', model: modelRaw };
  const usage = readShape(found.usage, { ...found.answer, model: modelRaw });
  if (usage === null) return { code: 'usage_unrecognised', model: modelRaw };

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
    isSingleRequest: !found.isSum,
    calls: usage.calls.map((call) => {
      const other = call.model === null || provider === null ? null : modelIdAt(provider, call.model, index).id;
      const modelId = other ?? id?.id ?? null;
      // A bare total is an embedding or cannot be split; the book cannot tell how.
      const isFixed = provider === null || modelId === null || usage.shape === 'embedding_total';
      const counts = isFixed ? call.counts : byBook(call.counts, provider, modelId, index);
      return { ...call, counts, modelId };
    }),
  };
}

/** The model a recorded line names, whatever its counts are. */
export function modelNamedBy(line: Json): string | null {
  return findAnswer('body' in line ? line.body : line).model ?? textAt(line, 'model');
}

function readShape(usage: Json, answer: Json): BodyUsage | null {
  for (const shape of SHAPES) {
    const read = shape(usage, answer);
    if (read !== null) return read;
  }
  return null;
}

/**
 * Input under the kind the book prices for the model: many servers answer an embedding in the words of a chat that gave
 * no output, and a chat that gave none in the words of an embedding. Where the book has both kinds or neither, the
 * body's own words stand.
 */
function byBook(counts: Counts, provider: string, model: string, index: PriceIndex): Counts {
  const has = (kind: 'embedding' | 'input_uncached') => index.hasKind(provider, model, kind);
  if (has('embedding') === has('input_uncached')) return counts;
  const { embedding, input_uncached, output, ...rest } = counts;
  if (has('embedding') && embedding == null && input_uncached != null && (output ?? 0n) === 0n)
    return { ...rest, embedding: input_uncached };
  if (has('input_uncached') && embedding != null && input_uncached == null)
    return { ...rest, input_uncached: embedding, ...(output == null ? {} : { output }) };
  return counts;
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
