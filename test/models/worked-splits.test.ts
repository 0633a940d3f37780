import { describe, expect, it } from 'vitest';
import { SPLIT_EXAMPLES, SPLIT_LEDGER } from './split-examples.ts';
import { buildWarehouse, LEDGER } from './warehouse.ts';

describe('a session of several pull requests', () => {
  it.each(SPLIT_EXAMPLES.map((example) => [example.rule, example] as const))(
    'is divided by %s to the micro',
    async (rule, { tables, expected }) => {
      const warehouse = await buildWarehouse(tables, { models: LEDGER });
      const rows = await warehouse.query(SPLIT_LEDGER);
      expect(Object.fromEntries(rows.map((row) => [row.outcome_id, row.micros]))).toEqual(expected);
      expect(rows.map((row) => row.split_method)).toEqual(rows.map(() => `LIST_COST+${rule}`));
      expect(await warehouse.failedTests()).toEqual([]);
      await warehouse.close();
    },
  );
});
