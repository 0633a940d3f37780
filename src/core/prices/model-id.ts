import type { PriceIndex } from './lookup.ts';

/** A model id as the price book may carry it, and the inference geography the id states. */
export interface ModelId {
  readonly id: string;
  readonly geo: string | null;
}

const BEDROCK_GEO = /^(global|us-gov|us|eu|apac|ap|au|jp|ca|sa|me|af|il|mx)\.(?=[a-z0-9]+\.)/;
const BEDROCK_REVISION = /(:\d+)+(:\d+k)?$/;
const BEDROCK_VERSION = /(-v[01]|(?<=-\d{8})-v\d+)?(:\d+)*(:\d+k)?$/;

/**
 * The id to look up at a provider. Only decoration is taken off, never a date or a variant:
 * - Bedrock: profile and model ARNs, the geography prefix (`global.` or regional), the version suffix `-v1:0`
 *   (a later version is another model, unless a date already names it);
 * - Google: the resource path (`models/`, `publishers/google/models/`);
 * - OpenAI: owner and name of a fine-tuned model, which has the fine-tuned base model's price;
 * - gateways: LiteLLM's provider prefix (`bedrock/`, `groq/`).
 * An application inference profile (an opaque id) has no model name and is returned as it is.
 */
export function modelIdAt(provider: string, raw: string, index: PriceIndex): ModelId {
  const id = withoutGatewayPrefix(provider, raw.trim(), index);
  if (provider === 'aws_bedrock') return bedrockId(id, index);
  if (provider === 'google' || provider === 'google_vertex') {
    return { id: id.replace(/^(?:.*\/)?(?:models|endpoints)\//, ''), geo: null };
  }
  // ft:<base model>:<organisation>:<suffix>:<id> has the price of fine-tuned <base model>.
  if (provider === 'openai') return { id: id.replace(/^(ft:[^:]+):.*$/, '$1'), geo: null };
  return { id, geo: null };
}

function bedrockId(id: string, index: PriceIndex): ModelId {
  const name = id.startsWith('arn:') ? (id.split('/').at(-1) as string) : id;
  const prefix = BEDROCK_GEO.exec(name);
  const bare = name.slice(prefix?.[0].length ?? 0);
  // A version can be a model of its own (titan-embed-text-v2): the fullest form the book knows wins.
  // Claude's own answers through InvokeModel name the model without its maker.
  const full = bare.startsWith('claude-') ? `anthropic.${bare}` : bare;
  const forms = [full, full.replace(BEDROCK_REVISION, ''), full.replace(BEDROCK_VERSION, '')];
  const known = forms.find((form) => index.hasModel('aws_bedrock', form)) ?? (forms[2] as string);
  const geo = prefix?.[1] ?? 'regional';
  return { id: known, geo: geo === 'global' || geo === 'us-gov' ? geo : 'regional' };
}

const GATEWAY_PREFIX: Readonly<Record<string, RegExp>> = {
  anthropic: /^anthropic\//,
  openai: /^openai\//,
  google: /^(gemini|google)\//,
  google_vertex: /^(vertex_ai|google)\//,
  aws_bedrock: /^bedrock\/(converse\/|invoke\/|[a-z]{2}(-[a-z]+)+-\d\/)?|^bedrock_converse\//,
  azure_openai: /^azure(_ai)?\//,
  mistral: /^mistral\//,
  xai: /^(xai|x-ai)\//,
  deepseek: /^deepseek\//,
  cohere: /^cohere(_chat)?\//,
  groq: /^groq\//,
  together: /^together(_ai)?\//,
  fireworks: /^fireworks_ai\//,
  openrouter: /^openrouter\//,
  perplexity: /^perplexity\//,
  cerebras: /^cerebras\//,
  zai: /^(zai|z-ai)\//,
  moonshot: /^(moonshot|moonshotai)\//,
};

function withoutGatewayPrefix(provider: string, id: string, index: PriceIndex): string {
  // An id the book knows as it stands (groq's openai/gpt-oss-120b) carries no gateway prefix.
  if (index.hasModel(provider, id)) return id;
  const prefix = GATEWAY_PREFIX[provider];
  return prefix === undefined ? id : id.replace(prefix, '');
}
