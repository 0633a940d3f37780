import type { Counts } from '../kinds.ts';
import { addCounts, countAt, type Json, objectAt, restOf, secondsAt, textAt } from './fields.ts';
import { type ShapeReader, singleCall } from './shape.ts';

/**
 * OpenAI Responses usage; also images, transcription and realtime, which name their details in the singular, and
 * LangChain's `usage_metadata`, which has words of its own for the same.
 * `input_tokens` includes cached and cache-written tokens; reasoning is inside `output_tokens` unless the total proves
 * otherwise.
 */
export const openaiResponsesShape: ShapeReader = (usage, answer) => {
  if (textAt(usage, 'type') === 'duration') {
    return singleCall('openai_duration', { seconds: secondsAt(usage, 'seconds') });
  }
  const isResponses = 'input_tokens' in usage && ('total_tokens' in usage || hasDetails(usage));
  if (!isResponses) return null;
  const input = detailsOf(usage, 'input');
  const output = detailsOf(usage, 'output');
  const cachedDetails = objectAt(input, 'cached_tokens_details');
  const cached = countAt(input, 'cached_tokens', 'cache_read');
  const m5 = countAt(input, 'ephemeral_5m_input_tokens');
  const h1 = countAt(input, 'ephemeral_1h_input_tokens');
  const isSplit = (addCounts(m5, h1) ?? 0n) > 0n;
  const written = isSplit ? null : countAt(input, 'cache_write_tokens', 'cache_creation_tokens', 'cache_creation');
  const whole = countAt(usage, 'input_tokens');
  const counts: Counts = {
    input_uncached: restOf('input_tokens', whole, cached, written, m5, h1),
    cache_read: cached,
    cache_write_5m: m5,
    cache_write_1h: h1,
    cache_write_unsplit: written,
    ...outputOf(usage, output, whole),
    audio_in: countAt(input, 'audio_tokens', 'audio'),
    image_in: countAt(input, 'image_tokens', 'image'),
    audio_out: countAt(output, 'audio_tokens', 'audio'),
    image_out: countAt(output, 'image_tokens'),
    cache_read_audio: countAt(cachedDetails, 'audio_tokens'),
    cache_read_image: countAt(cachedDetails, 'image_tokens'),
  };
  const provider = providerOf(usage, answer);
  return singleCall('openai_responses', counts, { provider, serviceTier: textAt(answer, 'service_tier') });
};

function outputOf(usage: Json, details: Json, input: bigint | null): Counts {
  const output = countAt(usage, 'output_tokens');
  const reasoning = countAt(details, 'reasoning_tokens', 'reasoning');
  const total = countAt(usage, 'total_tokens');
  const isApart = (reasoning ?? 0n) > 0n && total !== null && total === addCounts(input, output, reasoning);
  return { output: isApart ? addCounts(output, reasoning) : output, reasoning };
}

/** What only one provider writes into an answer of this shape. */
function providerOf(usage: Json, answer: Json): string | null {
  if ('cost_in_usd_ticks' in usage || 'num_sources_used' in usage) return 'xai';
  if ('is_byok' in usage || 'cost_details' in usage) return 'openrouter';
  return 'content_filters' in answer ? 'azure_openai' : null;
}

function hasDetails(usage: Json): boolean {
  return 'input_tokens_details' in usage || 'input_token_details' in usage;
}

function detailsOf(usage: Json, side: 'input' | 'output'): Json {
  return { ...objectAt(usage, `${side}_token_details`), ...objectAt(usage, `${side}_tokens_details`) };
}
