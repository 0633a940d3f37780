import type { Counts } from '../kinds.ts';
import { addCounts, countAt, isObject, type Json, restOf, textAt } from './fields.ts';
import { type ShapeReader, singleCall } from './shape.ts';

/**
 * Gemini usage metadata. Prompt = `promptTokenCount` (cached content inside it) + `toolUsePromptTokenCount`;
 * output = candidates + thoughts, which are counted apart. An answer to an embedding request has no total.
 * Pages of a document are read as images and counted as such.
 * Vertex names a `trafficType`, the Gemini API does not.
 */
export const geminiShape: ShapeReader = (usage) => {
  const has = (key: string) => key in usage || snake(key) in usage;
  if (!has('promptTokenCount') && !has('candidatesTokenCount') && !has('totalTokenCount')) return null;
  const traffic = textAt(usage, 'trafficType', 'traffic_type');
  const provider = traffic === null || traffic === 'TRAFFIC_TYPE_UNSPECIFIED' ? null : 'google_vertex';
  const prompt = at(usage, 'promptTokenCount');
  if (!has('totalTokenCount') && !has('candidatesTokenCount'))
    return singleCall('gemini_embedding', { embedding: prompt }, { provider });

  const cached = at(usage, 'cachedContentTokenCount');
  const tools = at(usage, 'toolUsePromptTokenCount');
  const thoughts = at(usage, 'thoughtsTokenCount');
  const counts: Counts = {
    input_uncached: restOf('promptTokenCount', addCounts(prompt, tools) ?? 0n, cached),
    cache_read: cached,
    output: addCounts(at(usage, 'candidatesTokenCount', 'responseTokenCount'), thoughts) ?? 0n,
    reasoning: thoughts,
    audio_in: addCounts(
      modality(usage, 'promptTokensDetails', 'AUDIO'),
      modality(usage, 'toolUsePromptTokensDetails', 'AUDIO'),
    ),
    image_in: addCounts(
      ...['IMAGE', 'DOCUMENT'].flatMap((name) => [
        modality(usage, 'promptTokensDetails', name),
        modality(usage, 'toolUsePromptTokensDetails', name),
      ]),
    ),
    audio_out: outputModality(usage, 'AUDIO'),
    image_out: outputModality(usage, 'IMAGE'),
    cache_read_audio: modality(usage, 'cacheTokensDetails', 'AUDIO'),
    cache_read_image: modality(usage, 'cacheTokensDetails', 'IMAGE'),
  };
  const serviceTier = textAt(usage, 'serviceTier', 'service_tier') ?? traffic;
  return singleCall('gemini', counts, { provider, serviceTier });
};

function at(usage: Json, ...keys: string[]): bigint | null {
  return countAt(usage, ...keys.flatMap((key) => [key, snake(key)]));
}

function outputModality(usage: Json, name: string): bigint | null {
  return modality(usage, 'candidatesTokensDetails', name) ?? modality(usage, 'responseTokensDetails', name);
}

/** Tokens of one modality; null when the list is absent or does not name it. */
function modality(usage: Json, key: string, name: string): bigint | null {
  const list = usage[key] ?? usage[snake(key)];
  if (!Array.isArray(list)) return null;
  const entries = list.filter(isObject).filter((entry) => entry.modality === name);
  return addCounts(...entries.map((entry) => countAt(entry, 'tokenCount', 'token_count')));
}

function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
