import { dayOfNumber } from '../days.ts';
import { type BudgetOutlook, budgetOutlook } from './budgets.ts';
import type { HierarchyNode } from './hierarchy.ts';
import { fromMicros, microsText, toMicros } from './micros.ts';
import { actualOf, nodeMoney, stepsOf } from './node-money.ts';
import { PATHS, rankMapped, samplePaths } from './paths.ts';
import { type Period, periodsOver, quarterPeriod } from './periods.ts';
import type { PlanContext } from './plan-context.ts';
import type { PlanBudget } from './plan-input.ts';
import type { ForecastBudgetRow } from './plan-rows.ts';
import type { ScenarioForecast } from './plan-scenario.ts';
import { seedFrom } from './rng.ts';
import { published } from './row-parts.ts';
import { decimalMicros } from './seats.ts';

interface Target {
  budget: PlanBudget;
  period: Period;
  amount: bigint;
}

/** Budgets of months and, where all three months have one, of quarters that the horizon touches. */
function targets(context: PlanContext): Target[] {
  const { start, horizon, input } = context;
  const periods = periodsOver(start, start + horizon, input.fiscalYearStartMonth);
  const out: Target[] = [];
  for (const period of periods.filter((p) => p.grain === 'month')) {
    for (const budget of input.budgets) {
      if (budget.period === period.label) out.push({ budget, period, amount: decimalMicros(budget.amount) });
    }
  }
  for (const period of periods.filter((p) => p.grain === 'quarter')) {
    const months = new Map<string, PlanBudget[]>();
    for (const budget of input.budgets) {
      const day = Date.parse(`${budget.period}-01T00:00:00Z`) / 86_400_000;
      if (quarterPeriod(day, input.fiscalYearStartMonth).label !== period.label) continue;
      months.set(budget.budgetId, [...(months.get(budget.budgetId) ?? []), budget]);
    }
    for (const list of months.values()) {
      if (list.length !== 3) continue;
      const amount = list.reduce((sum, b) => sum + decimalMicros(b.amount), 0n);
      out.push({ budget: list[0]!, period, amount });
    }
  }
  return out;
}

function nodeOf(context: PlanContext, budget: PlanBudget): HierarchyNode | null {
  const { scopeKind, scopeId } = budget;
  const found = context.nodes.find(
    (n) =>
      n.level === scopeKind &&
      (scopeKind === 'company' ||
        (scopeKind === 'team' && n.team === scopeId) ||
        (scopeKind === 'tool' && n.tool === scopeId) ||
        (scopeKind === 'org' && n.org === scopeId) ||
        (scopeKind === 'cost_center' && n.costCenter === scopeId)),
  );
  return found ?? null;
}

/** Rows of forecast_budget of one scenario. A scope without any spend gets a row of zeros. */
export function budgetRows(context: PlanContext, scenario: ScenarioForecast): ForecastBudgetRow[] {
  const courses = new Map<string, Float64Array[]>();
  const byStep = Array.from({ length: context.horizon }, (_, k) => scenario.usageQuantiles(k, k + 1));
  const course = (node: HierarchyNode): Float64Array[] => {
    const known = courses.get(node.id);
    if (known) return known;
    const i = context.nodes.indexOf(node);
    const steps = byStep.map((all) => all[i]!);
    const nonNegative = steps.every((q) => q.p025 >= 0);
    const paths = samplePaths(steps, 'daily', seedFrom(node.id, context.input.seed), nonNegative, PATHS);
    courses.set(node.id, paths);
    return paths;
  };
  return targets(context).map((target) => {
    const node = nodeOf(context, target.budget);
    const nothing: HierarchyNode = { ...context.nodes[0]!, leaves: [] };
    return budgetRow(context, scenario, target, node ?? nothing, node === null ? null : course(node));
  });
}

function budgetRow(
  context: PlanContext,
  scenario: ScenarioForecast,
  { budget, period, amount }: Target,
  node: HierarchyNode,
  course: Float64Array[] | null,
): ForecastBudgetRow {
  const { from, to } = stepsOf(context, period);
  const { actual, ahead } = nodeMoney(context, scenario, node, period);
  const spent = actual.usage + actual.seat + actual.one_off;
  const middle = spent + ahead.usage + ahead.seat + ahead.one_off;
  const index = course === null ? -1 : context.nodes.indexOf(node);
  const zero = { p025: 0, p05: 0, p10: 0, p50: 0, p90: 0, p95: 0, p975: 0 };
  const q = index < 0 ? zero : scenario.usageQuantiles(from, to)[index]!;
  const outlook: BudgetOutlook = budgetOutlook({
    budget: fromMicros(amount),
    actual: dailyActual(context, node, period),
    paths: to > from && course ? coursesOf(context, scenario, node, period, course, q) : [new Float64Array(to - from)],
  });
  const numbers = published(q, middle, spent);
  const day = (d: number | undefined) => (d === undefined ? null : dayOfNumber(period.from + d));
  return {
    run_id: context.input.runId,
    as_of: context.input.asOf,
    scenario_id: scenario.id,
    node_id: index < 0 ? `${budget.scopeKind}/${budget.scopeId}` : node.id,
    org: index < 0 ? null : node.org,
    currency: context.input.currency,
    period_start: dayOfNumber(period.from),
    budget_id: budget.budgetId,
    period: period.label,
    budget_usd: microsText(amount),
    actual_to_date: microsText(spent),
    p10: numbers.p10,
    p50: numbers.p50,
    p90: numbers.p90,
    p_exceed: Number(outlook.exceedProbability.toFixed(6)),
    exceed_date_p10: day(outlook.exceedDay?.p10),
    exceed_date_p50: day(outlook.exceedDay?.p50),
    exceed_date_p90: day(outlook.exceedDay?.p90),
    expected_overrun: microsText(toMicros(outlook.expectedOverrun)),
    budget_for_90pct: numbers.p90,
    status: outlook.status,
  };
}

/** Known spend of each day of the period. */
function dailyActual(context: PlanContext, node: HierarchyNode, period: Period): number[] {
  const out: number[] = [];
  for (let day = period.from; day < Math.min(period.to, context.start); day++) {
    const { usage, seat, one_off } = actualOf(context, node, day, day + 1);
    out.push(fromMicros(usage + seat + one_off));
  }
  return out;
}

/** Possible courses of the rest of the period: usage mapped onto its published total, plus the dated charges. */
function coursesOf(
  context: PlanContext,
  scenario: ScenarioForecast,
  node: HierarchyNode,
  period: Period,
  course: readonly Float64Array[],
  total: Parameters<typeof rankMapped>[1],
): Float64Array[] {
  const { from, to } = stepsOf(context, period);
  const part = course.map((path) => path.subarray(from, to));
  const mapped = rankMapped(part, total, total.p025 >= 0);
  const charges = new Float64Array(to - from);
  const own = new Set(node.leaves);
  for (const { leaf, day, micros } of scenario.charges) {
    const k = day - context.start - from;
    if (own.has(leaf) && k >= 0 && k < charges.length) charges[k]! += fromMicros(micros);
  }
  for (const path of mapped) for (let k = 0; k < path.length; k++) path[k]! += charges[k]!;
  return mapped;
}
