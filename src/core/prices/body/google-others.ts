import type { Counts } from '../kinds.ts';
import { addCounts, countAt, isObject, type Json, objectAt, restOf } from './fields.ts';
import { type ShapeReader, singleCall } from './shape.ts';

/**
 * Gemini's Interactions usage. Input = `total_input_tokens` (cached content inside it) + `total_tool_use_tokens`;
 * output = `total_output_tokens` + `total_thought_tokens`, which are counted apart.
 */
export const interactionsShape: ShapeReader = (usage) => {
  if (!('total_input_tokens' in usage)) return null;
  const cached = countAt(usage, 'total_cached_tokens');
  const thoughts = countAt(usage, 'total_thought_tokens', 'total_reasoning_tokens');
  const prompt = addCounts(countAt(usage, 'total_input_tokens'), countAt(usage, 'total_tool_use_tokens'));
  const counts: Counts = {
    input_uncached: restOf('total_input_tokens', prompt, cached),
    cache_read: cached,
    output: addCounts(countAt(usage, 'total_output_tokens'), thoughts),
    reasoning: thoughts,
    audio_in: modality(usage, 'input_tokens_by_modality', 'audio'),
    image_in: modality(usage, 'input_tokens_by_modality', 'image'),
    audio_out: modality(usage, 'output_tokens_by_modality', 'audio'),
    image_out: modality(usage, 'output_tokens_by_modality', 'image'),
    cache_read_audio: modality(usage, 'cached_tokens_by_modality', 'audio'),
    cache_read_image: modality(usage, 'cached_tokens_by_modality', 'image'),
  };
  return singleCall('gemini_interactions', counts);
};

function modality(usage: Json, key: string, name: string): bigint | null {
  const list = usage[key];
  if (!Array.isArray(list)) return null;
  const entries = list
    .filter(isObject)
    .filter((e) => typeof e.modality === 'string' && e.modality.toLowerCase() === name);
  return addCounts(...entries.map((entry) => countAt(entry, 'tokens', 'token_count')));
}

/** Vertex's `predict` answers of embedding models, which count the tokens of each text. */
export const predictionsShape: ShapeReader = (usage) => {
  if (!Array.isArray(usage.predictions)) return null;
  const statistics = usage.predictions.filter(isObject).map((p) => objectAt(objectAt(p, 'embeddings'), 'statistics'));
  const embedding = addCounts(...statistics.map((s) => countAt(s, 'token_count', 'tokenCount')));
  return singleCall('vertex_predictions', { embedding }, { provider: 'google_vertex' });
};
