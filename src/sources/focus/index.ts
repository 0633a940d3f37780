import { z } from 'zod';
import { cost } from '../../core/contracts/index.ts';
import { CsvShapeError, readCsv } from '../../core/csv.ts';
import type { Problem } from '../../core/problem.ts';
import { ProblemList } from '../kit/csv-file.ts';
import { unzipped } from '../kit/unzipped.ts';
import type { FileStream, InputFile, ParseContext, ParsedRow, ParseNote, SourceDefinition } from '../source.ts';
import { type FocusColumns, type FocusRecord, focusColumns } from './columns.ts';
import { CellError, focusLine } from './cost-row.ts';
import { deliveredFiles, isExportFile, lastingName } from './deliveries.ts';
import { OverlapCheck } from './overlap.ts';

interface Numbered {
  /** Line of a CSV, row of a Parquet file; 1-based. */
  readonly line: number;
  readonly values: FocusRecord;
}

/** Records of a file as text, whatever its format. */
async function* recordsOf(file: InputFile, context: ParseContext, onHeader: (names: readonly string[]) => void) {
  if (!/\.parquet$/i.test(file.path)) {
    yield* readCsv(unzipped(file), onHeader);
    return;
  }
  if (context.parquetRows === undefined) throw new Error('reading Parquet needs context.parquetRows');
  let line = 0;
  for await (const values of context.parquetRows(file)) {
    line += 1;
    if (line === 1) onHeader(Object.keys(values));
    yield { line, values } satisfies Numbered;
  }
}

/** Cost rows of one file; what is wrong with it goes to `problems`. */
async function* fileRows(
  file: InputFile,
  context: ParseContext,
  problems: ProblemList,
): AsyncGenerator<ParsedRow | ParseNote> {
  const header: { columns?: FocusColumns; problems: readonly Problem[] } = { problems: [] };
  const onHeader = (names: readonly string[]) => Object.assign(header, focusColumns(file.path, names));
  const identity = lastingName(file.path);
  let record = 0;
  try {
    for await (const { line, values } of recordsOf(file, context, onHeader)) {
      const { columns } = header;
      if (columns === undefined || header.problems.length > 0) break;
      record += 1;
      try {
        const { dt, row, notes } = focusLine(values, columns, { file: identity, record }, context);
        for (const code of notes) yield { code, detail: `${file.path}:${line}` };
        yield { table: cost.name, dt, row };
      } catch (error) {
        if (!(error instanceof CellError)) throw error;
        problems.add({ file: file.path, line, message: error.message, remedy: error.remedy });
      }
    }
  } catch (error) {
    // A header that is none explains the broken line below it.
    if (!(error instanceof CsvShapeError) || header.problems.length === 0) throw error;
  }
  problems.add(...header.problems);
  for (const name of header.columns?.unknown ?? []) yield { code: 'unknown_column', detail: `${file.path}: ${name}` };
}

async function* parseFiles(files: readonly InputFile[], context: ParseContext): AsyncGenerator<ParsedRow | ParseNote> {
  const delivered = await deliveredFiles(files);
  yield* delivered.notes;
  const overlap = new OverlapCheck();
  for (const file of delivered.files) {
    const problems = new ProblemList();
    try {
      for await (const item of fileRows(file, context, problems)) {
        if ('row' in item) overlap.add(file.path, item.dt, item.row);
        yield item;
      }
    } catch (error) {
      if (!(error instanceof CsvShapeError)) throw error;
      problems.add({ file: file.path, line: error.line, message: error.message, remedy: error.remedy });
    }
    problems.throwIfAny();
  }
  overlap.throwIfAny();
}

const charges: FileStream = {
  kind: 'file',
  name: 'focus',
  tables: [cost],
  accepts: isExportFile,
  remedy:
    'name a .csv, .csv.gz or .parquet export; JSON is not read, for its numbers lose digits: export as CSV or Parquet',
  landing: 'bytes',
  parseFiles,
};

/** Billing exports in the FOCUS format, of any provider. */
export const focus: SourceDefinition = {
  name: 'focus',
  title: 'FOCUS 1.0 to 1.4 billing exports (CSV, gzip, Parquet)',
  settings: z.object({ path: z.string('name a file, a folder or s3://bucket/prefix').optional() }),
  streams: [charges],
};
