import { z } from 'zod';
import { column as c, defineContract } from './contract.ts';

const n = c.nullable;

/** Commits for which a tool's vendor counted lines by AI and by hand (rung L2). */
export const vendorCommit = defineContract({
  name: 'vendor_commit',
  grain: 'one row per tool, person and commit',
  description:
    "AI-written lines per commit as a tool's vendor counts them: a link between a person's sessions in the tool and the outcome that holds the commit.",
  key: ['tool', 'actor_id', 'sha'],
  partition: 'month',
  spansPeriods: true,
  row: z.object({
    tool: c.text('Tool whose vendor counted: cursor, windsurf …'),
    sha: c.text('Commit, 40 or 64 hex digits.'),
    repo: n(c.text('Repository key, as session_event; NULL where the vendor does not say.')),
    branch: n(c.text('Branch committed to.')),
    provider: c.text('Who reports it; identities of this provider resolve actor_id.'),
    actor_id: c.text('Pseudonym of the person, or the vendor user id.'),
    committed_at: n(c.instant('Time of the commit.')),
    ai_lines: n(c.count('Lines by AI that were added.', 'lines')),
    other_lines: n(c.count('Lines by hand that were added.', 'lines')),
  }),
});
