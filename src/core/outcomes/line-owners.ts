import { isGenerated } from './generated-files.ts';

/** Lines replaced in a file: `removed` old lines from line `start` on (after it where none are removed), `added` new ones in their place. */
export interface LineChange {
  readonly start: number;
  readonly removed: number;
  readonly added: number;
}

/** What a commit does to one file; `from` is NULL for a new file, `to` for a deleted one, both differ for a renamed one. */
export interface FileLines {
  readonly from: string | null;
  readonly to: string | null;
  readonly changes: readonly LineChange[];
}

/** A commit of a branch, in the order of the branch. */
export interface CommitLines {
  readonly sha: string;
  /** Unix seconds. */
  readonly committed: number;
  readonly files: readonly FileLines[];
}

/** What became of the lines a commit added. */
export interface LineFate {
  readonly sha: string;
  readonly added: number;
  /** Lines removed or rewritten by later commits, by age in days (rounded up), youngest first. */
  readonly gone: readonly (readonly [days: number, lines: number])[];
}

/** Days after which nobody asks any more whether a line is still there. */
export const MOST_LINE_DAYS = 90;

/** Stretches of lines of one owner, [length, owner, length, owner, …]; what follows the last one belongs to nobody known. */
type Runs = number[];

const NOBODY = -1;

interface Owner {
  readonly sha: string;
  readonly committed: number;
  added: number;
  readonly gone: Map<number, number>;
}

/**
 * Blame that walks forward: which commit each line of a branch comes from, kept while its changes are read from the oldest
 * to the newest. Holds stretches and counts, no text. Generated, vendored and lock files do not count.
 */
export class LineOwners {
  readonly #owners: Owner[] = [];
  readonly #files = new Map<string, Runs>();

  /** Takes the next commit. `isKnown` false: its lines belong to nobody, because what came before it is cut off. */
  add({ sha, committed, files }: CommitLines, isKnown = true): void {
    const owner = isKnown ? this.#owners.push({ sha, committed, added: 0, gone: new Map() }) - 1 : NOBODY;
    const counted = files.filter(({ from, to }) => !isGenerated(to ?? from ?? ''));
    // All files are taken away before any is put back: two may change their names with each other.
    const before = counted.map(({ from }) => (from === null ? [] : this.#taken(from)));
    for (const [index, { to, changes }] of counted.entries()) {
      const after = this.#changed(before[index]!, changes, owner, committed);
      if (to !== null) this.#files.set(to, after);
    }
  }

  /** The fate of every known commit's lines, in the order they came. */
  fates(): LineFate[] {
    return this.#owners.map(({ sha, added, gone }) => ({ sha, added, gone: [...gone].sort(([a], [b]) => a - b) }));
  }

  #taken(file: string): Runs {
    const runs = this.#files.get(file) ?? [];
    this.#files.delete(file);
    return runs;
  }

  #changed(before: Runs, changes: readonly LineChange[], owner: number, now: number): Runs {
    const after: Runs = [];
    const put = (length: number, whose: number) => {
      if (length === 0) return;
      if (after.at(-1) === whose) after[after.length - 2]! += length;
      else after.push(length, whose);
    };
    let [place, used, line] = [0, 0, 0];
    /** Passes over the next lines, run by run; beyond the last run everything is nobody's. */
    const pass = (count: number, each: (length: number, whose: number) => void) => {
      let left = count;
      while (left > 0) {
        const isKnown = place < before.length;
        const length = isKnown ? Math.min(left, before[place]! - used) : left;
        each(length, isKnown ? before[place + 1]! : NOBODY);
        left -= length;
        used += length;
        if (isKnown && used === before[place]!) {
          place += 2;
          used = 0;
        }
      }
      line += count;
    };
    for (const { start, removed, added } of changes) {
      pass((removed === 0 ? start : start - 1) - line, put);
      pass(removed, (length, whose) => this.#lose(whose, length, now));
      put(added, owner);
      if (owner !== NOBODY) this.#owners[owner]!.added += added;
    }
    if (place < before.length) put(before[place]! - used, before[place + 1]!);
    for (let rest = place + 2; rest < before.length; rest += 2) put(before[rest]!, before[rest + 1]!);
    return after;
  }

  #lose(whose: number, lines: number, now: number): void {
    if (whose === NOBODY) return;
    const { committed, gone } = this.#owners[whose]!;
    const days = Math.max(0, Math.ceil((now - committed) / 86_400));
    if (days <= MOST_LINE_DAYS) gone.set(days, (gone.get(days) ?? 0) + lines);
  }
}

/** Share of a commit's added lines gone within so many days of it, in basis points, half up; NULL where it added none. */
export function reworkBp(fate: LineFate, days: number): bigint | null {
  if (fate.added === 0) return null;
  const gone = fate.gone.reduce((sum, [age, lines]) => sum + (age <= days ? lines : 0), 0);
  return (BigInt(gone) * 20_000n + BigInt(fate.added)) / (2n * BigInt(fate.added));
}
