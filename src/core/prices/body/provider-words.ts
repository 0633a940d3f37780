/** Words that name a provider in logs, gateways and semantic conventions, to the canonical word. */
const WORDS: Readonly<Record<string, string>> = {
  anthropic: 'anthropic',
  openai: 'openai',
  google: 'google',
  gemini: 'google',
  'gcp.gemini': 'google',
  google_ai_studio: 'google',
  google_vertex: 'google_vertex',
  vertex_ai: 'google_vertex',
  vertexai: 'google_vertex',
  'gcp.vertex_ai': 'google_vertex',
  aws: 'aws_bedrock',
  bedrock: 'aws_bedrock',
  aws_bedrock: 'aws_bedrock',
  'aws.bedrock': 'aws_bedrock',
  bedrock_converse: 'aws_bedrock',
  amazon_bedrock: 'aws_bedrock',
  azure: 'azure_openai',
  azure_ai: 'azure_openai',
  azure_openai: 'azure_openai',
  'azure.ai.openai': 'azure_openai',
  'azure.ai.inference': 'azure_openai',
  openrouter: 'openrouter',
  groq: 'groq',
  mistral: 'mistral',
  mistral_ai: 'mistral',
  cohere: 'cohere',
  cohere_chat: 'cohere',
  deepseek: 'deepseek',
  xai: 'xai',
  x_ai: 'xai',
  cerebras: 'cerebras',
  perplexity: 'perplexity',
  together: 'together',
  together_ai: 'together',
  togetherai: 'together',
  fireworks: 'fireworks',
  fireworks_ai: 'fireworks',
  zai: 'zai',
  z_ai: 'zai',
  moonshot: 'moonshot',
  moonshotai: 'moonshot',
  minimax: 'minimax',
  voyage: 'voyage',
  voyageai: 'voyage',
  ollama: 'ollama',
  huggingface: 'huggingface',
};

/** Host of an API address to provider; Hugging Face names the route in the path. */
const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)anthropic\.com$/, 'anthropic'],
  [
    /\.openai\.azure\.com$|\.cognitiveservices\.azure\.com$|\.services\.ai\.azure\.com$|\.azure-api\.net$/,
    'azure_openai',
  ],
  [/(^|\.)openai\.com$/, 'openai'],
  [/aiplatform\.googleapis\.com$/, 'google_vertex'],
  [/generativelanguage\.googleapis\.com$/, 'google'],
  [/^bedrock(-runtime|-mantle)?\..*(amazonaws\.com|api\.aws)(\.cn)?$/, 'aws_bedrock'],
  [/(^|\.)openrouter\.ai$/, 'openrouter'],
  [/(^|\.)groq\.com$/, 'groq'],
  [/(^|\.)mistral\.ai$/, 'mistral'],
  [/(^|\.)cohere\.(com|ai)$/, 'cohere'],
  [/(^|\.)deepseek\.com$/, 'deepseek'],
  [/(^|\.)x\.ai$/, 'xai'],
  [/(^|\.)cerebras\.ai$/, 'cerebras'],
  [/(^|\.)perplexity\.ai$/, 'perplexity'],
  [/(^|\.)together\.(xyz|ai)$/, 'together'],
  [/(^|\.)fireworks\.ai$/, 'fireworks'],
  [/(^|\.)z\.ai$/, 'zai'],
  [/(^|\.)moonshot\.(ai|cn)$/, 'moonshot'],
  [/(^|\.)minimax\.(io|chat)$|(^|\.)minimaxi\.com$/, 'minimax'],
  [/(^|\.)voyageai\.com$/, 'voyage'],
];

/** Canonical provider of a word; null for an unknown one. `huggingface_<route>` is kept per route. */
export function providerOfWord(word: string): string | null {
  const plain = word.trim().toLowerCase();
  const snake = plain.replaceAll('-', '_');
  if (/^huggingface[_/].+/.test(snake)) return snake.replace('/', '_');
  return WORDS[plain] ?? WORDS[snake] ?? null;
}

/** Canonical provider of an API address; null for an unknown host. */
export function providerOfUrl(url: string): string | null {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return null; // a hint that is no address says nothing; other evidence decides
  }
  if (parsed.hostname === 'router.huggingface.co') {
    const route = parsed.pathname.split('/')[1] ?? '';
    return route === '' || route === 'v1' ? 'huggingface' : providerOfWord(`huggingface_${route}`);
  }
  return HOSTS.find(([host]) => host.test(parsed.hostname))?.[1] ?? null;
}
