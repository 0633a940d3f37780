/** One thing wrong in a file a person wrote: where, what was found, and what to do. */
export interface Problem {
  readonly file: string;
  /** 1-based line; 1 when the whole file is meant. */
  readonly line: number;
  readonly message: string;
  readonly remedy: string;
}

/** `file:line: found → remedy`, the form editors and CI logs make clickable. */
export function describeProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}: ${problem.message} → ${problem.remedy}`;
}
