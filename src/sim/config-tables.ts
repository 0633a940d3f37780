import { HOLIDAYS, monthsFrom } from './company/calendar.ts';
import type { Company } from './company/company.ts';
import { COST_CENTERS, TEAM_PLANS, TEAMS } from './company/org.ts';
import type { Person } from './company/people.ts';
import { PLATFORM_POOL } from './company/workloads/workload.ts';
import type { ConfigRow } from './vendors/vendor.ts';
import type { World } from './world.ts';

/** A config CSV: its name without ending, its columns and rows. */
export interface ConfigTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly ConfigRow[];
}

const table = (name: string, columns: readonly string[], rows: readonly (readonly string[])[]): ConfigTable => ({
  name,
  columns,
  rows: rows.map((cells) => Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']))),
});

/** Basis points as a decimal share: 2500 is 0.25. */
const share = (bp: number): string => (bp / 10_000).toFixed(4).replace(/\.?0+$/, '');

/** The longest-serving member of a team answers for its money. */
const leadOf = (company: Company, team: string): Person | undefined =>
  company.people.find((p) => p.memberships.some((m) => m.team === team) && p.activeTo === null);

const leadOfCostCenter = (company: Company, code: string): string => {
  const team = TEAMS.find((t) => t.spells.some((s) => s.costCenter === code));
  return (team && leadOf(company, team.id)?.email) ?? '';
};

/** People, teams, memberships, cost centres, shared rules, thresholds and holidays as the company knows them. */
export function configTables(known: Company): ConfigTable[] {
  const employed = known.people.filter((p) => p.employed);
  return [
    table(
      'people',
      ['email', 'name', 'is_bot', 'active_from', 'active_to'],
      employed.map((p) => [p.email, p.name, 'false', p.activeFrom, p.activeTo ?? '']),
    ),
    table(
      'teams',
      ['team_id', 'team_name', 'parent_team_id', 'cost_center', 'valid_from', 'valid_to'],
      TEAMS.flatMap((t) => t.spells.map((s) => [t.id, s.name, s.parent ?? '', s.costCenter ?? '', s.from, s.to ?? ''])),
    ),
    table(
      'memberships',
      ['email', 'team_id', 'weight', 'valid_from', 'valid_to'],
      employed.flatMap((p) => p.memberships.map((m) => [p.email, m.team, share(m.weightBp), m.from, m.to ?? ''])),
    ),
    table(
      'cost_centers',
      ['cost_center', 'name', 'owner_email'],
      COST_CENTERS.map(([code, name]) => [code, name, leadOfCostCenter(known, code)]),
    ),
    table(
      'shared_rules',
      ['pool', 'method', 'team_id', 'weight', 'valid_from', 'approved_by'],
      [[PLATFORM_POOL, 'S_PROPORTIONAL_DIRECT', '', '', '2026-01-01', 'finance-committee']],
    ),
    table(
      'thresholds',
      ['threshold', 'value', 'unit', 'valid_from'],
      [['unattributed_target_bp', '500', 'basis points', '2026-01-01']],
    ),
    table(
      'holidays',
      ['day', 'name'],
      HOLIDAYS.map((day) => [day, 'Company holiday']),
    ),
    table(
      'forecast_events',
      ['effective_date', 'kind', 'model', 'value', 'to_model', 'source', 'announced_at'],
      MODEL_MOVES.map(([from, to]) => ['2026-11-01', 'route_share', from, '1', to, 'all work moves on', '2026-10-01']),
    ),
  ];
}

/** The models whose work the company has announced to move to a newer one, as the bills name them. */
const MODEL_MOVES = [
  ['claude-opus-4-6', 'claude-opus-5-5'],
  ['claude-sonnet-5', 'claude-sonnet-5-5'],
  ['anthropic.claude-sonnet-5', 'anthropic.claude-sonnet-5-5'],
  ['gpt-5.6-terra', 'gpt-6-sol'],
  ['gpt-5.6-sol', 'gpt-6-sol'],
] as const;

const FIRST_BUDGET = '2026-02';
/** The research budget was raised in July for the months from August on. */
const RAISE = { team: 'ml-research', from: '2026-08', factor: 1.25, on: '2026-07-20' } as const;

/** Budgets by team, tool and for the company: a fiscal year ahead, growing two per cent of the start a month. */
export const budgetRows = {
  columns: ['budget_id', 'scope_kind', 'scope_id', 'period', 'amount', 'currency', 'owner_email', 'valid_from'],
  rows(world: World): ConfigRow[] {
    const end = world.asOf >= '2027-01-15' ? '2028-01' : '2027-01';
    const grown = (base: number, month: string) =>
      Math.round((base * (100 + 2 * (monthsFrom(FIRST_BUDGET, month).length - 1))) / 1000) * 10;
    const row = (kind: string, id: string, period: string, amount: number, owner: string, from = '2026-01-15') => ({
      budget_id: `${kind}-${id}`,
      scope_kind: kind,
      scope_id: kind === 'company' ? '' : id,
      period,
      amount: amount.toFixed(2),
      currency: 'USD',
      owner_email: owner,
      valid_from: from,
    });
    const total = TEAM_PLANS.reduce((sum, p) => sum + p.budget, 0);
    const finance = leadOf(world.known, 'finance-ops')?.email ?? '';
    const tools = [
      ['claude_code', 8200],
      ['github_copilot', 1300],
      ['cursor', 1650],
    ] as const;
    return monthsFrom(FIRST_BUDGET, end).flatMap((month) => [
      ...TEAM_PLANS.flatMap((p) => {
        const owner = leadOf(world.known, p.id)?.email ?? '';
        const first = row('team', p.id, month, grown(p.budget, month), owner);
        const raised = p.id === RAISE.team && month >= RAISE.from && world.asOf >= RAISE.on;
        return raised
          ? [first, row('team', p.id, month, Math.round(grown(p.budget, month) * RAISE.factor), owner, RAISE.on)]
          : [first];
      }),
      ...tools.map(([tool, base]) => row('tool', tool, month, grown(base, month), finance)),
      row('company', 'northwind', month, grown(total + 1500, month), finance),
    ]);
  },
};
