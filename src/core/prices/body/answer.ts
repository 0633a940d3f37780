import { isObject, type Json, objectAt, textAt } from './fields.ts';
import { textValues } from './text-body.ts';

/** The innermost API answer of a line: its usage object, the answer around it and whether a batch wrapped it. */
export interface FoundAnswer {
  readonly usage: Json | null;
  readonly answer: Json;
  readonly model: string | null;
  readonly isBatch: boolean;
  /** True where the counts are the sum over many requests, so that no prompt length is known. */
  readonly isSum: boolean;
}

/** Envelopes: recorded cassettes, batch lines of every vendor, streaming events, LiteLLM rows. */
const ENVELOPES = [
  'body',
  'response',
  'modelOutput',
  'message',
  'result',
  'output',
  'outputBodyJson',
  'metadata',
  'delta',
  'data',
  'interaction',
] as const;
/** Envelopes whose list or text is one stream; a list under `data` holds answers of their own. */
const STREAMS = ['body', 'response', 'modelOutput', 'result'] as const;
const MODEL_KEYS = ['model', 'modelVersion', 'model_version', 'modelId', 'model_id'] as const;

const NOTHING: FoundAnswer = { usage: null, answer: {}, model: null, isBatch: false, isSum: false };

/**
 * Finds the answer that carries usage inside at most five envelopes. A list is taken as the chunks of one stream:
 * usage fields of later chunks replace those of earlier ones (every vendor's stream counts cumulatively). A text is
 * read as JSON or as server-sent events.
 */
export function findAnswer(value: unknown): FoundAnswer {
  return findBelow(value, 0);
}

/** Envelopes that are opened, one inside the other. */
const DEEPEST = 5;

function findBelow(value: unknown, depth: number): FoundAnswer {
  if (depth > DEEPEST) return NOTHING;
  if (typeof value === 'string') return findBelow(textValues(value), depth + 1);
  if (Array.isArray(value)) return mergedStream(value.filter(isObject).map((chunk) => descend(chunk, depth)));
  return isObject(value) ? descend(value, depth) : NOTHING;
}

function descend(outer: Json, start: number): FoundAnswer {
  let current = outer;
  let model: string | null = null;
  let isBatch = false;
  for (let depth = start; depth <= DEEPEST; depth += 1) {
    model = textAt(current, ...MODEL_KEYS) ?? model;
    isBatch ||= isBatchLine(current);
    const usage = usageOf(current);
    // LiteLLM logs the raw usage beside its own sums: the raw object says more.
    const raw = objectAt(current, 'metadata').usage_object;
    const isSum = current.object === 'batch';
    if (isObject(raw)) return { usage: raw, answer: current, model, isBatch, isSum };
    if (usage !== null) return { usage, answer: current, model, isBatch: isBatch || isSum, isSum };
    const envelope: unknown = ENVELOPES.map((key) => current[key]).find(isObject);
    if (!isObject(envelope)) {
      const inner: unknown[] = STREAMS.map((key) => current[key]);
      const found = inner.filter(isStream).map((stream) => findBelow(stream, depth + 1));
      const stream = found.find(({ usage }) => usage !== null);
      if (stream === undefined) break;
      return { ...stream, model: stream.model ?? model, isBatch: isBatch || stream.isBatch };
    }
    current = envelope;
  }
  return { usage: null, answer: current, model, isBatch, isSum: false };
}

/** Whether a value may be the chunks of a stream: a list of objects, or text that looks like JSON or events. */
function isStream(value: unknown): boolean {
  return Array.isArray(value)
    ? value.some(isObject)
    : typeof value === 'string' && /^\s*([{[]|data:|event:)/.test(value);
}

/** Whether an envelope is a line of a batch's result file: OpenAI, Anthropic and Mistral, Gemini, Vertex, Bedrock. */
function isBatchLine(line: Json): boolean {
  const has = (...keys: string[]) => keys.every((key) => key in line);
  if (has('custom_id', 'response') || has('custom_id', 'result')) return true;
  if (has('recordId', 'modelOutput')) return true;
  return has('response') && (has('request', 'processed_time') || has('request', 'status') || has('key'));
}

const NAMED = [
  'usage',
  'usageMetadata',
  'usage_metadata',
  'usageDetails',
  'token_usage',
  'usage_info',
  'amazon-bedrock-invocationMetrics',
] as const;
const AT_TOP = [
  'prompt_token_count',
  'inputTextTokenCount',
  'eval_count',
  'inputTokenCount',
  'native_tokens_prompt',
] as const;

function usageOf(answer: Json): Json | null {
  const named = NAMED.map((key) => answer[key]).filter(isObject);
  const full = named.find((usage) => Object.keys(usage).length > 0);
  if (full !== undefined) return full;
  if (isObject(objectAt(answer, 'x_groq').usage)) return objectAt(objectAt(answer, 'x_groq'), 'usage');
  if (isObject(objectAt(answer, 'meta').billed_units)) return objectAt(answer, 'meta');
  if (AT_TOP.some((key) => key in answer) || 'inputTokenCount' in objectAt(answer, 'input')) return answer;
  if (Array.isArray(answer.predictions) && answer.predictions.some((p) => isObject(p) && 'embeddings' in p))
    return answer;
  const isFlatChat = 'prompt_tokens' in answer && 'completion_tokens' in answer;
  return isFlatChat ? answer : null;
}

function mergedStream(chunks: readonly FoundAnswer[]): FoundAnswer {
  const withUsage = chunks.filter((chunk) => chunk.usage !== null);
  return {
    usage: withUsage.length === 0 ? null : Object.assign({}, ...withUsage.map((chunk) => withoutNulls(chunk.usage!))),
    answer: Object.assign({}, ...chunks.map((chunk) => chunk.answer)),
    model: chunks.map((chunk) => chunk.model).find((model) => model !== null) ?? null,
    isBatch: chunks.some((chunk) => chunk.isBatch),
    isSum: false,
  };
}

/** A later chunk that does not report a count says nothing against an earlier one that did. */
function withoutNulls(usage: Json): Json {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null));
}
