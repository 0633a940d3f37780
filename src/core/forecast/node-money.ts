import { sumMicros } from './compose.ts';
import type { HierarchyNode } from './hierarchy.ts';
import { toMicros } from './micros.ts';
import type { Period } from './periods.ts';
import type { PlanContext } from './plan-context.ts';
import type { ScenarioForecast } from './plan-scenario.ts';
import { QUANTILE_NAMES, type QuantileName, type Quantiles } from './types.ts';

/** Money of a node in a period, in micro-dollars. */
export interface NodeMoney {
  /** Spent already: usage, seats and single costs of the period before the forecast starts. */
  actual: { usage: bigint; seat: bigint; one_off: bigint };
  /** Still to come. */
  ahead: { usage: bigint; seat: bigint; one_off: bigint };
}

/** Steps of the horizon that a period covers; equal where it lies before the forecast. */
export function stepsOf(context: PlanContext, period: Period): { from: number; to: number } {
  const inside = (day: number) => Math.min(context.horizon, Math.max(0, day - context.start));
  return { from: inside(period.from), to: inside(period.to) };
}

/** What a node has spent in the days of a period that are history: usage, seats and single costs. */
export function actualOf(context: PlanContext, node: HierarchyNode, from: number, to: number): NodeMoney['actual'] {
  const out = { usage: 0n, seat: 0n, one_off: 0n };
  const first = Math.max(0, from - context.axisStart);
  const last = Math.min(context.start, to) - context.axisStart;
  for (const leaf of node.leaves) {
    const days = context.actual[leaf]!;
    for (let t = first; t < last; t++) out.usage += days[t] ?? 0n;
    for (const { day, chargeClass, micros } of context.otherActual.get(leaf) ?? []) {
      if (day >= from && day < to && day < context.start) out[chargeClass] += micros;
    }
  }
  return out;
}

/** Money of a node in a period: actuals and forecast, exact sums of its leaves. */
export function nodeMoney(
  context: PlanContext,
  scenario: ScenarioForecast,
  node: HierarchyNode,
  period: Period,
): NodeMoney {
  const { from, to } = stepsOf(context, period);
  const ahead = { usage: sumMicros(scenario.usage, node.leaves, from, to), seat: 0n, one_off: 0n };
  const own = new Set(node.leaves);
  for (const { leaf, day, chargeClass, micros } of scenario.charges) {
    if (own.has(leaf) && day >= period.from && day < period.to) ahead[chargeClass] += micros;
  }
  return { actual: actualOf(context, node, period.from, period.to), ahead };
}

/** Quantiles in micro-dollars around an exact middle: widths from `q`, rounded once, never out of order. */
export function microQuantiles(q: Quantiles, middle: bigint): Record<QuantileName, bigint> {
  const out = {} as Record<QuantileName, bigint>;
  for (const name of QUANTILE_NAMES) out[name] = middle + toMicros(q[name] - q.p50);
  return out;
}
