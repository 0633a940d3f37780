import { describe, expect, it } from 'vitest';
import { applyPrices } from '../../../src/core/prices/apply-line.ts';
import { book, index } from './bundled-book.ts';

const days = { day: book.latestKnown, asOf: book.latestKnown };
const apply = (line: unknown) => {
  const { provider, tokens, cost, reasons } = applyPrices(1, line, index, days).applied;
  return { provider, tokens, cost, reasons: reasons.map(({ kind, code }) => `${kind} ${code}`) };
};
const priced = (provider: string, tokens: object, cost: string) => ({ provider, tokens, cost, reasons: [] });
const events = (...values: object[]) => values.map((v) => `data: ${JSON.stringify(v)}\n\n`).join('');

describe('a stream', () => {
  const start = {
    type: 'message_start',
    message: { model: 'claude-sonnet-5', usage: { input_tokens: 100, output_tokens: 1 } },
  };
  const end = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 20 } };
  const whole = priced('anthropic', { input_uncached: 100, output: 20 }, '0.0004');

  it('counts its last figures once, as a list of events and as the text that was sent', () => {
    expect(apply({ body: [start, end] })).toEqual(whole);
    expect(apply({ body: `event: message_start\n${events(start)}event: message_delta\n${events(end)}` })).toEqual(
      whole,
    );
    expect(apply({ model: 'claude-sonnet-5', body: { response: events(start, end) } })).toEqual(whole);
  });

  it('is not forgotten where a later chunk has null for usage or for a count', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
    const chunks = [
      { model: 'gpt-5', usage: null },
      { model: 'gpt-5', usage },
      { model: 'gpt-5', usage: null },
    ];
    expect(apply({ body: chunks })).toEqual(priced('openai', { input_uncached: 10, output: 5 }, '0.0000625'));
    expect(apply({ body: `${events(...chunks)}data: [DONE]\n` }).cost).toBe('0.0000625');
    const late = { model: 'gpt-5', usage: { prompt_tokens: null, completion_tokens: 5 } };
    expect(apply({ body: [{ model: 'gpt-5', usage }, late] }).tokens).toEqual({ input_uncached: 10, output: 5 });
  });

  it('is not what a list under data is: those are answers of their own', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5 };
    expect(apply({ model: 'gpt-5', body: { data: [{ usage }, { usage }] } }).reasons).toEqual(['null usage_missing']);
  });

  it('has no cost when only its closing event was recorded: what was sent is not known', () => {
    const alone = apply({ model: 'claude-sonnet-5', body: end });
    expect(alone).toEqual({
      provider: 'anthropic',
      tokens: { output: 20 },
      cost: null,
      reasons: ['input_uncached count_missing'],
    });
  });

  it('from Bedrock counts once what both Anthropic and Bedrock count', () => {
    const model = 'claude-sonnet-4-5-20250929';
    const chunks = [
      { type: 'message_start', message: { model, usage: { input_tokens: 10, output_tokens: 1 } } },
      { type: 'message_delta', usage: { output_tokens: 7 } },
      { type: 'message_stop', 'amazon-bedrock-invocationMetrics': { inputTokenCount: 10, outputTokenCount: 7 } },
    ];
    expect(apply({ body: chunks })).toEqual(priced('aws_bedrock', { input_uncached: 10, output: 7 }, '0.0001485'));
  });

  it('of Converse and of Cohere ends with an event that carries the usage', () => {
    const converse = [
      { messageStop: {} },
      { metadata: { usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 } } },
    ];
    expect(apply({ model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', body: converse }).cost).toBe('0.0001155');
    const usage = {
      billed_units: { input_tokens: 10, output_tokens: 5 },
      tokens: { input_tokens: 70, output_tokens: 5 },
    };
    const cohere = { type: 'message-end', delta: { finish_reason: 'COMPLETE', usage } };
    const expected = priced('cohere', { input_uncached: 10, output: 5 }, '0.000075');
    expect(apply({ model: 'command-a-03-2025', body: cohere })).toEqual(expected);
  });
});

