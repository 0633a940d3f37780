import { z } from 'zod';
import { column as c, defineContract } from './contract.ts';

/** What one run learned about one window: staging reads only raw rows of the run that counts. */
export const ingestCoverage = defineContract({
  name: 'ingest_coverage',
  grain: 'one row per source, connection, stream, table, data day and run',
  description:
    'Which run holds the rows of a window, also for empty windows. The greatest run with status complete or empty counts.',
  key: ['connection', 'stream_name', 'table_name', 'data_day', 'run'],
  partition: 'snapshot',
  row: z.object({
    connection: c.text('Connection the window was read through.'),
    stream_name: c.text('Stream of the source.'),
    table_name: c.text('Landed table.'),
    data_day: c.day('The dt of the raw layout this row speaks for.'),
    run: c.text('Run that asked; sorts by time.'),
    content_run: c.nullable(
      c.text(
        'Run whose raw files hold this content: the same run, or an earlier one when the answer was unchanged; NULL when empty or failed.',
      ),
    ),
    status: c.text('complete, empty, incomplete or error.'),
    row_count: c.count('Rows landed.', 'rows'),
    sums: c.text('JSON of decimal sums over the additive columns, for reconciliation with the landing.'),
    content_hash: c.text('SHA-256 over the sorted business columns; alone decides what is rebuilt.'),
    reason: c.nullable(c.text('Why the window is incomplete or in error.')),
  }),
});
