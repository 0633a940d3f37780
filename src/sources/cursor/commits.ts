import { vendorCommit } from '../../core/contracts/index.ts';
import { insideOf } from '../kit/door.ts';
import { monthWindowOf, rangeOf, whole } from '../kit/outcome-rows.ts';
import { completeRow } from '../kit/rows.ts';
import type { HttpStream, LandedPage, Parsed, ParsedRow, ParseNote } from '../source.ts';
import { type CommitInside, type CommitsInside, commitsDoor } from './commits-door.ts';
import { commitsRequest, nextCommits } from './commits-request.ts';
import { CURSOR, settingsOf } from './settings.ts';

/** Why a commit cannot be used; null for one that can. */
function defectOf({ sha, actor }: CommitInside): string | null {
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(sha)) return `commit hash ${JSON.stringify(sha.slice(0, 80))}`;
  return actor === null ? `commit ${sha} names no person` : null;
}

function rowOf(commit: CommitInside, dt: string): ParsedRow {
  const { sha, repo, branch, actor, committedAt, aiLines, otherLines } = commit;
  const row = completeRow(vendorCommit, {
    tool: CURSOR,
    sha,
    repo,
    branch,
    provider: CURSOR,
    actor_id: actor,
    committed_at: committedAt,
    ai_lines: whole(aiLines),
    other_lines: whole(otherLines),
  });
  return { table: vendorCommit.name, dt, row };
}

function parse(page: LandedPage): Parsed {
  const { value, notes } = insideOf<CommitsInside>(page);
  const range = rangeOf(page);
  const found: ParseNote[] = [...notes];
  const rows = value.commits.flatMap((commit) => {
    const defect = defectOf(commit);
    if (defect !== null) found.push({ code: 'quarantined', detail: defect });
    const dt = defect === null ? monthWindowOf(commit.countedAt, range) : null;
    return dt === null ? [] : [rowOf(commit, dt)];
  });
  const missing = Math.min(value.size, value.total - (value.page - 1) * value.size) - value.commits.length;
  if (missing > 0) found.push({ code: 'short_page', detail: `${missing} of ${value.total} commits are missing` });
  return { rows, notes: found };
}

/** Lines by AI and by hand per commit, by the month in which Cursor counted them. Commits of laptops that were offline come late. */
export const commits: HttpStream = {
  kind: 'http',
  name: 'commits',
  tables: [vendorCommit],
  optional: true,
  window: 'month',
  repullDays: 7,
  maxDaysPerRequest: 30,
  firstRequest: (range, settings) => commitsRequest(range, settingsOf(settings).page_size),
  atTheDoor: commitsDoor,
  nextRequest: (page) => {
    const { commits: items, ...place } = insideOf<CommitsInside>(page).value;
    return nextCommits(page, { ...place, items: items.length });
  },
  parse,
};
