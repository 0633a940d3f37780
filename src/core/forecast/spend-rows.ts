import { dayOfNumber } from '../days.ts';
import type { BacktestSummary } from './backtest-summary.ts';
import { inScope } from './changes.ts';
import { type NodeDrivers, nodeDrivers, userRows } from './driver-rows.ts';
import type { HierarchyNode } from './hierarchy.ts';
import { certain } from './intervals.ts';
import { microsText, toMicros } from './micros.ts';
import { nodeMoney, stepsOf } from './node-money.ts';
import { type Period, periodsOver } from './periods.ts';
import type { PlanContext } from './plan-context.ts';
import type { ForecastSpendRow } from './plan-rows.ts';
import type { ScenarioForecast } from './plan-scenario.ts';
import { published, round, type SpendHead } from './row-parts.ts';
import type { Component, Quantiles } from './types.ts';

/** Rows of forecast_spend of one scenario. Days only for the base: scenarios are compared by month and quarter. */
export function spendRows(
  context: PlanContext,
  scenario: ScenarioForecast,
  summaries: ReadonlyMap<string, BacktestSummary>,
): ForecastSpendRow[] {
  const { start, horizon, input } = context;
  const periods = periodsOver(start, start + horizon, input.fiscalYearStartMonth);
  const days: Period[] = Array.from({ length: scenario.id === 'base' ? horizon : 0 }, (_, k) => {
    return { grain: 'day', from: start + k, to: start + k + 1, label: dayOfNumber(start + k) };
  });
  const order = { day: 0, month: 0, quarter: 0 };
  const rows: ForecastSpendRow[] = [];
  for (const period of [...days, ...periods]) {
    const step = ++order[period.grain];
    const { from, to } = stepsOf(context, period);
    const quantiles = scenario.usageQuantiles(from, to);
    context.nodes.forEach((node, i) => {
      const head = rowHead(context, scenario, node, i, period, step, summaries);
      rows.push(...moneyRows(context, scenario, i, period, quantiles[i]!, head));
      if (period.grain !== 'day') rows.push(...userRows(context, scenario, node, period, quantiles[i]!, head));
    });
  }
  return rows;
}

function rowHead(
  context: PlanContext,
  scenario: ScenarioForecast,
  node: HierarchyNode,
  index: number,
  period: Period,
  step: number,
  summaries: ReadonlyMap<string, BacktestSummary>,
): SpendHead {
  const { input, direct } = context;
  const { forecast } = direct.base[index]!;
  const summary = summaries.get(node.id);
  const long = period.grain !== 'day';
  const drivers: NodeDrivers | null = long ? nodeDrivers(context, scenario, node, period) : null;
  const none = forecast.observations === 0;
  return {
    run_id: input.runId,
    as_of: input.asOf,
    scenario_id: scenario.id,
    node_id: node.id,
    org: node.org,
    currency: input.currency,
    period_start: dayOfNumber(period.from),
    generated_with: input.generatedWith,
    node_level: node.level,
    tool: node.tool,
    model: node.model,
    team: node.team,
    cost_center: node.costCenter,
    grain: period.grain,
    period_end: dayOfNumber(period.to - 1),
    horizon_step: step,
    method: forecast.method + (scenario.moved.has(node.id) ? '+runrate' : ''),
    regime: forecast.regime,
    components: long ? componentTotals(forecast.components) : '{}',
    n_obs: forecast.observations,
    history_start: none ? null : dayOfNumber(context.axisStart + forecast.historyStart),
    imputed_share: round(forecast.imputedShare),
    sigma1: round(forecast.sigma1),
    reconciled: direct.reconciled,
    backtest_origins: summary?.origins ?? 0,
    backtest_smape: summary?.smape ?? null,
    backtest_mase: summary?.mase ?? null,
    backtest_quarter_wape: summary?.quarterWape ?? null,
    backtest_bias: summary?.bias ?? null,
    cov80_backtest: summary?.covered80 ?? null,
    skill_vs_runrate: summary?.skill ?? null,
    interval_quality: forecast.intervalQuality,
    driver_users: drivers?.users ?? null,
    driver_tokens_per_user: drivers?.tokensPerUser ?? null,
    driver_price_index: drivers?.priceIndex ?? null,
    driver_mix_json: drivers?.mix ?? null,
    seats_usd: null,
    events_json: long ? changesOf(context, scenario, node) : '[]',
    warnings: long ? warningsOf(context, scenario, node, forecast.warnings) : '[]',
  };
}

/** Sum of every component over the horizon, as JSON by name. */
function componentTotals(components: readonly Component[]): string {
  return JSON.stringify(
    Object.fromEntries(components.map((c) => [c.name, round(c.values.reduce((a, b) => a + b, 0))])),
  );
}

/** Events and scenario changes that touch a leaf of the node, as JSON. */
function changesOf(context: PlanContext, scenario: ScenarioForecast, node: HierarchyNode): string {
  const changes = [...context.events, ...scenario.changes].filter((c) =>
    node.leaves.some((leaf) => inScope(c, context.leaves[leaf]!)),
  );
  return JSON.stringify(changes.map((c) => ({ ...c, profile: undefined })));
}

/** Warnings of the node's own forecast, as JSON; the company also carries those of the whole plan. */
function warningsOf(
  { input, warnings }: PlanContext,
  { effects }: ScenarioForecast,
  node: HierarchyNode,
  own: readonly string[],
): string {
  const all = node.level === 'company' ? [...input.warnings, ...warnings, ...effects.warnings, ...own] : own;
  return JSON.stringify(all);
}

function moneyRows(
  context: PlanContext,
  scenario: ScenarioForecast,
  index: number,
  period: Period,
  q: Quantiles,
  head: SpendHead,
): ForecastSpendRow[] {
  const { actual, ahead } = nodeMoney(context, scenario, context.nodes[index]!, period);
  const { from, to } = stepsOf(context, period);
  const { forecast } = context.direct.base[index]!;
  const base = microsText(toMicros(to > from ? forecast.totalOf(from, to).p50 : 0));
  const seats = actual.seat + ahead.seat;
  const oneOff = actual.one_off + ahead.one_off;
  const usage = actual.usage + ahead.usage;
  const spent = actual.usage + actual.seat + actual.one_off;
  const common = { ...head, metric: 'usd' as const, seats_usd: microsText(seats) };
  const total: ForecastSpendRow = {
    ...common,
    charge_class: 'total',
    ...published(q, usage + seats + oneOff, spent),
    base_p50: base,
  };
  if (period.grain === 'day') return [total];
  const rows: ForecastSpendRow[] = [total];
  rows.push({ ...common, charge_class: 'usage', ...published(q, usage, actual.usage), base_p50: base });
  if (seats !== 0n) {
    const sure = published(certain(0), seats, actual.seat);
    rows.push({ ...common, charge_class: 'seat', ...sure, base_p50: null, method: 'calendar' });
  }
  if (oneOff !== 0n) {
    const sure = published(certain(0), oneOff, actual.one_off);
    rows.push({ ...common, charge_class: 'one_off', ...sure, base_p50: null, method: 'announced' });
  }
  return rows;
}
