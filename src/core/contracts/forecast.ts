import { z } from 'zod';
import { column as c, defineContract } from './contract.ts';

const n = c.nullable;
const usd = (description: string) => c.decimal(18, 6, description, 'currency');
const share = (description: string) => n(c.decimal(18, 6, description, 'ratio'));

/** What every row of a forecast carries. */
const head = {
  run_id: c.text('Forecast run: as_of and a hash of everything that went in.'),
  as_of: c.day('Logical day of the forecast.'),
  scenario_id: c.text('base, or the id of a scenario of forecasts/scenarios.yaml.'),
  node_id: c.text('Node of the hierarchy: level and its keys, separated by /.'),
  org: n(c.text('Team above the node; NULL where there is none.')),
  currency: c.text('ISO 4217 code of the amounts; nothing is converted.'),
  period_start: c.day('First day of the period.'),
};

const quantiles = (what: string) => ({
  p05: c.decimal(38, 6, `5 % quantile of ${what}.`, 'unit of the metric'),
  p10: c.decimal(38, 6, `10 % quantile of ${what}.`, 'unit of the metric'),
  p50: c.decimal(38, 6, `Median of ${what}: the point forecast.`, 'unit of the metric'),
  p90: c.decimal(38, 6, `90 % quantile of ${what}.`, 'unit of the metric'),
  p95: c.decimal(38, 6, `95 % quantile of ${what}.`, 'unit of the metric'),
});

const level = c.text('company, tool, model, org, cost_center, team, tool_team or leaf.');

/** Forecasts by node, period, charge class and metric (forecasting rules, output table). */
export const forecastSpend = defineContract({
  name: 'forecast_spend',
  grain: 'one row per run, scenario, node, currency, charge class, metric, grain and period',
  description: 'Quantile forecasts of spend and its drivers, with how they were made and how good such forecasts were.',
  key: ['scenario_id', 'node_id', 'currency', 'charge_class', 'metric', 'grain', 'period_start'],
  partition: 'snapshot',
  row: z.object({
    ...head,
    generated_with: c.text('Version of the program.'),
    node_level: level,
    tool: n(c.text('Tool of the node.')),
    model: n(c.text('Model of the node.')),
    team: n(c.text('Team of the node.')),
    cost_center: n(c.text('Cost centre of the node.')),
    charge_class: c.text('usage, seat (charges by the calendar), one_off or total.'),
    metric: c.text('usd (amount in the currency), tokens, active_users or seats.'),
    grain: c.text('day, month or quarter (fiscal).'),
    period_end: c.day('Last day of the period.'),
    horizon_step: c.count('Days, months or quarters ahead, from 1.'),
    ...quantiles('the period'),
    mean: c.decimal(38, 6, 'Mean of the period.', 'unit of the metric'),
    actual_usd: n(usd('Part of the period that is spent already; contained in the quantiles.')),
    method: c.text('How the point forecast was combined; zero for what is no longer used.'),
    regime: c.text('Kind of history that chose the models.'),
    components: c.text('JSON: model name to its total over the horizon.'),
    n_obs: c.count('Points of history.', 'points'),
    history_start: n(c.day('First day of the history used.')),
    imputed_share: share('Share of the history that was filled in.'),
    sigma1: share('One-step standard deviation on the scale of the model.'),
    reconciled: c.flag('True when the hierarchy was reconciled.'),
    base_p50: n(
      c.decimal(38, 6, 'Point forecast of the node alone, before reconciliation and events.', 'unit of the metric'),
    ),
    backtest_origins: c.count('Earlier dates the forecast was tested from.', 'dates'),
    backtest_smape: share('Symmetric error of the backtest.'),
    backtest_mase: share('Error of the backtest over that of the naive forecast.'),
    backtest_quarter_wape: share('Absolute error of the quarter totals over their sum.'),
    backtest_bias: share('Mean signed error of the quarter totals.'),
    cov80_backtest: share('Share of outcomes inside the 80 % interval.'),
    skill_vs_runrate: share('1 less error over the error of the 30-day run rate; negative is worse than the run rate.'),
    interval_quality: c.text('ok, or low when the history is too short to trust the widths.'),
    driver_users: share('Active users a day behind the forecast; NULL for groups below the privacy limit.'),
    driver_tokens_per_user: n(c.decimal(38, 6, 'Tokens per active user and day; NULL as driver_users.', 'tokens')),
    driver_price_index: share('Price at the end of the period over the price at as_of.'),
    driver_mix_json: n(c.text('JSON: model to its share of the tokens.')),
    seats_usd: n(usd('Part of the period that is billed by the calendar.')),
    events_json: c.text('JSON: announced events that reach the node.'),
    warnings: c.text('JSON list of what a reader must know.'),
  }),
});

