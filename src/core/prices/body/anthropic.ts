import type { Counts } from '../kinds.ts';
import { countAt, isObject, type Json, objectAt, textAt } from './fields.ts';
import type { BodyCall, ShapeReader } from './shape.ts';

/**
 * Anthropic Messages usage, from Anthropic, Bedrock, Vertex or Foundry.
 * `input_tokens` excludes the cache; `cache_creation` splits the writes by lifetime; thinking is inside `output_tokens`.
 * The closing event of a stream may carry the output alone.
 * The top level counts only iterations of type `message`: compaction and advisor iterations are billed on top, the
 * advisor at its own model.
 */
export const anthropicShape: ShapeReader = (usage) => {
  if (!['input_tokens', 'cache_read_input_tokens', 'output_tokens'].some((key) => key in usage)) return null;
  const foreign = ['total_tokens', 'input_tokens_details', 'input_token_details', 'prompt_tokens', 'tokens'];
  if (foreign.some((key) => key in usage)) return null;
  const top = countsOf(usage);
  const searches = countAt(objectAt(usage, 'server_tool_use'), 'web_search_requests');
  const calls = callsOf(usage, top);
  const first = calls[0] as BodyCall;
  const withSearches = searches === null ? first : { ...first, counts: { ...first.counts, tool_calls: searches } };
  const tier = textAt(usage, 'speed') === 'fast' ? 'fast' : textAt(usage, 'service_tier');
  return {
    shape: 'anthropic',
    calls: [withSearches, ...calls.slice(1)],
    serviceTier: tier,
    geo: textAt(usage, 'inference_geo'),
    // A stream from Bedrock ends with Bedrock's own counters of the same tokens.
    provider: 'inputTokenCount' in usage ? 'aws_bedrock' : null,
  };
};

function callsOf(usage: Json, top: Counts): BodyCall[] {
  const listed = Array.isArray(usage.iterations) ? usage.iterations.filter(isObject) : [];
  const iterations = listed.map((it) => ({
    type: textAt(it, 'type'),
    model: textAt(it, 'model'),
    counts: countsOf(it),
  }));
  const own = iterations.filter((it) => it.type === 'message');
  const others = iterations.filter((it) => it.type !== 'message');
  // Each message iteration is a request of its own (its prompt decides the tier), if together they are the top level.
  const agree =
    own.length > 0 && ['input_uncached', 'output'].every((k) => sumOf(own, k as 'output') === top[k as 'output']);
  const main = agree ? own.map(({ counts }) => counts) : [top];
  const reasoning = top.reasoning;
  return [
    ...main.map((counts, i) => ({
      model: null,
      counts: i === 0 && reasoning != null ? { ...counts, reasoning } : counts,
    })),
    ...others.map(({ model, counts }) => ({ model, counts })),
  ];
}

function sumOf(calls: readonly { counts: Counts }[], kind: keyof Counts): bigint {
  return calls.reduce((sum, call) => sum + (call.counts[kind] ?? 0n), 0n);
}

function countsOf(usage: Json): Counts {
  const split = usage.cache_creation;
  const written = countAt(usage, 'cache_creation_input_tokens');
  const m5 = isObject(split) ? countAt(split, 'ephemeral_5m_input_tokens') : null;
  const h1 = isObject(split) ? countAt(split, 'ephemeral_1h_input_tokens') : null;
  const counts: Counts = {
    input_uncached: countAt(usage, 'input_tokens'),
    cache_read: countAt(usage, 'cache_read_input_tokens'),
    output: countAt(usage, 'output_tokens'),
    reasoning: countAt(objectAt(usage, 'output_tokens_details'), 'thinking_tokens'),
    cache_write_5m: m5,
    cache_write_1h: h1,
  };
  const rest = written === null ? null : written - (m5 ?? 0n) - (h1 ?? 0n);
  const isSplit = m5 !== null || h1 !== null;
  if (rest !== null && (!isSplit || rest > 0n)) counts.cache_write_unsplit = rest;
  return counts;
}
