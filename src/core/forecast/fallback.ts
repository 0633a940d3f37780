import type { HierarchyNode, NodeLevel } from './hierarchy.ts';

/** Total of a node in a backtest at one origin. */
export interface OriginTotal {
  actual: number;
  forecast: number;
  runRate: number;
}

const LEAST_ORIGINS = 4;

/** Whether the run rate has beaten the forecast: 4 or more origins and a greater mean absolute error of the total. */
export function losesToRunRate(totals: readonly OriginTotal[]): boolean {
  if (totals.length < LEAST_ORIGINS) return false;
  let own = 0;
  let naive = 0;
  for (const { actual, forecast, runRate } of totals) {
    own += Math.abs(forecast - actual);
    naive += Math.abs(runRate - actual);
  }
  return own > naive;
}

/** Order in which nodes are moved, so that the company's total is exact in the end. */
const ORDER: readonly NodeLevel[] = ['team', 'tool', 'company'];

/**
 * Moves nodes that lost to the run rate half way towards it: their leaves are scaled so that the node's total is the
 * mean of its own and the run rate's. Teams first, then tools, then the company; the shape over the days stays.
 *
 * @param paths usage of every leaf before events: [leaf][step]; changed in place
 * @param runRate run-rate total of a node over the horizon
 * @returns ids of the nodes that were moved
 */
export function moveToRunRate(
  nodes: readonly HierarchyNode[],
  losing: ReadonlySet<string>,
  paths: readonly Float64Array[],
  runRate: (node: HierarchyNode) => number,
): Set<string> {
  const moved = new Set<string>();
  for (const level of ORDER) {
    for (const node of nodes) {
      if (node.level !== level || !losing.has(node.id)) continue;
      let total = 0;
      for (const leaf of node.leaves) for (const v of paths[leaf]!) total += v;
      if (!(total > 0)) continue;
      const factor = (total + runRate(node)) / 2 / total;
      for (const leaf of node.leaves) {
        const path = paths[leaf]!;
        for (let k = 0; k < path.length; k++) path[k]! *= factor;
      }
      moved.add(node.id);
    }
  }
  return moved;
}
