import type { Problem } from '../problem.ts';

/** A line that holds for the days `[valid_from, valid_to)`; NULL means without end. */
export interface Dated {
  readonly line: number;
  readonly row: { readonly valid_from: string; readonly valid_to: string | null };
}

/** Later than every day of a calendar. */
export const WITHOUT_END = '9999-12-31';

/** True when two intervals share a day. */
export function overlap(a: Dated, b: Dated): boolean {
  return a.row.valid_from < (b.row.valid_to ?? WITHOUT_END) && b.row.valid_from < (a.row.valid_to ?? WITHOUT_END);
}

/** Problems of intervals that end before they begin. */
export function reversedIntervals(file: string, lines: readonly Dated[]): Problem[] {
  return lines
    .filter(({ row }) => row.valid_to !== null && row.valid_to <= row.valid_from)
    .map(({ line, row }) => ({
      file,
      line,
      message: `valid_from ${row.valid_from} is not before valid_to ${row.valid_to}`,
      remedy: 'valid_to is the first day the line no longer holds; leave it empty while it holds',
    }));
}

/** Problems of lines that say two things about one key on the same day. */
export function overlappingLines<L extends Dated>(
  file: string,
  lines: readonly L[],
  keyOf: (line: L) => string,
  what: (line: L) => string,
): Problem[] {
  const problems: Problem[] = [];
  for (const group of grouped(lines, keyOf).values()) {
    const sorted = [...group].sort((a, b) => (a.row.valid_from < b.row.valid_from ? -1 : 1));
    let latest = sorted[0]!;
    for (const line of sorted.slice(1)) {
      if (overlap(latest, line)) {
        problems.push({
          file,
          line: line.line,
          message: `${what(line)} is also given by line ${latest.line} for the same days`,
          remedy: 'set valid_to of the earlier line to valid_from of the later one, or remove one of them',
        });
      }
      if ((line.row.valid_to ?? WITHOUT_END) > (latest.row.valid_to ?? WITHOUT_END)) latest = line;
    }
  }
  return problems;
}

/** Lines by a key, in file order. */
export function grouped<L>(lines: readonly L[], keyOf: (line: L) => string): Map<string, L[]> {
  const groups = new Map<string, L[]>();
  for (const line of lines) {
    const key = keyOf(line);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [line]);
    else group.push(line);
  }
  return groups;
}
