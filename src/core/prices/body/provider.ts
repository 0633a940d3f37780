import type { PriceIndex } from '../lookup.ts';
import { type Json, textAt } from './fields.ts';
import { providerOfUrl, providerOfWord } from './provider-words.ts';
import type { BodyUsage } from './shape.ts';

/** The provider of an answer, or why it stays open. */
export type ProviderGuess = { readonly provider: string } | { readonly gap: 'provider_unknown' | 'provider_ambiguous' };

/** Ids only one house gives out, in the spelling of its own API. First match wins. */
const OWN_IDS: readonly (readonly [RegExp, string])[] = [
  [
    /^(arn:aws[a-z-]*:bedrock:|((global|us-gov|us|eu|apac|ap|au|jp|ca|sa)\.)?(anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|qwen|nvidia|google|writer|minimax|moonshot|moonshotai|stability|luma|twelvelabs|xai|zai)\.[a-z0-9])/,
    'aws_bedrock',
  ],
  [/^claude-.*@|^publishers\//, 'google_vertex'],
  [/^accounts\/fireworks\//, 'fireworks'],
  [/^claude-/, 'anthropic'],
  [/^(models\/)?(gemini|learnlm|imagen|veo)-|^text-embedding-00\d$/, 'google'],
  [
    /^(gpt-(?!oss)|ft:(gpt|davinci|babbage)|o[134](-|$)|chatgpt-|codex-|computer-use|text-embedding-(3|ada)|whisper-1|tts-|dall-e|omni-moderation|davinci|babbage)/,
    'openai',
  ],
  [
    /^(open-)?(mistral|mixtral|codestral|ministral|magistral|devstral|pixtral|voxtral)-(?!7b-instruct|saba-24b|8x7b-32768)/,
    'mistral',
  ],
  [/^(command|embed-(v\d|english|multilingual)|rerank-|c4ai-)/, 'cohere'],
  [/^deepseek-(chat|reasoner|coder|v\d)/, 'deepseek'],
  [/^grok-/, 'xai'],
  [/^sonar($|-)|^r1-1776$/, 'perplexity'],
  [/^glm-/i, 'zai'],
  [/^(kimi|moonshot)-/, 'moonshot'],
  [/^minimax-/i, 'minimax'],
  [/^voyage-/, 'voyage'],
  [/^(groq\/)?compound(-|$)/, 'groq'],
  [/^[a-z0-9.-]+:\d+(\.\d+)?[bm](-|$)/, 'ollama'],
];

/** Gateway prefixes that cannot be mistaken for an OpenRouter namespace. */
const GATEWAY =
  /^(bedrock|bedrock_converse|vertex_ai|azure|azure_ai|gemini|groq|together_ai|fireworks_ai|openrouter|xai|cerebras|mistral|moonshot|zai|cohere_chat|huggingface)\//;

/** Namespaces OpenRouter uses where the maker's own repositories are spelled otherwise. */
const OPENROUTER_NAMESPACE =
  /^~?(openai|anthropic|google|x-ai|mistralai|deepseek|z-ai|cohere|amazon|perplexity|microsoft|nvidia)\/[a-z0-9]/;

/**
 * Who sends the invoice for an answer. In this order: the line's own hints (provider word, address), the answer's
 * shape and id, a gateway prefix, the id's spelling, and at last the only provider in the book that has the id.
 * A maker's own id is taken for the maker's own API: a reseller is recognised only where shape, id or hint says so.
 */
export function providerOf(
  line: Json,
  answer: Json,
  usage: BodyUsage,
  rawModel: string | null,
  index: PriceIndex,
): ProviderGuess {
  const known = hinted(line) ?? usage.provider ?? byAnswerId(answer) ?? hinted(answer);
  if (known !== null) return { provider: known };
  if (usage.shape.startsWith('gemini')) return { provider: 'google' };
  if (rawModel === null) return usage.shape === 'anthropic' ? { provider: 'anthropic' } : { gap: 'provider_unknown' };

  const owner = makerOf(rawModel);
  if (owner !== null) return { provider: owner };

  const candidates = index.providersOf(rawModel);
  if (candidates.length === 1) return { provider: candidates[0] as string };
  if (/^[^/]+\/[^/]+$/.test(rawModel)) {
    const isTogether = 'cached_tokens' in usageKeys(answer) && index.hasModel('together', rawModel);
    if (isTogether) return { provider: 'together' };
    if (OPENROUTER_NAMESPACE.test(rawModel) && candidates.length === 0) return { provider: 'openrouter' };
    if (rawModel.includes(':') && index.hasModel('openrouter', rawModel)) return { provider: 'openrouter' };
  }
  return { gap: candidates.length > 1 ? 'provider_ambiguous' : 'provider_unknown' };
}

/** The provider whose spelling an id has: a gateway's prefix, else the maker's own API; null when it is anyone's. */
export function makerOf(model: string): string | null {
  const gateway = GATEWAY.exec(model)?.[1];
  const named = gateway === undefined ? null : providerOfWord(gateway);
  return named ?? OWN_IDS.find(([pattern]) => pattern.test(model))?.[1] ?? null;
}

function hinted(value: Json): string | null {
  const word = textAt(value, 'provider_id', 'custom_llm_provider', 'gen_ai.provider.name', 'provider');
  const byWord = word === null ? null : providerOfWord(word);
  if (byWord !== null) return byWord;
  const url = textAt(value, 'url', 'api_base', 'base_url', 'request_url');
  return url === null ? null : providerOfUrl(url);
}

function byAnswerId(answer: Json): string | null {
  const id = textAt(answer, 'id') ?? '';
  if (id.startsWith('msg_bdrk_')) return 'aws_bedrock';
  if (id.startsWith('msg_vrtx_')) return 'google_vertex';
  return id.startsWith('gen-') ? 'openrouter' : null;
}

function usageKeys(answer: Json): Json {
  return typeof answer.usage === 'object' && answer.usage !== null ? (answer.usage as Json) : {};
}
