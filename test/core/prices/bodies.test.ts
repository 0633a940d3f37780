import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyPrices } from '../../../src/core/prices/apply-line.ts';
import { index } from './bundled-book.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/prices/bodies');
const days = { day: '2026-10-07', asOf: '2026-10-07' };
const read = (name: string) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.expected.json'))
  .map((name) => name.replace('.expected.json', ''));

describe('a recorded usage body', () => {
  it.each(names)('%s gives the expected provider, tokens and cost', (name) => {
    const { applied } = applyPrices(1, read(`${name}.json`), index, days);
    expect(applied).toEqual({ line: 1, ...read(`${name}.expected.json`) });
  });

  it('is broken when it is no object or counts nonsense, not when it only has no price', () => {
    expect(applyPrices(1, 42, index, days).isBroken).toBe(true);
    expect(applyPrices(1, null, index, days).applied.reasons).toEqual([{ kind: null, code: 'line_not_an_object' }]);
    expect(applyPrices(1, read('negative-count.json'), index, days).isBroken).toBe(true);
    expect(applyPrices(1, read('unknown-model.json'), index, days).isBroken).toBe(false);
    expect(applyPrices(1, read('error-answer.json'), index, days).isBroken).toBe(false);
  });

  it('has a cost exactly when it has no reasons', () => {
    for (const name of names) {
      const { applied } = applyPrices(1, read(`${name}.json`), index, days);
      expect(applied.cost === null).toBe(applied.reasons.length > 0);
    }
  });

  it('is priced with the knowledge of the day asked for', () => {
    const body = { body: { model: 'gpt-5.6-luna', usage: { prompt_tokens: 1_000_000, completion_tokens: 0 } } };
    const cost = (day: string) => applyPrices(1, body, index, { day, asOf: day }).applied.cost;
    expect([cost('2026-07-29'), cost('2026-07-30')]).toEqual(['2', '0.4']);
  });
});
