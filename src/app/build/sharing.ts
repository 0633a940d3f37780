import { windowsOf } from './fingerprints.ts';
import type { LakeInputs } from './lake-inputs.ts';

/** Landed rows above which a period gets the machine to itself: two such would need more than 2 GB of memory together. */
const LARGE_ROWS = 300_000;

/** Divides periods into those that are built one at a time and those that may share the machine; the order stays. */
export function sharing(
  inputs: LakeInputs,
  periods: readonly string[],
): { readonly alone: string[]; readonly together: string[] } {
  const isLarge = (period: string) => windowsOf(inputs, period).reduce((sum, w) => sum + w.rows, 0) > LARGE_ROWS;
  return { alone: periods.filter(isLarge), together: periods.filter((p) => !isLarge(p)) };
}
