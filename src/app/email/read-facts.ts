import type {
  BookFacts,
  BudgetFacts,
  EmailFacts,
  OutlookFacts,
  QualityFacts,
  ScopeKind,
} from '../../core/email/facts.ts';
import { scopeOfTeam } from '../../core/forecast-config/org-places.ts';
import type { Cell } from '../../io/query-engine.ts';
import type { LandedBudget } from '../forecast/read-budgets.ts';
import type { RunQuery } from '../summary.ts';
import type { Reader } from './audiences.ts';
import { readScope, type ScopeName } from './read-scope.ts';

/** What the facts of a mail are read with. */
export interface FactsRequest {
  readonly company: string;
  /** The reported month. */
  readonly period: string;
  readonly asOf: string;
  readonly budgets: readonly LandedBudget[];
}

/** Which of an owner's budgets the mail is about: the widest first. */
const RANK: readonly ScopeKind[] = ['company', 'org', 'cost_center', 'team', 'tool'];

/** A forecast older than this many days is named as such. */
const OLD_DAYS = 7;

const text = (cell: Cell | undefined) => (cell === null || cell === undefined ? null : String(cell));
const word = (name: string) => `'${name.replaceAll("'", "''")}'`;

/** Reads the mail of one reader from the published views. */
export async function readFacts(query: RunQuery, reader: Reader, request: FactsRequest): Promise<EmailFacts> {
  const names = await readNames(query, request.company);
  const known = request.budgets.filter((b) => b.period === request.period || b.period > request.period);
  const own = reader.audience.kind === 'company' ? known : known.filter((b) => reader.budgetIds.includes(b.budgetId));
  const { rows } = await query(
    `select currency, sum(total) as total from fin_spend_by_team_month_v1 where period = '${request.period}' group by currency order by total desc, currency`,
  );
  const spent = rows.map((r) => String(r.currency));
  const currencies =
    reader.audience.kind === 'company'
      ? spent
      : [...new Set(own.map((b) => b.currency))].sort((a, b) => place(spent, a) - place(spent, b));
  const books: BookFacts[] = [];
  for (const currency of currencies) {
    const budgets = uniqueBudgets(own.filter((b) => b.currency === currency));
    const scope = scopeFor(reader, budgets, names, request.company);
    books.push({
      currency,
      scope: await readScope(query, scope, currency, request.period),
      budgets: await readBudgetFacts(query, budgets, names, currency, request.period),
    });
  }
  return {
    company: request.company,
    audience: reader.audience,
    period: request.period,
    asOf: request.asOf,
    books,
    quality: await readQuality(query, request),
  };
}

const place = (list: readonly string[], item: string) => (list.includes(item) ? list.indexOf(item) : list.length);

interface Names {
  readonly nameOf: (budget: LandedBudget) => string;
  readonly kindOf: (budget: LandedBudget) => ScopeKind;
  readonly nodeOf: (budget: LandedBudget) => string;
}

async function readNames(query: RunQuery, company: string): Promise<Names> {
  const teams = (await query('select team_id, team_name, parent_team_id from dim_team where is_latest')).rows.map(
    (r) => ({
      team: String(r.team_id),
      name: text(r.team_name) ?? String(r.team_id),
      parent: text(r.parent_team_id),
    }),
  );
  const nodes = (await query("select distinct budget_id, node_id from fct_forecast_budget where scenario_id = 'base'"))
    .rows;
  const nodeById = new Map(nodes.map((r) => [String(r.budget_id), String(r.node_id)]));
  return {
    nameOf: (b) =>
      b.scopeKind === 'company'
        ? company
        : (teams.find((t) => b.scopeKind === 'team' && t.team === b.scopeId)?.name ?? b.scopeId),
    kindOf: (b) => (b.scopeKind === 'team' ? (scopeOfTeam(b.scopeId, teams)?.kind ?? 'team') : b.scopeKind),
    nodeOf: (b) => nodeById.get(b.budgetId) ?? '',
  };
}

/** One entry per budget, in the order of ids. */
function uniqueBudgets(budgets: readonly LandedBudget[]): LandedBudget[] {
  const byId = new Map(budgets.map((b) => [b.budgetId, b]));
  return [...byId.values()].sort((a, b) => (a.budgetId < b.budgetId ? -1 : 1));
}