describe('a line of a batch', () => {
  const anthropic = { usage: { input_tokens: 100, output_tokens: 10 } };
  const gemini = {
    modelVersion: 'gemini-2.5-flash',
    usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 10, totalTokenCount: 110 },
  };

  it('costs half, whichever vendor’s result file it is from', () => {
    const message = { model: 'claude-sonnet-5', ...anthropic };
    expect(apply({ custom_id: 'a', result: { type: 'succeeded', message } }).cost).toBe('0.00015');
    expect(apply({ key: 'a', response: gemini })).toMatchObject({ provider: 'google', cost: '0.0000275' });
    expect(apply({ status: '', processed_time: '', request: {}, response: gemini }).cost).toBe('0.0000275');
    const modelOutput = { id: 'msg_bdrk_FAKE', model: 'claude-sonnet-4-5-20250929', ...anthropic };
    const bedrock = apply({ recordId: 'a', modelInput: {}, modelOutput });
    expect(bedrock).toMatchObject({ provider: 'aws_bedrock', cost: '0.0002475' });
  });

  it('that sums a whole OpenAI batch has no prompt length, so no long-context price', () => {
    const usage = { input_tokens: 1_000_000, output_tokens: 1000, total_tokens: 1_001_000 };
    expect(apply({ body: { object: 'batch', model: 'gpt-5.4', usage } }).cost).toBe('1.2575');
  });
});

describe('thoughts', () => {
  it('that Gemini’s OpenAI-compatible answers count in the total alone are output', () => {
    const usage = { prompt_tokens: 20, completion_tokens: 198, total_tokens: 623 };
    const tokens = { input_uncached: 20, output: 603, reasoning: 405 };
    expect(apply({ body: { model: 'gemini-2.5-flash', usage } })).toEqual(priced('google', tokens, '0.0015135'));
    expect(apply({ body: { model: 'gpt-5', usage } }).tokens).toEqual({ input_uncached: 20, output: 198 });
  });

  it('of Gemini’s Interactions stand beside the output, tool results beside the prompt, the cache inside it', () => {
    const usage = {
      total_input_tokens: 70,
      input_tokens_by_modality: [{ modality: 'text', tokens: 70 }],
      total_cached_tokens: 10,
      total_output_tokens: 20,
      total_tool_use_tokens: 5,
      total_thought_tokens: 22,
      total_tokens: 117,
    };
    const tokens = { input_uncached: 65, cache_read: 10, output: 42, reasoning: 22 };
    expect(apply({ body: { model: 'gemini-2.5-flash', usage } })).toEqual(priced('google', tokens, '0.0001248'));
  });

  it('are outside the output of a Responses answer only where the total says so', () => {
    const usage = (total: number) => ({
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 20 },
      output_tokens: 60,
      output_tokens_details: { reasoning_tokens: 50 },
      total_tokens: total,
    });
    expect(apply({ body: { model: 'grok-4', usage: usage(160) } }).tokens).toMatchObject({ output: 60, reasoning: 50 });
    expect(apply({ body: { model: 'grok-4', usage: usage(210) } }).tokens).toMatchObject({
      output: 110,
      reasoning: 50,
    });
  });
});

describe('an embedding', () => {
  it('is one in the words of a chat that gave no output', () => {
    const usage = { prompt_tokens: 15, total_tokens: 15, completion_tokens: 0 };
    const expected = priced('mistral', { embedding: 15 }, '0.0000015');
    expect(apply({ body: { object: 'list', model: 'mistral-embed', usage } })).toEqual(expected);
  });

  it('of text and images counts both in its total', () => {
    const usage = { text_tokens: 5, image_pixels: 2000, total_tokens: 30 };
    const tokens = { embedding: 30, image_in: 25 };
    expect(apply({ body: { model: 'voyage-3.5', usage } })).toEqual(priced('voyage', tokens, '0.0000018'));
  });

  it('of Vertex counts each text', () => {
    const predictions = [4, 6].map((token_count) => ({ embeddings: { values: [], statistics: { token_count } } }));
    const expected = priced('google_vertex', { embedding: 10 }, '0.0000015');
    expect(apply({ model: 'gemini-embedding-001', body: { predictions, metadata: {} } })).toEqual(expected);
  });

  it('is not what a bare total of a chat model is: it has no price', () => {
    const { cost, reasons } = apply({ body: { model: 'MiniMax-M2', usage: { total_tokens: 150 } } });
    expect([cost, reasons]).toEqual([null, ['embedding price_missing']]);
  });
});

