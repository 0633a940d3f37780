import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueryEngine } from '../../src/io/query-engine.ts';
import { E1_VARIATIONS, E1_WHOLE } from './e1-variations.ts';
import { buildWarehouse, LEDGER, openEngine } from './warehouse.ts';

describe('the worked example E1', () => {
  const kept = new Map<string, string>();
  let engine: QueryEngine;
  beforeAll(async () => {
    engine = await openEngine();
  });
  afterAll(() => engine.close());

  it.each(E1_VARIATIONS.map((variation) => [variation.behaviour, variation] as const))(
    '%s',
    async (_, { tables, questions }) => {
      const warehouse = await buildWarehouse(tables, { models: LEDGER, engine, kept });
      expect(await warehouse.failedTests()).toEqual([]);
      for (const { asks, answer } of [E1_WHOLE, ...questions]) expect(await warehouse.query(asks)).toEqual(answer);
    },
  );
});
