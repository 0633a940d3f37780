/** Partitions one CTAS, INSERT or UNLOAD may write, and one Glue batch call may carry. */
export const MOST_PARTITIONS = 100;

/** Cuts a list into consecutive parts of at most `most`; the order is kept and nothing is lost or repeated. */
export function inBatches<T>(items: readonly T[], most: number = MOST_PARTITIONS): T[][] {
  if (!Number.isInteger(most) || most < 1)
    throw new Error(`a batch of ${most} cannot be made: use a whole number from 1`);
  return Array.from({ length: Math.ceil(items.length / most) }, (_, i) => items.slice(i * most, (i + 1) * most));
}

/** One statement's share of a write into many partitions. */
export interface PartitionWrite {
  /** Values of the partition column this statement writes, in order. */
  readonly values: readonly string[];
  /** Folder of its own below the write's folder: a statement never meets the files of another. */
  readonly folder: string;
}

/**
 * Plans a write into many partitions, a long backfill for instance: statements of at most 100 partitions each, every one
 * into an empty folder of its own. Equal values are written once. The partitions are registered together afterwards, so a
 * reader sees none or all of them.
 */
export function planPartitionWrites(values: readonly string[], folder: string): PartitionWrite[] {
  return inBatches([...new Set(values)].sort()).map((batch, index) => ({
    values: batch,
    folder: `${folder}/part-${String(index + 1).padStart(4, '0')}`,
  }));
}
