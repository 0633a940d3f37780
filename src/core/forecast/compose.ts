import { type BaseForecast, baseForecasts, poolTinyLeaves, sumLeaves } from './base-forecasts.ts';
import type { Drivers } from './drivers.ts';
import type { UsageEffects } from './effects.ts';
import type { HierarchyNode, LeafKey } from './hierarchy.ts';
import { type HolidayCalendar, holidayFactors, timesFactors, withoutHolidays } from './holidays.ts';
import { toMicros } from './micros.ts';
import type { MultiplierKey, MultiplierSet } from './multipliers.ts';
import { reconcileLeaves } from './reconcile.ts';

/** Direct usage forecasts of a hierarchy, reconciled. */
export interface DirectUsage {
  nodes: HierarchyNode[];
  /** By node. */
  base: BaseForecast[];
  /** Reconciled daily usage of every leaf: [leaf][step]. */
  leaves: Float64Array[];
  /** False where the reconciliation had no solution and the leaves' own forecasts stand. */
  reconciled: boolean;
}

/**
 * Forecasts the usage of all nodes and reconciles them to leaves. Leaves without a model hold no usage and get zeros.
 *
 * @param nodes of `buildHierarchy`, aggregates first, leaves last
 * @param paths spend a day of every leaf at constant prices
 */
export function forecastUsage(
  nodes: readonly HierarchyNode[],
  leaves: readonly LeafKey[],
  paths: readonly (readonly (number | null)[])[],
  horizon: number,
  seed: number,
  holidays: HolidayCalendar,
  multipliers?: Partial<Record<MultiplierKey, MultiplierSet>>,
): DirectUsage {
  const used = leaves.map((leaf, i) => ({ leaf, i })).filter(({ leaf }) => leaf.model !== null);
  const position = new Map(used.map(({ i }, at) => [i, at]));
  const usagePaths = used.map(({ i }) => withoutHolidays(paths[i]!, holidays));
  const onlyUsage = (node: HierarchyNode): HierarchyNode => ({
    ...node,
    leaves: node.leaves.map((i) => position.get(i)).filter((at) => at !== undefined),
  });
  const pools = poolTinyLeaves(
    used.map(({ leaf }) => leaf),
    usagePaths,
  );
  const poolOf = new Map(pools.flatMap((pool, p) => pool.members.map((at) => [at, p] as const)));
  const poolNodes = pools.map((pool, p): HierarchyNode => {
    const { leaf } = used[pool.members[0]!]!;
    const id =
      pool.members.length === 1 ? nodes[nodes.length - leaves.length + used[pool.members[0]!]!.i]!.id : `other/${p}`;
    return {
      id,
      level: 'leaf',
      tool: leaf.tool,
      model: null,
      team: leaf.team,
      org: null,
      costCenter: null,
      leaves: pool.members,
    };
  });
  const aggregates = nodes.slice(0, nodes.length - leaves.length).map(onlyUsage);
  const all = baseForecasts([...aggregates, ...poolNodes], usagePaths, horizon, seed, multipliers);
  const poolBase = all.slice(aggregates.length);
  const distinct = distinctSums(aggregates, poolOf, poolNodes.length);
  const middle = (b: BaseForecast) => Float64Array.from(b.forecast.steps, (q) => q.p50);
  const { leaves: poolPaths, solved } = reconcileLeaves({
    aggregates: distinct.map((d) => d.pools),
    aggregateBase: distinct.map((d) => middle(all[d.node]!)),
    leafBase: poolBase.map(middle),
    aggregateVariance: distinct.map((d) => all[d.node]!.deviation ** 2),
    leafVariance: poolBase.map((b) => b.deviation ** 2),
  });
  const out = leaves.map(() => new Float64Array(horizon));
  pools.forEach((pool, p) => {
    pool.members.forEach((at, j) => {
      out[used[at]!.i] = poolPaths[p]!.map((v) => v * pool.shares[j]!);
    });
  });
  const leafBase = leaves.map((_, i) => {
    const at = position.get(i);
    return at === undefined ? null : poolBase[poolOf.get(at)!]!;
  });
  const nothing = baseForecasts([{ ...nodes[0]!, leaves: [] }], [], horizon, seed)[0]!;
  const base = [...all.slice(0, aggregates.length), ...leafBase.map((b) => b ?? nothing)];
  const company = sumLeaves(
    paths,
    used.map(({ i }) => i),
  );
  const factors = holidayFactors(company, holidays, horizon);
  return { nodes: [...nodes], base, leaves: timesFactors(out, factors), reconciled: solved };
}

/** Aggregates as sums of pools; those that equal one pool or repeat another aggregate would make the system singular. */
function distinctSums(
  aggregates: readonly HierarchyNode[],
  poolOf: ReadonlyMap<number, number>,
  poolCount: number,
): { node: number; pools: number[] }[] {
  const seen = new Set<string>();
  for (let p = 0; p < poolCount; p++) seen.add(String(p));
  const out: { node: number; pools: number[] }[] = [];
  aggregates.forEach((aggregate, node) => {
    const members = new Set(aggregate.leaves.map((at) => poolOf.get(at)!));
    const whole = aggregate.leaves.length > 0 && isWhole(aggregate.leaves, members, poolOf);
    const pools = [...members].sort((a, b) => a - b);
    const key = pools.join();
    if (!whole || seen.has(key)) return;
    seen.add(key);
    out.push({ node, pools });
  });
  return out;
}

/** Whether an aggregate holds every member of the pools it touches (a model node may cut through a pool). */
function isWhole(leaves: readonly number[], pools: ReadonlySet<number>, poolOf: ReadonlyMap<number, number>): boolean {
  let members = 0;
  for (const p of poolOf.values()) if (pools.has(p)) members++;
  return members === leaves.length;
}

/**
 * Usage of every leaf and step before events: the mean of the reconciled and the driver forecast, the reconciled one
 * alone where users were not counted.
 */
export function blendDrivers(direct: readonly Float64Array[], drivers: Drivers): Float64Array[] {
  return direct.map((path, i) => {
    const driver = drivers.leaves[i];
    if (!driver?.counted) return Float64Array.from(path);
    return path.map((v, k) => 0.5 * (v + driver.tokens[k]! * driver.price));
  });
}

/** Usage with events: `before x event ratio + added`. Leaves beyond the effects (seats, single costs) stay. */
export function applyEffects(before: readonly Float64Array[], effects: UsageEffects): Float64Array[] {
  return before.map((path, i) => {
    const ratio = effects.ratio[i];
    const added = effects.added[i];
    return ratio && added ? path.map((v, k) => v * ratio[k]! + added[k]!) : Float64Array.from(path);
  });
}

/** Micro-dollars of every leaf and step: the one place where a forecast is rounded. */
export function inMicros(paths: readonly Float64Array[]): bigint[][] {
  return paths.map((path) => Array.from(path, toMicros));
}

/** Sum of leaves over steps from..to-1, exact. */
export function sumMicros(
  paths: readonly (readonly bigint[])[],
  leaves: readonly number[],
  from: number,
  to: number,
): bigint {
  let sum = 0n;
  for (const leaf of leaves) for (let k = from; k < to; k++) sum += paths[leaf]![k]!;
  return sum;
}
