import type { Counts } from '../kinds.ts';
import { addCounts, countAt, isObject, type Json, objectAt, restOf, secondsAt, textAt } from './fields.ts';
import { type BodyUsage, type ShapeReader, singleCall } from './shape.ts';

/**
 * Chat-completions usage as OpenAI defined it and Groq, Mistral, DeepSeek, xAI, OpenRouter, Together, Cerebras,
 * Perplexity, LiteLLM and others extended it. `prompt_tokens` includes cached and cache-written tokens; reasoning is
 * inside `completion_tokens` unless the total proves otherwise. Without `completion_tokens` it is an embedding.
 * Mistral's `num_cached_tokens` counts hits of the engine's own prefix cache and has no price class: it is no cache read.
 */
export const openaiChatShape: ShapeReader = (usage, answer) => {
  if (!('prompt_tokens' in usage)) return null;
  const prompt = countAt(usage, 'prompt_tokens');
  const provider = providerOf(usage, answer);
  const serviceTier = textAt(answer, 'service_tier') ?? textAt(usage, 'service_tier');
  if (!('completion_tokens' in usage)) return singleCall('openai_embedding', { embedding: prompt }, { provider });
  const output = isGemini(answer) ? geminiOutputOf(usage, prompt) : outputOf(usage, prompt);
  const counts = { ...inputOf(usage, prompt), ...output, ...chargesOf(usage) };
  return singleCall('openai_chat', counts, { provider, serviceTier });
};

function inputOf(usage: Json, prompt: bigint | null): Counts {
  const details = objectAt(usage, 'prompt_tokens_details');
  const cached =
    countAt(details, 'cached_tokens') ??
    countAt(usage, 'cached_tokens', 'prompt_cache_hit_tokens', 'cache_read_input_tokens', 'cached_prompt_text_tokens');
  const written =
    countAt(details, 'cache_write_tokens', 'cache_creation_tokens') ?? countAt(usage, 'cache_creation_input_tokens');
  // Parts larger than the prompt cannot be inside it: some gateways count the prompt without the cache.
  const isApart = prompt !== null && (addCounts(cached, written) ?? 0n) > prompt;
  return {
    input_uncached: isApart ? prompt : restOf('prompt_tokens', prompt, cached, written),
    cache_read: cached,
    cache_write_unsplit: written,
    audio_in: countAt(details, 'audio_tokens'),
    image_in: countAt(details, 'image_tokens'),
    cache_read_audio: countAt(objectAt(details, 'cached_tokens_details'), 'audio_tokens'),
    seconds: secondsAt(usage, 'prompt_audio_seconds'),
  };
}

function outputOf(usage: Json, prompt: bigint | null): Counts {
  const details = objectAt(usage, 'completion_tokens_details');
  const completion = countAt(usage, 'completion_tokens');
  const reasoning = countAt(details, 'reasoning_tokens') ?? countAt(usage, 'reasoning_tokens');
  const total = countAt(usage, 'total_tokens');
  const sum = addCounts(prompt, completion, reasoning);
  const isApart = reasoning !== null && reasoning > 0n && total !== null && total === sum;
  return {
    output: isApart ? addCounts(completion, reasoning) : completion,
    reasoning,
    audio_out: countAt(details, 'audio_tokens'),
    image_out: countAt(details, 'image_tokens'),
  };
}

/** Whether Gemini answered through its OpenAI-compatible address. */
function isGemini(answer: Json): boolean {
  return /^(models\/|google\/)?gemini-/.test(textAt(answer, 'model', 'model_version') ?? '');
}

/**
 * Gemini's OpenAI-compatible answers count thoughts in the total alone or beside `completion_tokens`: what the total
 * holds beyond prompt and completion is thoughts, which are billed as output.
 */
function geminiOutputOf(usage: Json, prompt: bigint | null): Counts {
  const counts = outputOf(usage, prompt);
  const total = countAt(usage, 'total_tokens');
  const output = counts.output ?? null;
  if (total === null || prompt === null || output === null || total <= prompt + output) return counts;
  const thoughts = total - prompt - output;
  return { ...counts, output: output + thoughts, reasoning: counts.reasoning ?? thoughts };
}

/** What is billed beside tokens: server-side tools, and Perplexity's fee per request by search context size. */
function chargesOf(usage: Json): Counts {
  const counts: Counts = {};
  const tools =
    countAt(objectAt(usage, 'server_tool_use'), 'web_search_requests') ??
    countAt(objectAt(usage, 'server_tool_use_details'), 'tool_calls_executed') ??
    countAt(usage, 'num_sources_used');
  if (tools !== null) counts.tool_calls = tools;
  const size = textAt(usage, 'search_context_size');
  if (size === 'low' || size === 'medium' || size === 'high') counts[`request_search_${size}`] = 1n;
  return counts;
}

/** Fields that only one provider writes. */
function providerOf(usage: Json, answer: Json): BodyUsage['provider'] {
  if ('x_groq' in answer || 'queue_time' in usage) return 'groq';
  if ('prompt_cache_hit_tokens' in usage) return 'deepseek';
  if ('search_context_size' in usage || 'citation_tokens' in usage) return 'perplexity';
  if ('is_byok' in usage || 'cost_details' in usage || textAt(answer, 'id')?.startsWith('gen-')) return 'openrouter';
  if ('time_info' in answer) return 'cerebras';
  if ('num_sources_used' in usage || 'cost_in_usd_ticks' in usage) return 'xai';
  if ('prompt_filter_results' in answer || isFilteredByAzure(answer)) return 'azure_openai';
  return null;
}

/** Azure's content filter marks each choice. */
function isFilteredByAzure(answer: Json): boolean {
  return Array.isArray(answer.choices) && answer.choices.some((c) => isObject(c) && 'content_filter_results' in c);
}
