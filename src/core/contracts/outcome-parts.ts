import { z } from 'zod';
import { type Contract, column as c, defineContract } from './contract.ts';
import { outcomeVersion } from './outcome.ts';

const n = c.nullable;

const part = <Shape extends z.ZodRawShape>(
  name: string,
  grain: string,
  description: string,
  key: readonly (keyof Shape & string)[],
  shape: Shape,
): Contract<typeof outcomeVersion & Shape> =>
  defineContract<typeof outcomeVersion & Shape>({
    name: `outcome_${name}`,
    grain: `${grain} of a version of an outcome`,
    description,
    key: ['outcome_id', 'version_at', ...key] as (keyof (typeof outcomeVersion & Shape) & string)[],
    partition: 'month',
    spansPeriods: true,
    row: z.object({ ...outcomeVersion, ...shape }) as unknown as z.ZodObject<typeof outcomeVersion & Shape>,
  });

/** Commits of a pull request or of a deployment. */
export const outcomeCommit = part('commit', 'one row per commit', 'Commits, oldest first.', ['sha'], {
  sha: c.text('Commit, 40 or 64 hex digits.'),
  commit_no: c.count('Order inside the outcome, from 1 for the oldest.'),
  committed_at: n(c.instant('Committer time.')),
  author_actor: n(c.text('Pseudonym of the git author; NULL where the commit names nobody.')),
  is_bot: n(c.flag('True when the author is automation.')),
  is_merge: n(c.flag('True for a commit with two or more parents.')),
  ai_tool: n(c.text('Tool whose address stands as author or co-author.')),
  check_state: n(c.text('success, failure or pending: all checks of the commit together.')),
  patch_id: n(c.text('Stable patch id, where the source can compute it.')),
});

/** Changed files, by keyed hash of their path. */
export const outcomeFile = part(
  'file',
  'one row per changed file',
  'Changed files and their line counts.',
  ['path_hash'],
  {
    path_hash: c.text('Keyed hash of the path; equal for one path in every source.'),
    lines_added: n(c.count('Lines added; NULL for binary files.', 'lines')),
    lines_deleted: n(c.count('Lines deleted; NULL for binary files.', 'lines')),
    is_generated: c.flag('Generated, vendored or lock file by its path: left out of sizes.'),
  },
);

/** Reviews, bots and the author included. */
export const outcomeReview = part('review', 'one row per review', 'Reviews in the order they came.', ['review_id'], {
  review_id: c.text('Id at the source.'),
  reviewer_actor: n(c.text('Pseudonym of the reviewer.')),
  is_bot: c.flag('True for automation.'),
  is_author: c.flag('True when the author reviewed the own work.'),
  state: c.text('approved, changes_requested, commented, dismissed or pending.'),
  sha: n(c.text('Commit reviewed.')),
  submitted_at: n(c.instant('When it was submitted.')),
});

/** Words that people or rules have put on the outcome. */
export const outcomeLabel = part('label', 'one row per label', 'Labels, tags and components as sent.', ['label'], {
  label: c.text('Label as the source spells it.'),
});

/** Traces of AI tools on the outcome, and links to the sessions that made it. */
export const outcomeEvidence = part(
  'evidence',
  'one row per piece of evidence',
  'AI evidence: session trailers, notes, traces, co-authors, bot authors, branch prefixes, labels, declarations.',
  ['evidence_no'],
  {
    evidence_no: c.count('Order inside the outcome, from 1.'),
    kind: c.text(
      'session_trailer, note, trace, co_author, author, branch_prefix, label, agent_delegate, agent_session, session_id or declared.',
    ),
    tool: n(c.text('Tool the evidence names: claude_code, copilot, codex …')),
    model: n(c.text('Model the evidence names.')),
    session_ref_hash: n(c.text('Lower hex SHA-256 of the bare session id.')),
    session_note_key: n(c.text('git-ai note key: `s_` and 14 hex digits of the SHA-256 of `tool:agent_id`.')),
    sha: n(c.text('Commit the evidence stands on.')),
    ai_lines: n(c.count('Lines attributed to AI by it.', 'lines')),
    confidence_bp: c.count('Strength of the evidence.', 'basis points'),
  },
);

/** What an outcome has to do with something else. */
export const outcomeRelation = part(
  'relation',
  'one row per relation',
  'Reverts, repairs, incidents, carried commits, further keys: from this outcome to something else.',
  ['relation', 'target_kind', 'target', 'evidence'],
  {
    relation: c.text(
      'reverts, reapplies, fixes, caused_by (an incident by a change), carries (a deployment), parent, child or alias.',
    ),
    target_kind: c.text('outcome, sha, pr_number (in the same repo), work_item, repo, service or session.'),
    target: c.text('Id of the target; sessions as lower hex SHA-256.'),
    evidence: c.text('message, body, branch, reverse_diff, change_event, link, service, declared …'),
    happened_at: n(c.instant('When the relation came about.')),
    confidence_bp: c.count('Strength of the evidence.', 'basis points'),
  },
);

/** Changes of state, as evidence for acceptance and reopening. */
export const outcomeEvent = part(
  'event',
  'one row per change of state',
  'Changes of state, oldest first.',
  ['event_no'],
  {
    event_no: c.count('Order inside the outcome, from 1.'),
    happened_at: c.instant('When it changed.'),
    from_state: n(c.text('State category before: open, started, done, rejected, draft …')),
    to_state: c.text('State category after.'),
    actor: n(c.text('Pseudonym of who changed it.')),
  },
);

/** Other keys under which sessions know a repository. */
export const repoAlias = defineContract({
  name: 'repo_alias',
  grain: 'one row per repository and other key',
  description: 'A clone is known to some tools by its folder and to others by its remote: both keys of one repository.',
  key: ['repo', 'alias'],
  partition: 'snapshot',
  row: z.object({
    repo: c.text('Repository key of the remote; of the folder where there is none.'),
    alias: c.text('Key of the folder of a clone or worktree, or of a former remote.'),
    alias_kind: c.text('folder, worktree or renamed.'),
  }),
});