/** Budgets against the forecast. */
export const forecastBudget = defineContract({
  name: 'forecast_budget',
  grain: 'one row per run, scenario, budget, currency and month or fiscal quarter',
  description: 'Chance, date and size of exceeding each budget.',
  key: ['scenario_id', 'budget_id', 'currency', 'period'],
  partition: 'snapshot',
  row: z.object({
    ...head,
    budget_id: c.text('Budget.'),
    scope_kind: c.text('team, tool, cost_center, org or company.'),
    scope_id: c.text('Team, tool, cost centre or org; company for the whole.'),
    period: c.text('Month YYYY-MM, or a fiscal quarter FY2027-Q4 whose three months all have the budget.'),
    budget_usd: usd('Budgeted amount.'),
    actual_to_date: usd('Spent already.'),
    p10: usd('10 % quantile of the period.'),
    p50: usd('Median of the period.'),
    p90: usd('90 % quantile of the period.'),
    p_exceed: c.decimal(18, 6, 'Probability that the period exceeds the budget.', 'ratio'),
    exceed_date_p10: n(c.day('Early day on which the budget is crossed, among paths that cross it.')),
    exceed_date_p50: n(c.day('Median day of crossing.')),
    exceed_date_p90: n(c.day('Late day of crossing.')),
    expected_overrun: usd('Mean of what is spent above the budget.'),
    budget_for_90pct: usd('Budget that would hold in nine of ten cases.'),
    status: c.text('over, likely (chance of one half and more), at_risk (one fifth and more) or ok.'),
  }),
});

/** What forecasts from earlier days said about what then came. */
export const forecastBacktest = defineContract({
  name: 'forecast_backtest',
  grain: 'one row per run, node, currency, origin and step',
  description: 'Rolling-origin backtest: forecasts as they would have been made, beside the actual amounts.',
  key: ['scenario_id', 'node_id', 'currency', 'origin', 'step'],
  partition: 'snapshot',
  row: z.object({
    ...head,
    node_level: level,
    origin: c.day('Last day of history the forecast was made from.'),
    step: c.count('1 to 3 are the thirds of the horizon, 0 is the whole.'),
    period_end: c.day('Last day of the step.'),
    actual: usd('What was spent.'),
    p05: usd('5 % quantile of the forecast.'),
    p10: usd('10 % quantile.'),
    p50: usd('Median.'),
    p90: usd('90 % quantile.'),
    p95: usd('95 % quantile.'),
    run_rate: usd('What carrying the last 30 days forward would have said.'),
    scaled_error: n(c.decimal(18, 6, 'Error over the scale of the node.', 'scale of the node')),
  }),
});

/** Why the next quarter differs from the last complete one. */
export const forecastChange = defineContract({
  name: 'forecast_change',
  grain: 'one row per run, scenario, node, currency and effect',
  description:
    'Effects that explain the difference between the last complete and the next full quarter; they sum to it exactly.',
  key: ['scenario_id', 'node_id', 'currency', 'effect'],
  partition: 'snapshot',
  row: z.object({
    ...head,
    node_level: level,
    from_period_start: c.day('First day of the quarter compared with.'),
    from_usd: usd('Spend of that quarter.'),
    to_usd: usd('Forecast of the next full quarter.'),
    effect: c.text('users, tokens, mix, price, seats, events, new_or_retired or residual.'),
    usd: usd('Amount the effect adds or takes away.'),
  }),
});

/** Every forecast contract. */
export const forecastContracts = [forecastSpend, forecastBudget, forecastBacktest, forecastChange] as const;
