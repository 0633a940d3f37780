import { z } from 'zod';
import { column as c, defineContract } from './contract.ts';

/** What files hold that no table may have: counts and reasons, nothing of the lines themselves. */
export const refusedLine = defineContract({
  name: 'refused_line',
  grain: 'one row per reason for which lines of a stream are kept out',
  description:
    'Lines of files that are kept out of every table, counted by reason as the newest run met them. Nothing of what the lines say is kept.',
  key: ['reason'],
  partition: 'snapshot',
  row: z.object({
    reason: c.text('Why, in fixed words or as a code: no timestamp, MISSING_FIELD, torn_line …'),
    refused_lines: c.count('Lines kept out.', 'lines'),
    refused_tokens: c.count('Tokens these lines name, as far as they can be read.', 'tokens'),
  }),
});
