import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimalOf,
  parseDecimal,
  subtractDecimals,
} from '../../../src/core/money/decimal.ts';
import { type AppliedLine, applyPrices } from '../../../src/core/prices/apply-line.ts';
import { book, index } from './bundled-book.ts';

/** Recorded bodies of genai-prices (MIT), never part of this project: the test runs where the file is at hand. */
const data = process.env.TOKENLEDGER_TEST_DATA ?? path.resolve(import.meta.dirname, '../../../../shared/data');
const file = path.join(data, 'genai-prices/usages.json');
const rules = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../fixtures/prices/recorded-exceptions.json'), 'utf8'),
) as { models_with_another_rate: { model: string }[] };

interface Extractor {
  provider_id: string;
  input_price?: string;
  output_price?: string;
}
interface Recorded {
  model?: string;
  body: { usage?: { iterations?: { type: string }[] } };
  extracted: { usage: Record<string, number>; extractors: Extractor[] }[];
}

/** Our provider words in the file's spelling; Hugging Face routes cost what the provider itself does. */
const THEIR_WORD: Record<string, string> = {
  aws_bedrock: 'aws',
  azure_openai: 'azure',
  google_vertex: 'google',
  xai: 'x-ai',
  together: 'huggingface_together',
};
const NANO = parseDecimal('0.000000001');

function inTheirWords({ tokens: t }: AppliedLine): Record<string, number> {
  const sum = (...kinds: (keyof typeof t)[]) => kinds.reduce((total, kind) => total + (t[kind] ?? 0), 0);
  const writes = sum('cache_write_5m', 'cache_write_1h', 'cache_write_unsplit');
  return {
    input_tokens: sum('input_uncached', 'cache_read', 'embedding') + writes,
    cache_read_tokens: sum('cache_read'),
    cache_write_tokens: writes,
    output_tokens: sum('output'),
    output_reasoning_tokens: sum('reasoning'),
    input_audio_tokens: sum('audio_in'),
    input_image_tokens: sum('image_in'),
    output_audio_tokens: sum('audio_out'),
    output_image_tokens: sum('image_out'),
  };
}

function isNear(a: Decimal, b: Decimal): boolean {
  const d = subtractDecimals(a, b);
  return compareDecimals(d.units < 0n ? { ...d, units: -d.units } : d, NANO) < 0;
}

const hasOtherIterations = (r: Recorded) => (r.body.usage?.iterations ?? []).some(({ type }) => type !== 'message');

describe.skipIf(!existsSync(file))('the recorded usage bodies', () => {
  const recorded = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Recorded[]) : [];
  const days = { day: book.latestKnown, asOf: book.latestKnown };
  const lines = recorded.map((line, i) => applyPrices(i + 1, line, index, days).applied);

  it('give the same tokens as the file says, but for the rules listed', () => {
    const different = recorded.filter((r, i) => {
      const ours = inTheirWords(lines[i] as AppliedLine);
      return !r.extracted.some(({ usage }) =>
        Object.entries(ours).every(([key, value]) => (usage[key] ?? 0) === value),
      );
    });
    expect(different.filter((r) => !hasOtherIterations(r))).toEqual([]);
    expect(different).toHaveLength(recorded.filter(hasOtherIterations).length);
    expect(recorded.length - different.length).toBeGreaterThan(770);
  });

  it('cost the same within a nano-dollar wherever our rate is the file’s rate', () => {
    const verdicts = recorded.map((r, i) => verdict(r, lines[i] as AppliedLine));
    const unexplained = verdicts.flatMap((word, i) => (word === 'unexplained' ? [lines[i]] : []));
    expect(unexplained).toEqual([]);
    expect(verdicts.filter((word) => word === 'equal').length).toBeGreaterThan(600);
    // A rule nobody needs any more must go.
    const used = new Set(verdicts.flatMap((word, i) => (word === 'another rate' ? [lines[i]?.model] : [])));
    expect([...used].sort()).toEqual(rules.models_with_another_rate.map(({ model }) => model).sort());
  });

  it('are never without both a cost and a reason', () => {
    for (const line of lines) expect(line.cost === null).toBe(line.reasons.length > 0);
  });
});

function verdict(r: Recorded, line: AppliedLine): string {
  const word = THEIR_WORD[line.provider ?? ''] ?? line.provider;
  const theirs = r.extracted
    .flatMap(({ extractors }) => extractors)
    .filter((x) => x.provider_id === word && x.input_price !== undefined)
    .map((x) => addDecimals(decimalOf(x.input_price as string), decimalOf(x.output_price ?? '0')));
  if (theirs.length === 0) return 'no price in the file';
  if (line.cost === null) {
    const isTool = line.reasons.every(({ kind, code }) => kind === 'tool_calls' && code === 'price_missing');
    return isTool ? 'server-side tool without a price' : 'unexplained';
  }
  const cost = parseDecimal(line.cost);
  const matches = (value: Decimal) => theirs.some((price) => isNear(price, value));
  if (matches(cost)) return 'equal';
  if (hasOtherIterations(r)) return 'iterations beside the message ones';
  const searches = parseDecimal(String((line.tokens.tool_calls ?? 0) / 100));
  if (searches.units > 0n && matches(subtractDecimals(cost, searches))) return 'web searches';
  if (/FLEX|flex|batch/.test(JSON.stringify(r.body)) && matches(addDecimals(cost, cost)))
    return 'service tier with a factor';
  if (rules.models_with_another_rate.some(({ model }) => model === line.model)) return 'another rate';
  return 'unexplained';
}
