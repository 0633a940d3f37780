import { CsvShapeError, readCsv } from '../../core/csv.ts';
import { type Cells, headerProblems, type Line, readLine } from '../../core/csv-table.ts';
import { describeProblem, type Problem } from '../../core/problem.ts';
import { type InputFile, SourceDataError } from '../source.ts';

/** Problems shown at once; the rest are counted. */
const SHOWN = 20;

/** Collects the problems of files that people write, so that one run shows them all. */
export class ProblemList {
  readonly #shown: Problem[] = [];
  #count = 0;

  add(...problems: readonly Problem[]): void {
    this.#count += problems.length;
    this.#shown.push(...problems.slice(0, SHOWN - this.#shown.length));
  }

  /** Throws one `SourceDataError` that lists the problems; nothing when there is none. */
  throwIfAny(): void {
    const first = this.#shown[0];
    if (first === undefined) return;
    const more = this.#count > this.#shown.length ? `\n… and ${this.#count - this.#shown.length} more` : '';
    const list = this.#shown.map((problem) => `\n  ${describeProblem(problem)}`).join('');
    throw new SourceDataError(
      `${this.#count === 1 ? 'one line is' : `${this.#count} lines are`} wrong:${list}${more}\n`,
      `${first.file}:${first.line}`,
      'Correct the file and run again; until then the previous data stay.',
    );
  }
}

/** Streams the valid lines of a CSV; header and cell problems go to `problems`, and so does a file that is no CSV. */
export async function* csvLines<C extends Cells>(
  file: InputFile,
  cells: C,
  problems: ProblemList,
): AsyncGenerator<Line<C>> {
  let headerIsGood = true;
  const onHeader = (names: readonly string[]) => {
    const wrong = headerProblems(file.path, names, cells);
    headerIsGood = wrong.length === 0;
    problems.add(...wrong);
  };
  try {
    for await (const record of readCsv(file.open(), onHeader)) {
      if (!headerIsGood) return;
      const read = readLine(file.path, record, cells);
      if (read.problems.length === 0) yield { line: record.line, row: read.row };
      else problems.add(...read.problems);
    }
  } catch (error) {
    if (!(error instanceof CsvShapeError)) throw error;
    problems.add({ file: file.path, line: error.line, message: error.message, remedy: error.remedy });
  }
}
