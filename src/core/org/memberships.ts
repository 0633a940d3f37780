import { addDays } from '../days.ts';
import type { Problem } from '../problem.ts';
import { grouped, overlappingLines, reversedIntervals, WITHOUT_END } from './intervals.ts';
import { type People, unknownPeople } from './people.ts';
import type { OrgLine, OrgLines } from './tables.ts';
import { unknownTeams } from './teams.ts';

type Membership = OrgLine<'memberships.csv'>;

const FILE = 'memberships.csv';
const WHOLE = 10_000n;

/** Membership rows in basis points; per person and day the weights must sum to 1. Days without any are allowed. */
export function loadMemberships(
  lines: OrgLines,
  people: People,
  personKey: (email: string) => string,
): { rows: Record<string, unknown>[]; problems: Problem[] } {
  const memberships = lines[FILE];
  const reversed = reversedIntervals(FILE, memberships);
  const problems = [
    ...reversed,
    ...unknownPeople(
      FILE,
      memberships.map(({ line, row }) => ({ line, email: row.email })),
      people,
    ),
    ...unknownTeams(
      FILE,
      memberships.map(({ line, row }) => ({ line, team: row.team_id })),
      lines,
    ),
    ...overlappingLines(
      FILE,
      memberships,
      ({ row }) => `${row.email} ${row.team_id}`,
      ({ row }) => `the membership of ${row.email} in ${row.team_id}`,
    ),
  ];
  const sane = memberships.filter(({ line }) => !reversed.some((problem) => problem.line === line));
  for (const [email, group] of grouped(sane, ({ row }) => row.email)) problems.push(...wrongSums(email, group));
  const rows = memberships.map(({ row }) => ({
    person_key: personKey(row.email),
    team_id: row.team_id,
    weight_bp: row.weight,
    valid_from: row.valid_from,
    valid_to: row.valid_to,
  }));
  return { rows, problems };
}

/** Stretches of days on which the weights of a person do not sum to 1. */
function wrongSums(email: string, memberships: readonly Membership[]): Problem[] {
  const edges = new Set(memberships.flatMap(({ row }) => [row.valid_from, row.valid_to ?? WITHOUT_END]));
  const days = [...edges].sort();
  return days.slice(0, -1).flatMap((from, index): Problem[] => {
    const to = days[index + 1]!;
    const holding = memberships.filter(({ row }) => row.valid_from <= from && from < (row.valid_to ?? WITHOUT_END));
    const sum = holding.reduce((total, { row }) => total + row.weight, 0n);
    if (holding.length === 0 || sum === WHOLE) return [];
    const stretch = to === WITHOUT_END ? `from ${from} on` : `from ${from} to ${addDays(to, -1)}`;
    return [
      {
        file: FILE,
        line: holding[0]!.line,
        message: `the weights of ${email} sum to ${Number(sum) / 10_000} ${stretch} (lines ${holding.map((m) => m.line).join(', ')})`,
        remedy: 'let the weights of a person sum to 1 on every day, or end one membership when the next begins',
      },
    ];
  });
}