describe('libraries and gateways', () => {
  it('of LangChain include cache reads and writes in the input', () => {
    const usage_metadata = {
      input_tokens: 100,
      output_tokens: 10,
      total_tokens: 110,
      input_token_details: { cache_read: 30, cache_creation: 0, ephemeral_5m_input_tokens: 20 },
    };
    const tokens = { input_uncached: 50, cache_read: 30, cache_write_5m: 20, output: 10 };
    const expected = priced('anthropic', tokens, '0.000256');
    expect(apply({ model: 'claude-sonnet-5', body: { usage_metadata } })).toEqual(expected);
  });

  it('of the AI SDK are no Bedrock answers', () => {
    const usage = {
      inputTokens: 100,
      inputTokenDetails: { noCacheTokens: 60, cacheReadTokens: 40 },
      outputTokens: 20,
      outputTokenDetails: { textTokens: 10, reasoningTokens: 10 },
      totalTokens: 120,
    };
    const tokens = { input_uncached: 60, cache_read: 40, output: 20, reasoning: 10 };
    expect(apply({ model: 'gpt-5', body: { usage } })).toEqual(priced('openai', tokens, '0.00028'));
  });

  it('of OpenRouter bill the tokens of the model’s own tokenizer', () => {
    const data = {
      id: 'gen-FAKE',
      model: 'anthropic/claude-sonnet-4.5',
      tokens_prompt: 90,
      native_tokens_prompt: 100,
      native_tokens_completion: 20,
      native_tokens_reasoning: 5,
      native_tokens_cached: 40,
      usage: 0.1,
    };
    const tokens = { input_uncached: 60, cache_read: 40, output: 20, reasoning: 5 };
    expect(apply({ body: { data } })).toEqual(priced('openrouter', tokens, '0.000492'));
  });

  it('of Azure are told by the content filter on each choice', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
    const body = { model: 'gpt-4o-2024-08-06', choices: [{ content_filter_results: {} }], usage };
    expect(apply({ body })).toEqual(priced('azure_openai', { input_uncached: 10, output: 5 }, '0.000075'));
  });
});

describe('counts', () => {
  const chat = (usage: object) => apply({ body: { model: 'gpt-5', usage } });

  it('that are null are not 0: the answer has no cost', () => {
    expect(chat({ prompt_tokens: null, completion_tokens: 5 })).toMatchObject({
      tokens: { output: 5 },
      cost: null,
      reasons: ['input_uncached count_missing'],
    });
    expect(chat({ prompt_tokens: 5, completion_tokens: null })).toMatchObject({
      tokens: { input_uncached: 5 },
      cost: null,
      reasons: ['output count_missing'],
    });
  });

  it('are read from text; what is no count keeps the model and says so', () => {
    expect(chat({ prompt_tokens: '10', completion_tokens: '5' }).cost).toBe('0.0000625');
    for (const wrong of ['ten', -1, 1.5, 1e20, true]) {
      const { applied, isBroken } = applyPrices(
        1,
        { body: { model: 'gpt-5', usage: { prompt_tokens: wrong, completion_tokens: 5 } } },
        index,
        days,
      );
      expect([isBroken, applied.model, applied.cost, applied.reasons]).toEqual([
        true,
        'gpt-5',
        null,
        [{ kind: null, code: 'count_invalid' }],
      ]);
    }
  });

  it('of seconds are rounded to whole ones; an empty object is not reported', () => {
    const duration = (seconds: number) => apply({ model: 'whisper-1', body: { usage: { type: 'duration', seconds } } });
    expect([duration(3.7).tokens, duration(3.2).tokens]).toEqual([{ seconds: 4 }, { seconds: 3 }]);
    const usage = { prompt_tokens: 15, completion_tokens: 10, prompt_audio_seconds: {} };
    const mistral = apply({ body: { model: 'mistral-small-latest', usage } });
    expect(mistral.tokens).toEqual({ input_uncached: 15, output: 10 });
  });

  it('are missing, with the model named, where usage is null, empty or buried too deep', () => {
    for (const usage of [null, {}]) expect(chat(usage as object).reasons).toEqual(['null usage_missing']);
    const deep = JSON.parse(`${'{"body":['.repeat(5000)}1${']}'.repeat(5000)}`);
    expect(apply(deep).reasons).toEqual(['null usage_missing']);
  });
});
