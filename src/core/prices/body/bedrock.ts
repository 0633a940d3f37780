import type { Counts } from '../kinds.ts';
import { addCounts, countAt, isObject, type Json, objectAt, textAt } from './fields.ts';
import { type ShapeReader, singleCall } from './shape.ts';

/**
 * Bedrock Converse usage (camelCase). `inputTokens` excludes cache reads and writes; `cacheDetails` splits the writes
 * by lifetime; `totalTokens` is the sum of all four.
 */
export const converseShape: ShapeReader = (usage, answer) => {
  if (!('inputTokens' in usage)) return null;
  const written = countAt(usage, 'cacheWriteInputTokens', 'cacheWriteInputTokenCount');
  const counts: Counts = {
    input_uncached: countAt(usage, 'inputTokens'),
    cache_read: countAt(usage, 'cacheReadInputTokens', 'cacheReadInputTokenCount'),
    output: countAt(usage, 'outputTokens'),
    ...writesOf(usage, written),
  };
  const tier = textAt(objectAt(answer, 'serviceTier'), 'type') ?? textAt(answer, 'serviceTier');
  return singleCall('bedrock_converse', counts, { provider: 'aws_bedrock', serviceTier: tier });
};

/** Bedrock's own counters: invocation metrics of a streamed answer, or a record of the invocation log. */
export const invocationShape: ShapeReader = (usage) => {
  const input = objectAt(usage, 'input');
  const output = objectAt(usage, 'output');
  const record: Json = 'inputTokenCount' in input ? { ...input, ...output } : usage;
  if (!('inputTokenCount' in record)) return null;
  const isEmbedding = !('outputTokenCount' in record);
  const tokens = countAt(record, 'inputTokenCount');
  if (isEmbedding) return singleCall('bedrock_invocation', { embedding: tokens }, { provider: 'aws_bedrock' });
  const counts: Counts = {
    input_uncached: tokens,
    cache_read: countAt(record, 'cacheReadInputTokenCount'),
    cache_write_unsplit: countAt(record, 'cacheWriteInputTokenCount'),
    output: countAt(record, 'outputTokenCount'),
  };
  return singleCall('bedrock_invocation', counts, { provider: 'aws_bedrock' });
};

/** Answers of Llama and Titan models through InvokeModel, which carry their counters at the top. */
export const nativeShape: ShapeReader = (usage) => {
  if ('prompt_token_count' in usage && 'generation_token_count' in usage) {
    const counts = {
      input_uncached: countAt(usage, 'prompt_token_count'),
      output: countAt(usage, 'generation_token_count'),
    };
    return singleCall('bedrock_llama', counts, { provider: 'aws_bedrock' });
  }
  if (!('inputTextTokenCount' in usage)) return null;
  const results = Array.isArray(usage.results) ? usage.results.filter(isObject) : null;
  const tokens = countAt(usage, 'inputTextTokenCount');
  const counts: Counts =
    results === null
      ? { embedding: tokens }
      : { input_uncached: tokens, output: addCounts(...results.map((r) => countAt(r, 'tokenCount'))) };
  return singleCall('bedrock_titan', counts, { provider: 'aws_bedrock' });
};

function writesOf(usage: Json, written: bigint | null): Counts {
  const details = Array.isArray(usage.cacheDetails) ? usage.cacheDetails.filter(isObject) : [];
  if (details.length === 0) return { cache_write_unsplit: written };
  const withTtl = (ttl: string) =>
    addCounts(...details.filter((d) => d.ttl === ttl).map((d) => countAt(d, 'inputTokens')));
  const m5 = withTtl('5m');
  const h1 = withTtl('1h');
  const rest = (written ?? 0n) - (m5 ?? 0n) - (h1 ?? 0n);
  return { cache_write_5m: m5, cache_write_1h: h1, ...(rest > 0n ? { cache_write_unsplit: rest } : {}) };
}
