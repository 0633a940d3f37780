import { didYouMean } from '../dbt/nearest.ts';
import type { Problem } from '../problem.ts';
import { grouped, overlappingLines, reversedIntervals, WITHOUT_END } from './intervals.ts';
import type { OrgFile, OrgLine, OrgLines } from './tables.ts';

type Team = OrgLine<'teams.csv'>;

/** Team rows, and problems: unknown parents and cost centres, cycles, two versions of a team on one day. */
export function loadTeams(lines: OrgLines): { rows: Record<string, unknown>[]; problems: Problem[] } {
  const teams = lines['teams.csv'];
  const costCenters = new Set(lines['cost_centers.csv'].map(({ row }) => row.cost_center));
  const problems = [
    ...reversedIntervals('teams.csv', teams),
    ...overlappingLines(
      'teams.csv',
      teams,
      ({ row }) => row.team_id,
      ({ row }) => `team ${row.team_id}`,
    ),
    ...unknownTeams(
      'teams.csv',
      teams.map(({ line, row }) => ({ line, team: row.parent_team_id })),
      lines,
    ),
    ...cycles(teams),
  ];
  for (const { line, row } of teams) {
    if (row.cost_center === null || costCenters.has(row.cost_center)) continue;
    problems.push({
      file: 'teams.csv',
      line,
      message: `cost centre ${row.cost_center} is not in cost_centers.csv`,
      remedy: `add it there or correct it${didYouMean(row.cost_center, costCenters)}`,
    });
  }
  return { rows: teams.map(({ row }) => ({ ...row })), problems };
}

/** Problems of lines that name a team that does not exist. */
export function unknownTeams(
  file: OrgFile,
  named: readonly { readonly line: number; readonly team: string | null }[],
  lines: OrgLines,
): Problem[] {
  const known = new Set(lines['teams.csv'].map(({ row }) => row.team_id));
  return named
    .filter(({ team }) => team !== null && !known.has(team))
    .map(({ line, team }) => ({
      file,
      line,
      message: `team ${team} is not in teams.csv`,
      remedy: `add the team or correct its id${didYouMean(team!, known)}`,
    }));
}

/** Teams that are their own ancestor on some day; each cycle is named once. */
function cycles(teams: readonly Team[]): Problem[] {
  const problems = new Map<string, Problem>();
  for (const day of new Set(teams.map(({ row }) => row.valid_from))) {
    const holding = teams.filter(({ row }) => row.valid_from <= day && day < (row.valid_to ?? WITHOUT_END));
    const byId = new Map([...grouped(holding, ({ row }) => row.team_id)].map(([id, [team]]) => [id, team!]));
    for (const start of byId.values()) {
      const path: Team[] = [];
      for (let at: Team | undefined = start; at !== undefined; ) {
        if (path.includes(at)) {
          const cycle = path.slice(path.indexOf(at));
          const ids = cycle.map(({ row }) => row.team_id);
          const key = [...ids].sort().join('\n');
          if (!problems.has(key)) {
            problems.set(key, {
              file: 'teams.csv',
              line: Math.min(...cycle.map((team) => team.line)),
              message: `the teams ${[...ids, ids[0]].join(' → ')} are each other's parents`,
              remedy: 'clear parent_team_id of the topmost of them',
            });
          }
          break;
        }
        path.push(at);
        at = at.row.parent_team_id === null ? undefined : byId.get(at.row.parent_team_id);
      }
    }
  }
  return [...problems.values()];
}
