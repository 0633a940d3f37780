/** What one statement cost. */
export interface StatementStatistics {
  /** Model, view or test the statement belongs to. */
  readonly label: string;
  readonly executionId: string;
  readonly state: string;
  readonly bytesScanned: bigint;
  /** Milliseconds waited for a free slot, and milliseconds run. */
  readonly queuedMs: number;
  readonly ranMs: number;
  /** List price in 10⁻¹² USD. */
  readonly picoUsd: bigint;
}

const BYTES_PER_TB = 1n << 40n;
const LEAST_BILLED_BYTES = 10n << 20n;
const PICO_USD_PER_TB = 5_000_000_000_000n;

/**
 * List price of a statement: 5 USD per TB scanned with a minimum of 10 MB; DDL is free. In 10⁻¹² USD,
 * rounded up, for the runner's own cost line.
 */
export function priceOf(bytesScanned: bigint, isDdl: boolean): bigint {
  if (isDdl) return 0n;
  const billed = bytesScanned > LEAST_BILLED_BYTES ? bytesScanned : LEAST_BILLED_BYTES;
  return (billed * PICO_USD_PER_TB + BYTES_PER_TB - 1n) / BYTES_PER_TB;
}

/** Statistics summed per label, dearest first. */
export interface LabelCost {
  readonly label: string;
  readonly statements: number;
  readonly bytesScanned: bigint;
  readonly queuedMs: number;
  readonly ranMs: number;
  readonly picoUsd: bigint;
}

/** Sums the statements of a run per model. */
export function costPerLabel(statements: readonly StatementStatistics[]): LabelCost[] {
  const byLabel = new Map<string, LabelCost>();
  for (const s of statements) {
    const before = byLabel.get(s.label);
    byLabel.set(s.label, {
      label: s.label,
      statements: (before?.statements ?? 0) + 1,
      bytesScanned: (before?.bytesScanned ?? 0n) + s.bytesScanned,
      queuedMs: (before?.queuedMs ?? 0) + s.queuedMs,
      ranMs: (before?.ranMs ?? 0) + s.ranMs,
      picoUsd: (before?.picoUsd ?? 0n) + s.picoUsd,
    });
  }
  return [...byLabel.values()].sort((a, b) => Number(b.picoUsd - a.picoUsd) || (a.label < b.label ? -1 : 1));
}
