import { decimalToUnits, parseDecimal } from '../money/decimal.ts';
import type { Problem } from '../problem.ts';
import { isRepoKey, repoOf } from '../repo-key.ts';
import { grouped } from './intervals.ts';
import type { OrgLines } from './tables.ts';

/** Remote URL or repository key as a repository key; NULL when it is neither. */
function repoKeyOf(text: string): string | null {
  if (isRepoKey(text)) return text;
  return /^([a-z+]+:\/\/|[^@/\s]+@)/i.test(text) ? repoOf(text) : null;
}

/** A million, in 10^-12 units: weights are summed and multiplied by amounts in 38 digits. */
const LARGEST_WEIGHT = 10n ** 18n;

/**
 * Links from sessions to outcomes that people have decided. Lines of one session and place share its
 * money by weight; the same session, outcome and place twice, a weight of zero or beyond a million, or a repository nobody can name are problems.
 */
export function loadLinkOverrides(
  lines: OrgLines,
  personKey: (email: string) => string,
): { rows: Record<string, unknown>[]; problems: Problem[] } {
  const file = 'link_overrides.csv';
  const problems: Problem[] = [];
  const read = lines[file].map(({ line, row }) => {
    const repo = row.repo === null ? null : repoKeyOf(row.repo);
    if (row.repo !== null && repo === null) {
      problems.push({
        file,
        line,
        message: `repo ${row.repo} is neither a repository key nor the URL of a remote`,
        remedy: 'write the URL of the remote, or the key as fin_orphans_v1 shows it',
      });
    }
    const weight = decimalToUnits(parseDecimal(row.weight), 12);
    if (weight <= 0n || weight > LARGEST_WEIGHT) {
      problems.push({
        file,
        line,
        message: `weight is ${row.weight}`,
        remedy: 'write a number above 0 and up to 1000000; leave the line out to link nothing',
      });
    }
    if (/[\s,;|]/.test(row.outcome)) {
      problems.push({
        file,
        line,
        message: `outcome "${row.outcome}" names more than one outcome`,
        remedy: 'write one line per outcome, with weights',
      });
    }
    return {
      line,
      row: {
        session_id: row.session,
        outcome_id: row.outcome,
        weight: row.weight,
        repo,
        branch: row.branch,
        day: row.day,
        decided_by: personKey(row.who),
        reason: row.why,
        decided_on: row.when,
      },
    };
  });
  const place = ({ row }: (typeof read)[number]) =>
    JSON.stringify([row.session_id, row.outcome_id, row.repo, row.branch, row.day]);
  for (const group of grouped(read, place).values()) {
    for (const { line, row } of group.slice(1)) {
      problems.push({
        file,
        line,
        message: `session ${row.session_id} is already linked to ${row.outcome_id} on line ${group[0]!.line}`,
        remedy: 'keep one of the lines',
      });
    }
  }
  return { rows: read.map(({ row }) => row), problems };
}
