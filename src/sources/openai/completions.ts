import { z } from 'zod';
import { count, optionalCount, text } from '../kit/fields.ts';
import { knownWord } from '../kit/rows.ts';
import { splitInput, sumReported } from './tokens.ts';
import { usageStream } from './usage-stream.ts';

/** Tier words as seen in answers; `default` is the vendor's word for standard. */
const TIERS = ['default', 'standard', 'flex', 'priority', 'scale', 'auto'];

/** Tokens of chat, responses and realtime calls. `input_tokens` is gross: cache reads and writes are inside it. */
export const completions = usageStream({
  name: 'completions',
  groupBy: ['project_id', 'user_id', 'api_key_id', 'model', 'batch', 'service_tier'],
  keyFields: ['batch', 'service_tier', 'api_source'],
  fields: {
    batch: z
      .boolean()
      .nullish()
      .transform((value) => value ?? null),
    service_tier: text,
    api_source: text,
    input_tokens: count,
    output_tokens: count,
    num_model_requests: count,
    input_uncached_tokens: optionalCount,
    input_cached_tokens: optionalCount,
    input_cache_write_tokens: optionalCount,
    input_cache_write_30m_tokens: optionalCount,
    input_cache_write_12h_tokens: optionalCount,
    input_text_tokens: optionalCount,
    input_audio_tokens: optionalCount,
    input_image_tokens: optionalCount,
    input_cached_text_tokens: optionalCount,
    input_cached_audio_tokens: optionalCount,
    input_cached_image_tokens: optionalCount,
    output_text_tokens: optionalCount,
    output_audio_tokens: optionalCount,
    output_image_tokens: optionalCount,
  },
  columns: (r, notes) => {
    const { flags, ...input } = splitInput({
      total: r.input_tokens,
      uncached: r.input_uncached_tokens,
      cached: r.input_cached_tokens,
      cacheWrite: r.input_cache_write_tokens,
      cacheWrite30m: r.input_cache_write_30m_tokens,
      cacheWrite12h: r.input_cache_write_12h_tokens,
    });
    const tierWord = knownWord(r.service_tier, TIERS, 'service_tier', notes);
    const tier = r.batch === true ? 'batch' : tierWord === 'default' ? 'standard' : tierWord;
    const audioIn = sumReported(r.input_audio_tokens, r.input_cached_audio_tokens);
    const imageIn = sumReported(r.input_image_tokens, r.input_cached_image_tokens);
    const failsIdentity = (parts: (bigint | null)[], whole: bigint | null) => {
      const sum = sumReported(...parts);
      return sum !== null && whole !== null && (sum > whole || (!parts.includes(null) && sum !== whole));
    };
    const mismatch =
      failsIdentity([r.input_text_tokens, r.input_audio_tokens, r.input_image_tokens], input.input_uncached) ||
      failsIdentity(
        [r.input_cached_text_tokens, r.input_cached_audio_tokens, r.input_cached_image_tokens],
        input.cache_read,
      ) ||
      failsIdentity([r.output_text_tokens, r.output_audio_tokens, r.output_image_tokens], r.output_tokens);
    return {
      tool:
        knownWord(r.api_source, ['agents_api', 'unlabeled'], 'api_source', notes) === 'agents_api'
          ? 'openai_agents_api'
          : 'openai_api',
      service_tier: tier,
      ...input,
      output: r.output_tokens,
      audio_in: audioIn,
      audio_out: r.output_audio_tokens,
      image_in: imageIn,
      image_out: r.output_image_tokens,
      requests: r.num_model_requests,
      flags: [...flags, mismatch && 'identity_mismatch', tier === null && 'tier_assumed'],
    };
  },
});
