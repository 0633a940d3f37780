import { describe, expect, it } from 'vitest';
import { makerOf } from '../../../src/core/prices/body/provider.ts';
import { providerOfUrl, providerOfWord } from '../../../src/core/prices/body/provider-words.ts';
import { modelIdAt } from '../../../src/core/prices/model-id.ts';
import { index } from './bundled-book.ts';

describe('the id to look up', () => {
  it.each([
    ['aws_bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'anthropic.claude-sonnet-4-5-20250929', 'regional'],
    ['aws_bedrock', 'global.anthropic.claude-sonnet-5-v1:0', 'anthropic.claude-sonnet-5', 'global'],
    ['aws_bedrock', 'us-gov.anthropic.claude-3-haiku-20240307-v1:0', 'anthropic.claude-3-haiku-20240307', 'us-gov'],
    ['aws_bedrock', 'amazon.titan-embed-text-v2:0', 'amazon.titan-embed-text-v2', 'regional'],
    ['aws_bedrock', 'amazon.titan-embed-text-v1', 'amazon.titan-embed-text', 'regional'],
    ['aws_bedrock', 'anthropic.claude-3-5-sonnet-20241022-v2:0', 'anthropic.claude-3-5-sonnet-20241022', 'regional'],
    ['aws_bedrock', 'amazon.nova-lite-v9:0', 'amazon.nova-lite-v9', 'regional'],
    ['aws_bedrock', 'bedrock/converse/eu.amazon.nova-pro-v1:0', 'amazon.nova-pro', 'regional'],
    ['aws_bedrock', 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0', 'amazon.nova-pro', 'regional'],
    ['google', 'models/gemini-2.5-pro', 'gemini-2.5-pro', null],
    ['google_vertex', 'publishers/google/models/gemini-2.5-pro', 'gemini-2.5-pro', null],
    ['openai', 'ft:gpt-4o-mini-2024-07-18:example::FAKE', 'ft:gpt-4o-mini-2024-07-18', null],
    ['groq', 'openai/gpt-oss-120b', 'openai/gpt-oss-120b', null],
    ['groq', 'groq/llama-3.3-70b-versatile', 'llama-3.3-70b-versatile', null],
    ['openai', 'gpt-5-2025-08-07', 'gpt-5-2025-08-07', null],
  ])('at %s of %s is %s', (provider, raw, id, geo) => {
    expect(modelIdAt(provider, raw, index)).toEqual({ id, geo });
  });

  it('tells the two Titan embedding models apart, whose price differs fivefold', () => {
    const price = (raw: string) => {
      const rate = index.rate(
        'aws_bedrock',
        modelIdAt('aws_bedrock', raw, index).id,
        'embedding',
        'short',
        '2026-10-01',
        '2026-10-01',
      );
      return 'row' in rate ? rate.row.price_per_million : rate.gap;
    };
    expect([price('amazon.titan-embed-text-v1'), price('amazon.titan-embed-text-v2:0')]).toEqual(['0.1', '0.02']);
  });
});

describe('the maker of an id', () => {
  it.each([
    ['claude-sonnet-5', 'anthropic'],
    ['claude-sonnet-4-5@20250929', 'google_vertex'],
    ['anthropic.claude-sonnet-5', 'aws_bedrock'],
    ['openai.gpt-5.5', 'aws_bedrock'],
    ['gpt-5.4-mini-2026-03-17', 'openai'],
    ['o3-mini', 'openai'],
    ['gemini-3-flash-preview', 'google'],
    ['open-mistral-nemo', 'mistral'],
    ['command-r-08-2024', 'cohere'],
    ['deepseek-reasoner', 'deepseek'],
    ['grok-4', 'xai'],
    ['glm-4.7', 'zai'],
    ['vertex_ai/claude-opus-5', 'google_vertex'],
    ['xai/grok-4', 'xai'],
    ['gpt-oss-120b', null],
    ['meta-llama/Llama-4-Scout-17B-16E-Instruct', null],
    ['deepseek-r1-distill-llama-70b', null],
  ])('%s is %s', (model, provider) => {
    expect(makerOf(model)).toBe(provider);
  });
});

describe('hints', () => {
  it.each([
    ['gcp.vertex_ai', 'google_vertex'],
    ['AWS.Bedrock', 'aws_bedrock'],
    ['x-ai', 'xai'],
    ['huggingface_fireworks-ai', 'huggingface_fireworks_ai'],
    ['acme', null],
  ])('the word %s names %s', (word, provider) => {
    expect(providerOfWord(word)).toBe(provider);
  });

  it.each([
    ['https://api.anthropic.com/v1/messages', 'anthropic'],
    ['https://fake.openai.azure.com/openai/deployments/x', 'azure_openai'],
    ['https://us-central1-aiplatform.googleapis.com/v1/x', 'google_vertex'],
    ['https://bedrock-runtime.us-east-1.amazonaws.com/model/x/converse', 'aws_bedrock'],
    ['https://router.huggingface.co/together/v1/chat/completions', 'huggingface_together'],
    ['https://router.huggingface.co/v1/chat/completions', 'huggingface'],
    ['https://notopenai.com.example.com/', null],
    ['not an address', null],
  ])('the address %s names %s', (url, provider) => {
    expect(providerOfUrl(url)).toBe(provider);
  });
});
