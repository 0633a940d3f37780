import type { ChangeEffect } from '../../core/email/effects.ts';
import type {
  Accuracy,
  ForecastFacts,
  MonthFacts,
  QuarterFacts,
  Range,
  ScopeFacts,
  ScopeKind,
} from '../../core/email/facts.ts';
import { monthAfter, monthsBack } from '../../core/months.ts';
import type { Cell } from '../../io/query-engine.ts';
import type { RunQuery } from '../summary.ts';

/** Finished months shown beside the forecast. */
const PAST_MONTHS = 8;

/** What a mail is about, before its figures are read. */
export interface ScopeName {
  readonly name: string;
  readonly kind: ScopeKind;
  /** Node of the forecast. */
  readonly node: string;
  /** Budget whose amounts and actuals belong to the scope; null when it has none. */
  readonly budgetId: string | null;
}

type Row = Readonly<Record<string, Cell>>;
const text = (cell: Cell | undefined) => (cell === null || cell === undefined ? null : String(cell));
const share = (cell: Cell | undefined) => (cell === null || cell === undefined ? null : Number(cell));
const range = (row: Row): Range => ({ p10: String(row.p10), p50: String(row.p50), p90: String(row.p90) });
const word = (name: string) => `'${name.replaceAll("'", "''")}'`;

/** Figures of one scope in one currency: months past and ahead, the next quarter, its drivers and its track record. */
export async function readScope(
  query: RunQuery,
  scope: ScopeName,
  currency: string,
  period: string,
): Promise<ScopeFacts> {
  const past = monthsBack(monthAfter(period), PAST_MONTHS);
  const spent = await readSpent(query, scope, currency, past);
  const ahead = await readAhead(query, scope, currency, period);
  const first = past.findIndex((m) => spent.has(m));
  const months: MonthFacts[] = [
    ...past.slice(first < 0 ? past.length : first).map((month) => ({
      month,
      spent: spent.get(month)?.spent ?? null,
      forecast: null,
      budget: spent.get(month)?.budget ?? null,
    })),
    ...ahead,
  ];
  const reported = spent.get(period);
  return {
    name: scope.name,
    kind: scope.kind,
    months,
    spent: reported?.spent ?? null,
    spentBefore: spent.get(monthsBack(period, 1)[0]!)?.spent ?? null,
    budget: reported?.budget ?? null,
    forecast: await readForecast(query, scope, currency),
  };
}

/** Spend and budget of finished months; of the whole company also without a budget. */
async function readSpent(query: RunQuery, scope: ScopeName, currency: string, months: readonly string[]) {
  const within = `period in (${months.map(word).join(', ')}) and currency = ${word(currency)}`;
  const found = new Map<string, { spent: string; budget: string | null }>();
  if (scope.kind === 'company') {
    const { rows } = await query(
      `select period, sum(total) as spent from fin_spend_by_team_month_v1 where ${within} group by period`,
    );
    for (const row of rows) found.set(String(row.period), { spent: String(row.spent), budget: null });
  }
  if (scope.budgetId !== null) {
    const { rows } = await query(
      `select period, actual, budget from fin_budget_status_v1 where budget_id = ${word(scope.budgetId)} and ${within}`,
    );
    for (const row of rows) {
      const whole = found.get(String(row.period))?.spent;
      found.set(String(row.period), { spent: whole ?? String(row.actual), budget: text(row.budget) });
    }
  }
  return found;
}

async function readAhead(query: RunQuery, scope: ScopeName, currency: string, period: string): Promise<MonthFacts[]> {
  const { rows } = await query(`
    select months.forecast_month, months.p10, months.p50, months.p90, budgets.budget
    from fin_forecast_monthly_v1 as months
    left join fin_budget_outlook_v1 as budgets
      on budgets.scenario_id = 'base' and budgets.currency = months.currency and budgets.budget_period = months.forecast_month
      and budgets.budget_id = ${word(scope.budgetId ?? '')}
    where months.scenario_id = 'base' and months.node_id = ${word(scope.node)} and months.currency = ${word(currency)} and months.forecast_month > '${period}'
    order by months.forecast_month`);
  return rows.map((row) => ({
    month: String(row.forecast_month),
    spent: null,
    forecast: range(row),
    budget: text(row.budget),
  }));
}

/** The next full quarter; null when none was forecast for the scope. */
async function readForecast(query: RunQuery, scope: ScopeName, currency: string): Promise<ForecastFacts | null> {
  const where = `node_id = ${word(scope.node)} and currency = ${word(currency)}`;
  const { rows } = await query(
    `select * from fin_forecast_quarter_v1 where scenario_id = 'base' and ${where} order by period_start desc limit 1`,
  );
  const row = rows[0];
  if (row === undefined) return null;
  const quarter = quarterFrom(String(row.fiscal_quarter), String(row.period_start));
  const budgets = await query(
    `select budget from fin_budget_outlook_v1 where scenario_id = 'base' and currency = ${word(currency)} and budget_id = ${word(scope.budgetId ?? '')} and budget_period = ${word(quarter.label)}`,
  );
  const effects = await query(
    `select effect, usd from fct_forecast_change where scenario_id = 'base' and ${where} order by effect`,
  );
  return {
    ...range(row),
    quarter,
    budget: text(budgets.rows[0]?.budget),
    before: await readBefore(query, row),
    accuracy: await readAccuracy(query, where, row),
    drivers: effects.rows.map((r) => ({ effect: String(r.effect) as ChangeEffect, amount: String(r.usd) })),
  };
}

async function readBefore(query: RunQuery, row: Row): Promise<ForecastFacts['before']> {
  const start = text(row.last_quarter_start);
  if (start === null) return null;
  const { rows } = await query(`select fiscal_quarter from dim_date where calendar_day = date '${start}'`);
  return { quarter: quarterFrom(String(rows[0]?.fiscal_quarter ?? ''), start), spent: String(row.last_quarter) };
}

async function readAccuracy(query: RunQuery, where: string, row: Row): Promise<Accuracy | null> {
  const { rows } = await query(
    `select origins, wape, run_rate_wape from fin_forecast_accuracy_v1 where ${where} and step = 0`,
  );
  const found = rows[0];
  if (found === undefined) return null;
  return {
    origins: Number(found.origins),
    quarterError: share(found.wape),
    runRateError: share(found.run_rate_wape),
    coverage80: share(row.cov80_backtest),
    intervalQuality: row.interval_quality === 'low' ? 'low' : 'ok',
  };
}

function quarterFrom(label: string, start: string): QuarterFacts {
  const firstMonth = start.slice(0, 7);
  return { label, firstMonth, lastMonth: monthAfter(monthAfter(firstMonth)) };
}
