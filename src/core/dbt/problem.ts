/** One thing wrong with the project: the file and line to look at, what was found and what to do instead. */
export interface Problem {
  readonly file: string;
  /** 1-based line; 1 when the whole file is meant. */
  readonly line: number;
  readonly message: string;
}

/** `file:line: message`, the form editors and CI logs make clickable. */
export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}: ${problem.message}`;
}

/** Thrown with every problem of a project at once, sorted by file and line, so that one run shows all of them. */
export class ProjectProblems extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const sorted = sortProblems(problems);
    super(`${sorted.length} problem(s) in the model project:\n${sorted.map(formatProblem).join('\n')}`);
    this.name = 'ProjectProblems';
    this.problems = sorted;
  }
}

/** By file, then line, then text; exact repeats are dropped. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((p) => [formatProblem(p), p]));
  return [...unique.values()].sort(
    (a, b) => compareText(a.file, b.file) || a.line - b.line || compareText(a.message, b.message),
  );
}

/** Code-unit order of two texts, the same on every machine (unlike localeCompare). */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
