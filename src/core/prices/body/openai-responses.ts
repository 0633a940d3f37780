import type { Counts } from '../kinds.ts';
import { countAt, type Json, objectAt, restOf, textAt } from './fields.ts';
import { type ShapeReader, singleCall } from './shape.ts';

/**
 * OpenAI Responses usage; also images, transcription and realtime, which name their details in the singular.
 * `input_tokens` includes cached and cache-written tokens; reasoning is inside `output_tokens`.
 */
export const openaiResponsesShape: ShapeReader = (usage, answer) => {
  if (textAt(usage, 'type') === 'duration') {
    return singleCall('openai_duration', { seconds: countAt(usage, 'seconds') });
  }
  const isResponses = 'input_tokens' in usage && ('total_tokens' in usage || hasDetails(usage));
  if (!isResponses) return null;
  const input = detailsOf(usage, 'input');
  const output = detailsOf(usage, 'output');
  const cachedDetails = objectAt(input, 'cached_tokens_details');
  const cached = countAt(input, 'cached_tokens');
  const written = countAt(input, 'cache_write_tokens', 'cache_creation_tokens');
  const counts: Counts = {
    input_uncached: restOf('input_tokens', countAt(usage, 'input_tokens'), cached, written),
    cache_read: cached,
    cache_write_unsplit: written,
    output: countAt(usage, 'output_tokens'),
    reasoning: countAt(output, 'reasoning_tokens'),
    audio_in: countAt(input, 'audio_tokens'),
    image_in: countAt(input, 'image_tokens'),
    audio_out: countAt(output, 'audio_tokens'),
    image_out: countAt(output, 'image_tokens'),
    cache_read_audio: countAt(cachedDetails, 'audio_tokens'),
    cache_read_image: countAt(cachedDetails, 'image_tokens'),
  };
  return singleCall('openai_responses', counts, { serviceTier: textAt(answer, 'service_tier') });
};

function hasDetails(usage: Json): boolean {
  return 'input_tokens_details' in usage || 'input_token_details' in usage;
}

function detailsOf(usage: Json, side: 'input' | 'output'): Json {
  return { ...objectAt(usage, `${side}_token_details`), ...objectAt(usage, `${side}_tokens_details`) };
}
