import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { SPLIT_EXAMPLES, SPLIT_LEDGER } from '../models/split-examples.ts';
import { type BothEngines, LEDGER_MARTS, openBoth } from './support/both-engines.ts';

let both: BothEngines;
beforeAll(async () => {
  both = await openBoth(inject('trino'));
});
afterAll(() => both?.close());

describe('the ledger on Trino and on DuckDB', () => {
  it.each(SPLIT_EXAMPLES.map((example) => [example.rule, example] as const))(
    'divides a session over its outcomes by %s to the micro',
    async (_, { tables, expected }) => {
      const { trino } = await both.build(tables, LEDGER_MARTS);
      expect(await both.differing(LEDGER_MARTS)).toEqual({});
      const rows = await trino.query(SPLIT_LEDGER);
      expect(Object.fromEntries(rows.map((row) => [row.outcome_id, row.micros]))).toEqual(expected);
    },
  );
});
