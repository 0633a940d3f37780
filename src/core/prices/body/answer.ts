import { isObject, type Json, objectAt, textAt } from './fields.ts';

/** The innermost API answer of a line: its usage object, the answer around it and whether a batch wrapped it. */
export interface FoundAnswer {
  readonly usage: Json | null;
  readonly answer: Json;
  readonly model: string | null;
  readonly isBatch: boolean;
}

/** Envelopes: recorded cassettes, OpenAI batch lines, Anthropic batch results, streaming events, LiteLLM rows. */
const ENVELOPES = ['body', 'response', 'message', 'result', 'output', 'outputBodyJson', 'metadata'] as const;
const MODEL_KEYS = ['model', 'modelVersion', 'model_version', 'modelId', 'model_id'] as const;

/**
 * Finds the answer that carries usage inside at most four envelopes. A list is taken as the chunks of one stream:
 * usage fields of later chunks replace those of earlier ones (every vendor's stream counts cumulatively).
 */
export function findAnswer(value: unknown): FoundAnswer {
  if (Array.isArray(value)) return mergedStream(value.filter(isObject).map((chunk) => descend(chunk)));
  return isObject(value) ? descend(value) : { usage: null, answer: {}, model: null, isBatch: false };
}

function descend(outer: Json): FoundAnswer {
  let current = outer;
  let model: string | null = null;
  for (let depth = 0; depth < 5; depth += 1) {
    model = textAt(current, ...MODEL_KEYS) ?? model;
    const usage = usageOf(current);
    // LiteLLM logs the raw usage beside its own sums: the raw object says more.
    const raw = objectAt(current, 'metadata').usage_object;
    if (isObject(raw)) return { usage: raw, answer: current, model, isBatch: false };
    if (usage !== null) return { usage, answer: current, model, isBatch: 'custom_id' in outer && 'response' in outer };
    const envelope = ENVELOPES.map((key) => current[key]).find(isObject);
    if (envelope === undefined) break;
    current = envelope;
  }
  return { usage: null, answer: current, model, isBatch: false };
}

function usageOf(answer: Json): Json | null {
  const named = ['usage', 'usageMetadata', 'usage_metadata', 'usageDetails', 'amazon-bedrock-invocationMetrics'];
  for (const key of named) if (isObject(answer[key])) return answer[key];
  if (isObject(objectAt(answer, 'x_groq').usage)) return objectAt(objectAt(answer, 'x_groq'), 'usage');
  if (isObject(objectAt(answer, 'meta').billed_units)) return objectAt(answer, 'meta');
  const topLevel = ['prompt_token_count', 'inputTextTokenCount', 'eval_count', 'inputTokenCount'];
  if (topLevel.some((key) => key in answer) || 'inputTokenCount' in objectAt(answer, 'input')) return answer;
  const isFlatChat = 'prompt_tokens' in answer && 'completion_tokens' in answer;
  return isFlatChat ? answer : null;
}

function mergedStream(chunks: readonly FoundAnswer[]): FoundAnswer {
  const withUsage = chunks.filter((chunk) => chunk.usage !== null);
  return {
    usage: withUsage.length === 0 ? null : Object.assign({}, ...withUsage.map((chunk) => chunk.usage)),
    answer: Object.assign({}, ...chunks.map((chunk) => chunk.answer)),
    model: chunks.map((chunk) => chunk.model).find((model) => model !== null) ?? null,
    isBatch: false,
  };
}
