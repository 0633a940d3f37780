import type { z } from 'zod';
import type { Cell } from './cells.ts';
import { type CsvRecord, CsvShapeError, parseCsv } from './csv.ts';
import { didYouMean } from './dbt/nearest.ts';
import type { Problem } from './problem.ts';

/** The columns of a CSV a person writes, by header name. A column that accepts an empty cell may be left out of the file. */
export type Cells = Readonly<Record<string, Cell<unknown>>>;

/** Values of one line. */
export type RowOf<C extends Cells> = { readonly [K in keyof C]: z.output<C[K]> };

/** One valid line. */
export interface Line<C extends Cells> {
  /** 1-based line in its file. */
  readonly line: number;
  readonly row: RowOf<C>;
}

/** Problems of a header line: unknown and missing columns, with the columns that exist. */
export function headerProblems(file: string, names: readonly string[], cells: Cells): Problem[] {
  const known = Object.keys(cells);
  const unknown = names.filter((name) => !known.includes(name));
  const missing = known.filter((name) => !names.includes(name) && !cells[name]!.safeParse('').success);
  return [
    ...unknown.map((name) => ({
      file,
      line: 1,
      message: `unknown column "${name}"`,
      remedy: `use the columns ${known.join(', ')}${didYouMean(name, known)}`,
    })),
    ...missing.map((name) => ({
      file,
      line: 1,
      message: `column "${name}" is missing`,
      remedy: `add it; the header is ${known.join(',')}`,
    })),
  ];
}

/** One record as a valid row, or what is wrong with each of its cells. */
export function readLine<C extends Cells>(
  file: string,
  record: CsvRecord,
  cells: C,
): { readonly row: RowOf<C>; readonly problems: readonly Problem[] } {
  const row: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [name, reader] of Object.entries(cells)) {
    const text = record.values[name] ?? '';
    const result = reader.safeParse(text);
    if (result.success) row[name] = result.data;
    else {
      const found = text.trim() === '' ? 'is empty' : `is "${text.slice(0, 80)}"`;
      problems.push({ file, line: record.line, message: `${name} ${found}`, remedy: result.error.issues[0]!.message });
    }
  }
  return { row: row as RowOf<C>, problems };
}

/** Every valid line of a CSV text and every problem of the others. */
export function readTable<C extends Cells>(
  file: string,
  text: string,
  cells: C,
): { readonly lines: readonly Line<C>[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const lines: Line<C>[] = [];
  try {
    const records = parseCsv(text, (names) => problems.push(...headerProblems(file, names, cells)));
    if (problems.length > 0) return { lines, problems };
    for (const record of records) {
      const read = readLine(file, record, cells);
      problems.push(...read.problems);
      if (read.problems.length === 0) lines.push({ line: record.line, row: read.row });
    }
  } catch (error) {
    if (!(error instanceof CsvShapeError)) throw error;
    problems.push({ file, line: error.line, message: error.message, remedy: error.remedy });
  }
  return { lines, problems };
}
