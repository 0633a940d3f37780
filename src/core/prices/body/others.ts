import type { Counts } from '../kinds.ts';
import { addCounts, countAt, isObject, objectAt, restOf } from './fields.ts';
import { type ShapeReader, singleCall } from './shape.ts';

/**
 * Cohere: `billed_units` under `usage` (chat v2) or `meta` (embed, rerank, chat v1). What the model saw (`tokens`, with
 * Cohere's own preamble) is not what is billed.
 */
export const cohereShape: ShapeReader = (usage, answer) => {
  const own = usage.billed_units ?? objectAt(answer, 'meta').billed_units;
  if (!isObject(own)) return null;
  const output = countAt(own, 'output_tokens');
  const input = countAt(own, 'input_tokens');
  const images = countAt(own, 'image_tokens');
  const searches = countAt(own, 'search_units');
  const counts: Counts =
    output === null
      ? { embedding: addCounts(input, images), image_in: images, tool_calls: searches }
      : { input_uncached: input, output, tool_calls: searches };
  return singleCall('cohere', counts, { provider: 'cohere' });
};

/** Embedding answers that only give a total (Voyage, Jina); a total of text and images has the text apart. */
export const totalOnlyShape: ShapeReader = (usage) => {
  const keys = Object.keys(usage).filter((key) => key.endsWith('_tokens') && key !== 'text_tokens');
  if (keys.length !== 1 || keys[0] !== 'total_tokens') return null;
  const total = countAt(usage, 'total_tokens');
  const text = countAt(usage, 'text_tokens');
  const images = text === null ? {} : { image_in: restOf('total_tokens', total, text) };
  return singleCall('embedding_total', { embedding: total, ...images });
};

/** Ollama's own counters; the model runs on the user's machine or Ollama's cloud. */
export const ollamaShape: ShapeReader = (usage) => {
  if (!('eval_count' in usage)) return null;
  const counts = { input_uncached: countAt(usage, 'prompt_eval_count'), output: countAt(usage, 'eval_count') };
  return singleCall('ollama', counts, { provider: 'ollama' });
};

/** AI SDK usage (camelCase): the prompt includes cached and written tokens, reasoning is inside the output. */
export const aiSdkShape: ShapeReader = (usage) => {
  const own = ['cachedInputTokens', 'reasoningTokens', 'inputTokenDetails', 'outputTokenDetails'];
  if (!('inputTokens' in usage) || !own.some((key) => key in usage)) return null;
  const input = objectAt(usage, 'inputTokenDetails');
  const cached = countAt(input, 'cacheReadTokens') ?? countAt(usage, 'cachedInputTokens');
  const written = countAt(input, 'cacheWriteTokens');
  return singleCall('ai_sdk', {
    input_uncached: restOf('inputTokens', countAt(usage, 'inputTokens'), cached, written),
    cache_read: cached,
    cache_write_unsplit: written,
    output: countAt(usage, 'outputTokens'),
    reasoning: countAt(objectAt(usage, 'outputTokenDetails'), 'reasoningTokens') ?? countAt(usage, 'reasoningTokens'),
  });
};

/** OpenRouter's record of a generation: the counts of the model's own tokenizer are what is billed. */
export const openrouterGenerationShape: ShapeReader = (usage) => {
  if (!('native_tokens_prompt' in usage)) return null;
  const cached = countAt(usage, 'native_tokens_cached');
  const counts: Counts = {
    input_uncached: restOf('native_tokens_prompt', countAt(usage, 'native_tokens_prompt'), cached),
    cache_read: cached,
    output: countAt(usage, 'native_tokens_completion'),
    reasoning: countAt(usage, 'native_tokens_reasoning'),
    image_out: countAt(usage, 'native_tokens_completion_images'),
  };
  return singleCall('openrouter_generation', counts, { provider: 'openrouter' });
};

/**
 * Langfuse `usageDetails`: disjoint keys; `output` is without reasoning and without audio, `input` without cache.
 * `total` is never added.
 */
export const langfuseShape: ShapeReader = (usage) => {
  if (!('input' in usage) || isObject(usage.input) || !('output' in usage)) return null;
  const reasoning = countAt(usage, 'output_reasoning_tokens', 'output_reasoning');
  const audioIn = countAt(usage, 'input_audio_tokens', 'input_audio');
  const audioOut = countAt(usage, 'output_audio_tokens', 'output_audio');
  return singleCall('langfuse', {
    input_uncached: addCounts(countAt(usage, 'input'), audioIn),
    cache_read: countAt(usage, 'input_cached_tokens', 'input_cache_read', 'cache_read_input_tokens'),
    cache_write_5m: countAt(usage, 'input_cache_creation_5m'),
    cache_write_1h: countAt(usage, 'input_cache_creation_1h'),
    cache_write_unsplit: countAt(usage, 'input_cache_creation', 'input_cache_write', 'cache_creation_input_tokens'),
    output: addCounts(countAt(usage, 'output'), reasoning, audioOut),
    reasoning,
    audio_in: audioIn,
    audio_out: audioOut,
  });
};
