import type { Frequency } from './types.ts';

/** A series ready to fit, with what was done to it. */
export interface Prepared {
  /** Regular, finite values from first use (or from the restart after a long gap) to the last observed point. */
  values: Float64Array;
  /** Index in the input of the first value used. */
  start: number;
  /** Missing points at the end: the forecast has to bridge them first. */
  missingAtEnd: number;
  /** Share of the used points that were filled in. */
  imputedShare: number;
  /** The series has stopped: zeros for long at the end. */
  retired: boolean;
  warnings: string[];
}

/** Longest run of missing points that is bridged, and least run of zeros at the end that counts as stopped. */
const LONG_RUN: Readonly<Record<Frequency, number>> = { daily: 28, weekly: 4, monthly: 3 };

/** Points one and two cycles away that fill a hole: the same weekday for days, the neighbours otherwise. */
const FILL_DISTANCE: Readonly<Record<Frequency, number>> = { daily: 7, weekly: 1, monthly: 1 };

/**
 * Makes a fit-ready series of a regular grid: leading zeros are not yet in use, long gaps restart the series, short
 * gaps are the mean of the values one and two cycles before and after (else the previous value), a long run of zeros
 * at the end marks the series as retired (at least 28 days or 3 months, and 3 times the longest earlier zero run).
 *
 * @param input one value a period; null, NaN and infinite values are missing
 */
export function prepareSeries(input: readonly (number | null)[], frequency: Frequency): Prepared {
  const warnings: string[] = [];
  const seen = input.map((v) => (v !== null && Number.isFinite(v) ? v : null));
  const infinite = input.filter((v) => v === Number.POSITIVE_INFINITY || v === Number.NEGATIVE_INFINITY).length;
  if (infinite > 0) warnings.push(`${infinite} infinite values treated as missing`);
  let end = seen.length;
  while (end > 0 && seen[end - 1] === null) end--;
  const missingAtEnd = seen.length - end;
  if (missingAtEnd > 0 && end > 0) warnings.push(`last ${missingAtEnd} values missing, bridged by the forecast`);
  let start = 0;
  while (start < end && (seen[start] === null || seen[start] === 0)) start++;
  const allZero = start === end && end > 0;
  if (allZero) start = seen.findIndex((v) => v !== null);
  else start = afterLastLongGap(seen, start, end, LONG_RUN[frequency], warnings);
  const used = seen.slice(start, end);
  const { values, imputed } = fillGaps(used, FILL_DISTANCE[frequency]);
  if (imputed > 0) warnings.push(`${imputed} missing values filled`);
  return {
    values,
    start,
    missingAtEnd,
    imputedShare: values.length > 0 ? imputed / values.length : 0,
    retired: !allZero && isRetired(values, LONG_RUN[frequency]),
    warnings,
  };
}

function afterLastLongGap(
  seen: readonly (number | null)[],
  from: number,
  end: number,
  longest: number,
  warnings: string[],
): number {
  let start = from;
  let run = 0;
  for (let t = from; t < end; t++) {
    if (seen[t] === null) {
      run++;
      continue;
    }
    if (run > longest) {
      start = t;
      warnings.push(`history before a gap of ${run} periods left out`);
    }
    run = 0;
  }
  return start;
}

function fillGaps(seen: readonly (number | null)[], distance: number): { values: Float64Array; imputed: number } {
  const values = new Float64Array(seen.length);
  let imputed = 0;
  for (let t = 0; t < seen.length; t++) {
    const own = seen[t];
    if (own !== null && own !== undefined) {
      values[t] = own;
      continue;
    }
    imputed++;
    let sum = 0;
    let count = 0;
    for (const step of [-2, -1, 1, 2]) {
      const other = seen[t + step * distance];
      if (other === null || other === undefined) continue;
      sum += other;
      count++;
    }
    values[t] = count > 0 ? sum / count : values[t - 1]!;
  }
  return { values, imputed };
}

function isRetired(values: Float64Array, least: number): boolean {
  let trailing = 0;
  while (trailing < values.length && values[values.length - 1 - trailing] === 0) trailing++;
  let longest = 0;
  let run = 0;
  for (let t = 0; t < values.length - trailing; t++) {
    run = values[t] === 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return trailing >= Math.max(least, 3 * longest);
}
