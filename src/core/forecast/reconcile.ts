import { cholesky, solveCholesky } from './linear.ts';

/** Base forecasts of a hierarchy: aggregates first, then leaves. */
export interface ReconcileInput {
  /** For each aggregate the indices of its leaves. */
  aggregates: readonly (readonly number[])[];
  /** Base forecasts of the aggregates: [aggregate][step]. */
  aggregateBase: readonly Float64Array[];
  /** Base forecasts of the leaves: [leaf][step]. */
  leafBase: readonly Float64Array[];
  /** In-sample one-step error variances, in squared units of the forecasts. */
  aggregateVariance: readonly number[];
  leafVariance: readonly number[];
}

/**
 * Weighted least squares reconciliation with variance weights (Hyndman, Lee and Wang 2016; Wickramasuriya,
 * Athanasopoulos and Hyndman 2019): with `C = [I | -A]`, `f~ = f - W C' (C W C')^-1 C f`. Only the square system of the
 * aggregates is solved, once for all steps. Leaves below zero are set to zero where no base forecast of a leaf was
 * negative. Aggregates are then the sums of the leaves, so only leaves are returned.
 *
 * @returns reconciled leaves [leaf][step], and whether the system could be solved; where it is singular the base leaves
 *   come back unchanged (bottom-up)
 */
export function reconcileLeaves(input: ReconcileInput): { leaves: Float64Array[]; solved: boolean } {
  const { aggregates, aggregateBase, leafBase, aggregateVariance, leafVariance } = input;
  const size = aggregates.length;
  const horizon = leafBase[0]?.length ?? 0;
  const leaves = leafBase.map((v) => Float64Array.from(v));
  if (size === 0 || leaves.length === 0) return { leaves, solved: true };
  const floor = 1e-9 * Math.max(...aggregateVariance, ...leafVariance, Number.MIN_VALUE);
  const leafWeight = leafVariance.map((v) => Math.max(v, floor));
  const matrix = new Float64Array(size * size);
  const members = aggregates.map((list) => new Set(list));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const [few, many] =
        aggregates[i]!.length < aggregates[j]!.length ? [aggregates[i]!, members[j]!] : [aggregates[j]!, members[i]!];
      let sum = i === j ? Math.max(aggregateVariance[i]!, floor) : 0;
      for (const leaf of few) if (many.has(leaf)) sum += leafWeight[leaf]!;
      matrix[i * size + j] = sum;
      matrix[j * size + i] = sum;
    }
  }
  const factor = cholesky(matrix, size);
  if (factor === null) return { leaves, solved: false };
  const incoherence = new Float64Array(size);
  for (let k = 0; k < horizon; k++) {
    for (let i = 0; i < size; i++) {
      let sum = aggregateBase[i]![k]!;
      for (const leaf of aggregates[i]!) sum -= leafBase[leaf]![k]!;
      incoherence[i] = sum;
    }
    const x = solveCholesky(factor, size, incoherence);
    for (let i = 0; i < size; i++) {
      for (const leaf of aggregates[i]!) leaves[leaf]![k]! += leafWeight[leaf]! * x[i]!;
    }
  }
  const nonNegative = leafBase.every((path) => path.every((v) => v >= 0));
  if (nonNegative) for (const path of leaves) for (let k = 0; k < horizon; k++) path[k] = Math.max(0, path[k]!);
  return { leaves, solved: true };
}
