import type { Problem } from '../problem.ts';
import { grouped, overlappingLines, reversedIntervals } from './intervals.ts';
import type { OrgLines } from './tables.ts';
import { unknownTeams } from './teams.ts';

/** Owner rows: each thing belongs to one team or to one shared pool at a time. */
export function loadOwners(lines: OrgLines): { rows: Record<string, unknown>[]; problems: Problem[] } {
  const file = 'owners.csv';
  const owners = lines[file];
  const problems = [
    ...reversedIntervals(file, owners),
    ...unknownTeams(
      file,
      owners.map(({ line, row }) => ({ line, team: row.team_id })),
      lines,
    ),
    ...overlappingLines(
      file,
      owners,
      ({ row }) => JSON.stringify([row.owner_kind, row.provider, row.external_id]),
      ({ row }) => `the owner of ${row.owner_kind} ${row.external_id}`,
    ),
  ];
  for (const { line, row } of owners) {
    if ((row.team_id === null) !== (row.pool === null)) continue;
    problems.push({
      file,
      line,
      message: `${row.owner_kind} ${row.external_id} names ${row.team_id === null ? 'neither a team nor a pool' : 'both a team and a pool'}`,
      remedy: 'fill in team_id when a team owns it, or pool when its money is shared',
    });
  }
  return { rows: owners.map(({ row }) => ({ ...row })), problems };
}

/** Allocation keys of shared pools; the weights of a fixed key sum to 1 per pool and validity. */
export function loadSharedRules(lines: OrgLines): { rows: Record<string, unknown>[]; problems: Problem[] } {
  const file = 'shared_rules.csv';
  const rules = lines[file];
  const problems: Problem[] = [];
  const add = (line: number, message: string, remedy: string) => problems.push({ file, line, message, remedy });
  for (const group of grouped(rules, ({ row }) => JSON.stringify([row.pool, row.valid_from])).values()) {
    const first = group[0]!;
    const { pool, method, valid_from: from } = first.row;
    const other = group.find(({ row }) => row.method !== method);
    if (other !== undefined) {
      add(
        other.line,
        `pool ${pool} has two methods from ${from} on (lines ${first.line} and ${other.line})`,
        'keep one method per pool and valid_from',
      );
      continue;
    }
    if (method !== 'S_FIXED') {
      for (const { line } of group.slice(1)) add(line, `pool ${pool} is given twice from ${from} on`, 'keep one line');
      for (const { line, row } of group) {
        if (row.weight === null && (row.team_id === null || row.team_id === '*')) continue;
        add(line, `${method} takes no team and no weight`, 'leave team_id and weight empty, or set method to S_FIXED');
      }
      continue;
    }
    for (const { line, row } of group) {
      if (row.team_id === null || row.weight === null) {
        add(
          line,
          `a fixed share of pool ${pool} lacks ${row.team_id === null ? 'its team' : 'its weight'}`,
          'fill in team_id and weight',
        );
      }
    }
    for (const same of grouped(group, ({ row }) => row.team_id ?? '').values()) {
      if (same.length > 1) add(same[1]!.line, `team ${same[0]!.row.team_id} is twice in pool ${pool}`, 'keep one line');
    }
    const sum = group.reduce((total, { row }) => total + (row.weight ?? 0n), 0n);
    if (sum !== 10_000n) {
      add(
        first.line,
        `the fixed shares of pool ${pool} from ${from} on sum to ${Number(sum) / 10_000} (lines ${group.map((g) => g.line).join(', ')})`,
        'let them sum to 1',
      );
    }
    problems.push(
      ...unknownTeams(
        file,
        group.map(({ line, row }) => ({ line, team: row.team_id })),
        lines,
      ),
    );
  }
  const rows = rules.map(({ row }) => ({
    pool: row.pool,
    method: row.method,
    team_id: row.team_id ?? '*',
    weight_bp: row.weight,
    valid_from: row.valid_from,
    approved_by: row.approved_by,
  }));
  return { rows, problems };
}
