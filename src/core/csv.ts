import { type CsvError, type Options, Parser } from 'csv-parse';
import { parse as parseAll } from 'csv-parse/sync';
import { NOT_UTF8, Utf8Check } from './utf8.ts';

/** One record of a CSV file with the line it ends on (its only line, unless a quoted field spans several). */
export interface CsvRecord {
  /** 1-based. */
  readonly line: number;
  /** Values by header name, trimmed of nothing; an empty field is the empty text. */
  readonly values: Readonly<Record<string, string>>;
}

/** A file that is not CSV: a quote never closed, a line with too many or too few fields, a record beyond every size, bytes that are no UTF-8. */
export class CsvShapeError extends Error {
  override readonly name = 'CsvShapeError';
  /** 1-based line the parser stopped at. */
  readonly line: number;
  readonly remedy: string;

  constructor(message: string, line: number, remedy: string) {
    super(message);
    this.line = line;
    this.remedy = remedy;
  }
}

/** Longest record accepted, in bytes: a missing closing quote must not swallow a file into memory. */
const LONGEST_RECORD = 8 * 1024 * 1024;

const OPTIONS: Options = {
  bom: true,
  info: true,
  max_record_size: LONGEST_RECORD,
  skip_empty_lines: true,
};

type Raw = { record: Record<string, string>; info: { lines: number } };

/**
 * Streams the records of a CSV: UTF-8 with or without BOM, LF or CRLF, fields quoted where needed, first line the header.
 * `onHeader` gets the header names before the first record and may throw. Throws `CsvShapeError` with the line.
 */
export async function* readCsv(
  bytes: AsyncIterable<Uint8Array>,
  onHeader: (names: readonly string[]) => void = () => {},
): AsyncGenerator<CsvRecord> {
  const parser = new Parser({ ...OPTIONS, columns: (names: string[]) => checkedHeader(names, onHeader) });
  const records: Raw[] = [];
  parser.on('readable', () => {
    for (let next = parser.read() as Raw | null; next !== null; next = parser.read() as Raw | null) records.push(next);
  });
  let failure: Error | null = null;
  const done = new Promise<void>((resolve) => {
    parser.on('end', resolve);
    parser.on('error', (error: Error) => {
      failure = error;
      resolve();
    });
  });
  let last = 1;
  const drain = function* (): Generator<CsvRecord> {
    for (const { record, info } of records) {
      last = info.lines;
      yield { line: info.lines, values: record };
    }
    records.length = 0;
  };
  const check = new Utf8Check();
  for await (const chunk of bytes) {
    throwIfNotUtf8(check.push(chunk));
    await new Promise<void>((resolve) => parser.write(chunk, () => resolve()));
    yield* drain();
    if (failure !== null) throw shapeError(failure, last);
  }
  throwIfNotUtf8(check.end());
  parser.end();
  await done;
  yield* drain();
  if (failure !== null) throw shapeError(failure, last);
}

/** The records of a small CSV held as text; the same rules and errors as `readCsv`. */
export function parseCsv(text: string, onHeader: (names: readonly string[]) => void = () => {}): CsvRecord[] {
  const records: CsvRecord[] = [];
  let last = 1;
  try {
    parseAll(text, {
      ...OPTIONS,
      columns: (names: string[]) => checkedHeader(names, onHeader),
      on_record: (row: unknown) => {
        const { record, info } = row as Raw;
        last = info.lines;
        records.push({ line: info.lines, values: record });
        return null;
      },
    } as Options);
    return records;
  } catch (error) {
    throw shapeError(error as Error, last);
  }
}

function throwIfNotUtf8(line: number | null): void {
  if (line !== null) throw new CsvShapeError(NOT_UTF8.message, line, NOT_UTF8.remedy);
}

function checkedHeader(names: string[], onHeader: (names: readonly string[]) => void): string[] {
  const trimmed = names.map((name) => name.trim());
  const twice = trimmed.find((name, i) => name !== '' && trimmed.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new CsvShapeError(`the header names column "${twice}" twice`, 1, 'keep one of the two columns');
  }
  onHeader(trimmed);
  return trimmed;
}

const REMEDIES: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'close the quoted field with " (a quote inside a field is written "")',
  CSV_MAX_RECORD_SIZE: 'close the quoted field that starts on that line, or cut the record below 8 MB',
  CSV_INVALID_CLOSING_QUOTE: 'write a quote inside a quoted field as ""',
  INVALID_OPENING_QUOTE: 'put the whole field in quotes, and a quote inside it as ""',
  CSV_RECORD_INCONSISTENT_COLUMNS:
    'give the line as many fields as the header; a file cut in the middle must be fetched again',
};

/** Turns the library's error into ours; errors of other kinds pass unchanged. `last` is the line of the last whole record. */
function shapeError(error: Error, last: number): Error {
  const { code, lines } = error as CsvError & { code?: string; lines?: number };
  if (error instanceof CsvShapeError || code === undefined) return error;
  const remedy = REMEDIES[code] ?? 'repair the line or export the file again';
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
    return new CsvShapeError('broken CSV: a quoted field starts here and never ends', last + 1, remedy);
  }
  return new CsvShapeError(`broken CSV: ${error.message}`, typeof lines === 'number' ? lines : last + 1, remedy);
}
