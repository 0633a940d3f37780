import { expect, inject, it } from 'vitest';
import { quoteLongNumbers, runStatement } from './support/statement.ts';

it('reads numbers beyond what JSON holds exactly, and texts as they are', async () => {
  const sql = `SELECT 9007199254740993 AS big, -9007199254740993 AS negative, DECIMAL '0.10' AS amount, 1.5e0 AS ratio,
    '1234567890123456789 "x' AS words, TIMESTAMP '2026-10-01 00:00:00.000' AS at, TRUE AS yes, CAST(NULL AS DATE) AS day`;
  const { rows } = await runStatement(inject('trino').url, 'memory', sql);
  expect(rows).toEqual([
    {
      big: '9007199254740993',
      negative: '-9007199254740993',
      amount: '0.10',
      ratio: 1.5,
      words: '1234567890123456789 "x',
      at: '2026-10-01 00:00:00',
      yes: true,
      day: null,
    },
  ]);
  expect(quoteLongNumbers('[0.1234567890123456789, 12345678901234567890]')).toBe(
    '[0.1234567890123456789, "12345678901234567890"]',
  );
});
