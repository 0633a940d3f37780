import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { E1_VARIATIONS, E1_WHOLE } from '../models/e1-variations.ts';
import { type BothEngines, LEDGER_MARTS, openBoth } from './support/both-engines.ts';

let both: BothEngines;
beforeAll(async () => {
  both = await openBoth(inject('trino'));
});
afterAll(() => both?.close());

describe('the ledger on Trino and on DuckDB', () => {
  it.each(E1_VARIATIONS.map((variation) => [variation.behaviour, variation] as const))(
    'of the worked example E1 %s',
    async (_, { tables, questions }) => {
      const { trino } = await both.build(tables, LEDGER_MARTS);
      expect(await both.differing(LEDGER_MARTS)).toEqual({});
      for (const { asks, answer } of [E1_WHOLE, ...questions]) expect(await trino.query(asks)).toEqual(answer);
    },
  );
});
