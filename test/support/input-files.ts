import { createReadStream, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { InputFile, ParseContext, ParsedRow, ParseNote } from '../../src/sources/source.ts';

/** The files below a folder as a parser gets them, by path. */
export function inputFiles(folder: string, chunkBytes = 64 * 1024): InputFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => statSync(path.join(folder, name)).isFile())
    .sort()
    .map((name) => ({
      path: name,
      size: statSync(path.join(folder, name)).size,
      open: () => createReadStream(path.join(folder, name), { highWaterMark: chunkBytes }),
    }));
}

/** A file that exists only in a test. */
export function textFile(name: string, text: string): InputFile {
  const bytes = Buffer.from(text);
  return {
    path: name,
    size: bytes.length,
    open: async function* () {
      yield bytes;
    },
  };
}

/** What a parser may ask for, with a pseudonym that can be read in an expectation. */
export function parseContext(settings: Record<string, unknown> = {}, logicalDay = '2026-11-20'): ParseContext {
  return {
    connectionId: 'test',
    pseudonym: (kind, id) => `pseudonym-of-${kind}-${id.trim().toLowerCase()}`,
    logicalDay,
    settings,
  };
}

/** Everything a parser gave, sorted into rows and notes. */
export async function collected(
  items: AsyncIterable<ParsedRow | ParseNote>,
): Promise<{ rows: ParsedRow[]; notes: ParseNote[] }> {
  const rows: ParsedRow[] = [];
  const notes: ParseNote[] = [];
  for await (const item of items) {
    if ('row' in item) rows.push(item);
    else notes.push(item);
  }
  return { rows, notes };
}

/** Only the columns that say something, bigint as text: what an expected file holds. */
export function shown({ dt, row }: ParsedRow): Record<string, unknown> {
  const entries = Object.entries(row).filter(([name, value]) => value !== null && name !== 'source_row_key');
  return { dt, ...Object.fromEntries(entries.map(([k, v]) => [k, typeof v === 'bigint' ? String(v) : v])) };
}
