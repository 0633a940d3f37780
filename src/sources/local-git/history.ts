import type { AiTrace } from '../../core/outcomes/ai-traces.ts';
import type { LineFate } from '../../core/outcomes/line-owners.ts';
import type { CommitLine, InsideLine, RepositoryLine } from './door.ts';

/** A commit of the default branch's first parents, with what it brought in. */
export interface Accepted {
  readonly commit: CommitLine;
  /** Commits it brought in, oldest first; itself where it is no merge. */
  readonly members: readonly CommitLine[];
  readonly headBranch: string | null;
  /** Earlier mainline commit whose change it undoes line by line. */
  readonly undoes: string | null;
}

/** Everything read of one clone. */
export class History {
  repository: RepositoryLine | null = null;
  readonly #commits = new Map<string, CommitLine>();
  readonly #patches = new Map<string, string>();
  readonly #undone = new Map<string, string[]>();
  readonly #fates = new Map<string, LineFate>();
  readonly #traces = new Map<string, AiTrace[]>();

  add(line: InsideLine): void {
    if (line.kind === 'repository') this.repository = line;
    else if (line.kind === 'commit') this.#commits.set(line.sha, line);
    else if (line.kind === 'fate') this.#fates.set(line.sha, line);
    else if (line.kind === 'trace') this.#traces.set(line.sha, [...(this.#traces.get(line.sha) ?? []), ...line.traces]);
    else if (!line.reversed) this.#patches.set(line.sha, line.id);
    else this.#undone.set(line.id, [...(this.#undone.get(line.id) ?? []), line.sha]);
  }

  /** Traces of agent-trace records on a commit. */
  tracesOn(sha: string): readonly AiTrace[] {
    return this.#traces.get(sha) ?? [];
  }

  /** What became of the lines a mainline commit added; NULL where git could not tell. */
  fateOf(sha: string): LineFate | null {
    return this.#fates.get(sha) ?? null;
  }

  patchOf(sha: string): string | null {
    return this.#patches.get(sha) ?? null;
  }

  /** Accepted work, oldest first. A merge owns what is reachable from its other parents and from nothing before it. */
  accepted(): Accepted[] {
    if (this.repository === null) return [];
    const { mainline, heads, branch } = this.repository;
    const headOf = new Map(heads.map(([sha, name]) => [sha, name]));
    const trunk = (branch ?? '').replace(/^origin\//, '');
    const place = new Map([...mainline].reverse().map((sha, i) => [sha, i]));
    const seen = new Set<string>();
    const found: Accepted[] = [];
    for (const [sha, index] of place) {
      const commit = this.#commits.get(sha);
      if (commit === undefined) continue;
      seen.add(sha);
      const others = commit.parents.slice(1);
      const members = others.flatMap((parent) => this.#reach(parent, seen, place));
      members.sort((a, b) => (a.at === b.at ? (a.sha < b.sha ? -1 : 1) : a.at < b.at ? -1 : 1));
      const named = commit.branch ?? others.map((parent) => headOf.get(parent)).find((name) => name !== undefined);
      found.push({
        commit,
        members: members.length === 0 ? [commit] : members,
        headBranch: others.length === 0 || named === undefined || named === trunk ? null : named,
        undoes: this.#undoes(sha, index, place),
      });
    }
    return found;
  }

  #reach(start: string, seen: Set<string>, mainline: ReadonlyMap<string, number>): CommitLine[] {
    const members: CommitLine[] = [];
    const open = [start];
    for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
      const commit = this.#commits.get(sha);
      if (commit === undefined || seen.has(sha) || mainline.has(sha)) continue;
      seen.add(sha);
      members.push(commit);
      open.push(...commit.parents);
    }
    return members;
  }

  /** The latest earlier mainline commit whose reversed patch is this one's patch. */
  #undoes(sha: string, index: number, place: ReadonlyMap<string, number>): string | null {
    const id = this.#patches.get(sha);
    if (id === undefined) return null;
    const earlier = (this.#undone.get(id) ?? []).filter((other) => (place.get(other) ?? index) < index);
    return earlier.sort((a, b) => place.get(b)! - place.get(a)!)[0] ?? null;
  }
}
