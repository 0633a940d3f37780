import { compareText } from './problem.ts';

/** Up to `limit` known names nearest to a wrong one by edit distance, nearest first; far ones are left out. */
export function nearest(wrong: string, known: Iterable<string>, limit = 3): string[] {
  const farthest = Math.max(2, Math.ceil(wrong.length / 3));
  return [...new Set(known)]
    .map((name) => ({ name, distance: name.includes(wrong) || wrong.includes(name) ? 1 : editDistance(wrong, name) }))
    .filter((c) => c.distance <= farthest)
    .sort((a, b) => a.distance - b.distance || compareText(a.name, b.name))
    .slice(0, limit)
    .map((c) => c.name);
}

/** `; did you mean a, b?`, or the empty text when nothing is near. */
export function didYouMean(wrong: string, known: Iterable<string>): string {
  const names = nearest(wrong, known);
  return names.length === 0 ? '' : `; did you mean ${names.join(' or ')}?`;
}

/** Levenshtein distance in UTF-16 units. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(previous[j]! + 1, row[j - 1]! + 1, swap));
    }
    previous = row;
  }
  return previous[b.length]!;
}
