import { dayOfNumber } from '../days.ts';
import { scaledAround } from './backtest.ts';
import { sumLeaves } from './base-forecasts.ts';
import type { Change } from './changes.ts';
import { applyEffects, blendDrivers, inMicros, sumMicros } from './compose.ts';
import { type UsageEffects, usageEffects } from './effects.ts';
import { moveToRunRate } from './fallback.ts';
import type { HierarchyNode, NodeLevel } from './hierarchy.ts';
import { inOrder } from './intervals.ts';
import { fromMicros } from './micros.ts';
import type { PlanContext } from './plan-context.ts';
import { type Charge, oneOffCharges, seatCharges } from './seats.ts';
import type { Quantiles } from './types.ts';

/** The forecast under one set of changes. */
export interface ScenarioForecast {
  id: string;
  changes: readonly Change[];
  effects: UsageEffects;
  /** Usage before events, after the fallback to the run rate: [leaf][step]. */
  before: Float64Array[];
  /** Usage with events in micro-dollars: [leaf][step]. */
  usage: bigint[][];
  /** Seats and single costs of the horizon, with the leaf that carries them. */
  charges: (Charge & { leaf: number })[];
  /** Nodes moved half way to the run rate. */
  moved: ReadonlySet<string>;
  /** Quantiles of a node's usage over the steps from..to-1, in dollars, coherent within the hierarchy. */
  usageQuantiles: (from: number, to: number) => Quantiles[];
}

/** Level whose nodes are the direct parts of a node. */
const PARTS: Readonly<Record<NodeLevel, NodeLevel | null>> = {
  company: 'tool',
  tool: 'tool_team',
  team: 'tool_team',
  org: 'team',
  cost_center: 'team',
  tool_team: 'leaf',
  model: 'leaf',
  leaf: null,
};

/** Indices of the direct parts of every node. */
function partsOf(nodes: readonly HierarchyNode[]): number[][] {
  return nodes.map((node) => {
    const level = PARTS[node.level];
    if (level === null) return [];
    const own = new Set(node.leaves);
    return nodes.flatMap((other, i) => (other.level === level && other.leaves.every((l) => own.has(l)) ? [i] : []));
  });
}

/** Spend of the last 30 days at constant prices, carried over the horizon. */
function runRateOf(context: PlanContext, node: HierarchyNode): number {
  const { input, horizon } = context;
  const leaves = node.leaves.filter((leaf) => leaf < input.leaves.length);
  if (leaves.length === 0) return 0;
  const recent = sumLeaves(
    context.constant.map((path) => path.slice(-30)),
    leaves,
  ).filter((v) => v !== null);
  return recent.length === 0 ? 0 : (horizon * recent.reduce((a, b) => a + b, 0)) / recent.length;
}

/**
 * Applies the announced events and the scenario's changes to the shared forecasts.
 *
 * @param losing ids of the nodes whose forecast lost to the run rate in the backtest
 */
export function scenarioForecast(
  context: PlanContext,
  id: string,
  changes: readonly Change[],
  losing: ReadonlySet<string>,
): ScenarioForecast {
  const { input, start, horizon, direct, drivers, nodes } = context;
  const all = [...context.events, ...changes];
  const before = blendDrivers(direct.leaves, drivers);
  const moved = moveToRunRate(nodes, losing, before, (node) => runRateOf(context, node));
  const effects = usageEffects(input.leaves, drivers, input.teams, all, start, horizon, before);
  const usage = inMicros(applyEffects(before, effects));
  const dated = [
    ...seatCharges(input.seats, all, start, start + horizon, dayOfNumber),
    ...oneOffCharges(all, start, start + horizon),
  ];
  const charges = dated.map((c) => ({ ...c, leaf: context.chargeLeaf.get(JSON.stringify([c.tool, c.team]))! }));
  const parts = partsOf(nodes);
  const known = new Map<string, Quantiles[]>();
  const usageQuantiles = (from: number, to: number): Quantiles[] => {
    const key = `${from}-${to}`;
    const before = known.get(key) ?? coherentQuantiles(context, usage, parts, from, to);
    known.set(key, before);
    return before;
  };
  return {
    id,
    changes,
    effects,
    before,
    usage,
    charges,
    moved,
    usageQuantiles,
  };
}

/**
 * Quantiles of every node: the widths of its own forecast in proportion to its final point, then no wider than the sum
 * of its parts on either side.
 */
function coherentQuantiles(
  context: PlanContext,
  usage: readonly (readonly bigint[])[],
  parts: readonly (readonly number[])[],
  from: number,
  to: number,
): Quantiles[] {
  const out = context.nodes.map((node, i) => {
    const { forecast } = context.direct.base[i]!;
    const own = to - from === 1 ? forecast.steps[from]! : forecast.totalOf(from, to);
    return scaledAround(own, fromMicros(sumMicros(usage, node.leaves, from, to)));
  });
  for (let i = out.length - 1; i >= 0; i--) {
    if (parts[i]!.length === 0) continue;
    const q = out[i]!;
    for (const name of ['p90', 'p95', 'p975'] as const) {
      q[name] = Math.min(
        q[name],
        parts[i]!.reduce((sum, p) => sum + out[p]![name], 0),
      );
    }
    for (const name of ['p025', 'p05', 'p10'] as const) {
      q[name] = Math.max(
        q[name],
        parts[i]!.reduce((sum, p) => sum + out[p]![name], 0),
      );
    }
    inOrder(q);
  }
  return out;
}