function scopeFor(reader: Reader, budgets: readonly LandedBudget[], names: Names, company: string): ScopeName {
  const ranked = [...budgets].sort(
    (a, b) =>
      RANK.indexOf(names.kindOf(a)) - RANK.indexOf(names.kindOf(b)) ||
      Number(b.amount) - Number(a.amount) ||
      (a.budgetId < b.budgetId ? -1 : 1),
  );
  if (reader.audience.kind === 'company') {
    const own = ranked.find((b) => names.kindOf(b) === 'company');
    return { name: company, kind: 'company', node: 'company', budgetId: own?.budgetId ?? null };
  }
  const main = ranked[0]!;
  return { name: names.nameOf(main), kind: names.kindOf(main), node: names.nodeOf(main), budgetId: main.budgetId };
}

async function readBudgetFacts(
  query: RunQuery,
  budgets: readonly LandedBudget[],
  names: Names,
  currency: string,
  period: string,
): Promise<BudgetFacts[]> {
  if (budgets.length === 0) return [];
  const ids = `budget_id in (${budgets.map((b) => word(b.budgetId)).join(', ')}) and currency = ${word(currency)}`;
  const past = await query(
    `select budget_id, actual, budget from fin_budget_status_v1 where period = '${period}' and ${ids}`,
  );
  const ahead = await query(`
    select * from fin_budget_outlook_v1
    where scenario_id = 'base' and ${ids} and budget_period > '${period}' and budget_period not like 'FY%' order by budget_id, budget_period`);
  return budgets.map((budget) => {
    const month = past.rows.find((r) => r.budget_id === budget.budgetId);
    return {
      name: names.nameOf(budget),
      kind: names.kindOf(budget),
      spent: text(month?.actual),
      budget: text(month?.budget),
      outlook: ahead.rows
        .filter((r) => r.budget_id === budget.budgetId)
        .map((r) => ({
          month: String(r.budget_period),
          p10: String(r.p10),
          p50: String(r.p50),
          p90: String(r.p90),
          budget: String(r.budget),
          chance: Number(r.p_exceed),
          expectedOverrun: String(r.expected_overrun),
          status: String(r.outlook_status) as OutlookFacts['status'],
        })),
    };
  });
}

async function readQuality(query: RunQuery, { period, asOf }: FactsRequest): Promise<QualityFacts> {
  const one = async (sql: string) => (await query(sql)).rows[0] ?? {};
  const through = await one(`select max(through_day) as day from fin_budget_status_v1`);
  const owned = await one(`
    select sum(case when row_kind <> 'unattributed' then total else 0 end) as owned, sum(total) as total
    from fin_spend_by_team_month_v1 where period = '${period}'`);
  const priced = await one(`
    select sum(case when list_cost is not null then tokens else 0 end) as priced, sum(tokens) as total
    from fct_usage where role = 'counted' and token_kind <> 'none' and period = '${period}'`);
  const checks = await one(`
    select count(*) as total, sum(case when status = 'open' then 1 else 0 end) as open_checks
    from fin_reconciliation_v1 where period = '${period}'`);
  const ratio = (part: Cell | undefined, whole: Cell | undefined) => {
    const size = Number(whole ?? 0);
    return size === 0 ? null : Number(part ?? 0) / size;
  };
  return {
    completeThrough: text(through.day),
    ownedShare: ratio(owned.owned, owned.total),
    pricedShare: ratio(priced.priced, priced.total),
    checks: Number(checks.total ?? 0),
    checksOutside: Number(checks.open_checks ?? 0),
    warnings: await readWarnings(query, asOf),
  };
}

/** Warnings of the company's quarter, and a word on the age of the forecast. */
async function readWarnings(query: RunQuery, asOf: string): Promise<string[]> {
  const { rows } = await query(
    "select as_of, warnings from fin_forecast_quarter_v1 where scenario_id = 'base' and node_id = 'company' order by currency, period_start desc",
  );
  const warnings = new Set(rows.flatMap((r) => JSON.parse(String(r.warnings)) as string[]));
  const made = text(rows[0]?.as_of);
  const age = made === null ? 0 : (Date.parse(asOf) - Date.parse(made)) / 86_400_000;
  return [
    ...(age > OLD_DAYS ? [`the forecast was made on ${made}; run tokenledger forecast for a newer one`] : []),
    ...warnings,
  ];
}
