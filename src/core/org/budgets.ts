import { didYouMean } from '../dbt/nearest.ts';
import type { Problem } from '../problem.ts';
import { grouped, overlappingLines, reversedIntervals } from './intervals.ts';
import { type People, unknownPeople } from './people.ts';
import type { OrgLine, OrgLines } from './tables.ts';
import { unknownTeams } from './teams.ts';

type PersonKey = (email: string) => string;
interface Loaded {
  readonly rows: Record<string, unknown>[];
  readonly problems: Problem[];
}

/** Cost centre rows; an owner must be a person, a code may stand once. */
export function loadCostCenters(lines: OrgLines, people: People, personKey: PersonKey): Loaded {
  const file = 'cost_centers.csv';
  const centers = lines[file];
  const problems = unknownPeople(
    file,
    centers.map(({ line, row }) => ({ line, email: row.owner_email })),
    people,
  );
  for (const [code, group] of grouped(centers, ({ row }) => row.cost_center)) {
    for (const { line } of group.slice(1)) {
      problems.push({
        file,
        line,
        message: `cost centre ${code} is already on line ${group[0]!.line}`,
        remedy: 'remove one of the lines',
      });
    }
  }
  const rows = centers.map(({ row }) => ({
    cost_center: row.cost_center,
    name: row.name,
    owner: row.owner_email === null ? null : personKey(row.owner_email),
  }));
  return { rows, problems };
}

/**
 * Budget rows. A budget names an existing team, cost centre or tool, or the company; a correction is a line with a later
 * valid_from. `currencies` are those the company's accounts are billed in: a budget in another one could never be compared.
 */
export function loadBudgets(
  lines: OrgLines,
  people: People,
  personKey: PersonKey,
  currencies: ReadonlySet<string>,
): Loaded {
  const file = 'budgets.csv';
  const budgets = lines[file];
  const problems = [
    ...budgets.flatMap((budget) => scopeProblems(budget, lines)),
    ...unknownPeople(
      file,
      budgets.map(({ line, row }) => ({ line, email: row.owner_email })),
      people,
    ),
  ];
  for (const { line, row } of budgets) {
    if (currencies.has(row.currency)) continue;
    problems.push({
      file,
      line,
      message: `budget ${row.budget_id} is in ${row.currency}, no account of the company is`,
      remedy: `budgets compare within their currency; write the amount in ${[...currencies].sort().join(' or ')}`,
    });
  }
  for (const group of grouped(budgets, ({ row }) =>
    JSON.stringify([row.budget_id, row.period, row.valid_from]),
  ).values()) {
    for (const { line, row } of group.slice(1)) {
      problems.push({
        file,
        line,
        message: `budget ${row.budget_id} for ${row.period} from ${row.valid_from} is already on line ${group[0]!.line}`,
        remedy: 'give the correction a later valid_from, or remove one of the lines',
      });
    }
  }
  const rows = budgets.map(({ row }) => ({
    budget_id: row.budget_id,
    scope_kind: row.scope_kind,
    scope_id: row.scope_id ?? 'company',
    period: row.period,
    amount: row.amount,
    currency: row.currency,
    owner: row.owner_email === null ? null : personKey(row.owner_email),
    valid_from: row.valid_from,
  }));
  return { rows, problems };
}

function scopeProblems({ line, row }: OrgLine<'budgets.csv'>, lines: OrgLines): Problem[] {
  const file = 'budgets.csv';
  if (row.scope_kind === 'company') {
    if (row.scope_id === null || row.scope_id === 'company') return [];
    return [
      {
        file,
        line,
        message: `a company budget names ${row.scope_id}`,
        remedy: 'leave scope_id empty, or set scope_kind to team, tool or cost_center',
      },
    ];
  }
  if (row.scope_id === null) {
    return [
      {
        file,
        line,
        message: `budget ${row.budget_id} of kind ${row.scope_kind} names no ${row.scope_kind}`,
        remedy: 'fill in scope_id, or set scope_kind to company',
      },
    ];
  }
  if (row.scope_kind === 'team') return unknownTeams(file, [{ line, team: row.scope_id }], lines);
  if (row.scope_kind === 'tool') return [];
  const centers = new Set(lines['cost_centers.csv'].map((center) => center.row.cost_center));
  if (centers.has(row.scope_id)) return [];
  return [
    {
      file,
      line,
      message: `cost centre ${row.scope_id} is not in cost_centers.csv`,
      remedy: `add it there or correct it${didYouMean(row.scope_id, centers)}`,
    },
  ];
}

/** Contract discounts. The lines of one account must agree on its currency; factors are positive. */
export function loadContracts(lines: OrgLines): Loaded {
  const file = 'contracts.csv';
  const contracts = lines[file];
  const problems = [
    ...reversedIntervals(file, contracts),
    ...overlappingLines(
      file,
      contracts,
      ({ row }) => JSON.stringify([row.provider, row.billing_account, row.model_pattern]),
      ({ row }) => `the factor of ${row.provider} ${row.billing_account} ${row.model_pattern}`,
    ),
  ];
  for (const { line, row } of contracts) {
    if (!/^0*(\.0*)?$/.test(row.factor) && !row.factor.startsWith('-')) continue;
    problems.push({
      file,
      line,
      message: `factor is ${row.factor}`,
      remedy: 'write what list price is multiplied with: 0.85 for 15 % off',
    });
  }
  for (const group of grouped(contracts, ({ row }) => JSON.stringify([row.provider, row.billing_account])).values()) {
    const first = group[0]!;
    for (const { line, row } of group.slice(1)) {
      if (row.currency === first.row.currency) continue;
      problems.push({
        file,
        line,
        message: `${row.provider} ${row.billing_account} is in ${row.currency} here and in ${first.row.currency} on line ${first.line}`,
        remedy: 'an account is billed in one currency: correct one of the lines',
      });
    }
  }
  return { rows: contracts.map(({ row }) => ({ ...row })), problems };
}
