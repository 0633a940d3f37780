import { StringCutter } from './string-cutter.ts';

/** A line of a log: its JSON value, or what is wrong with it. Blank lines do not appear. */
export type JsonLine =
  | { readonly line: number; readonly value: unknown }
  | { readonly line: number; readonly problem: 'invalid_line' | 'torn_line' | 'line_too_long' };

/** Lines up to this size are parsed as they are. */
const SHORT_LINE = 1024 * 1024;
/** Of longer lines, every string is cut after this many bytes. */
const KEEP_OF_STRING = 1024;
/** A line still longer than this after cutting is given up. */
const LONGEST = 4 * 1024 * 1024;

const LINE_FEED = 0x0a;

/**
 * Reads JSON lines from bytes with bounded memory, whatever the length of a line: strings of very long lines are cut.
 * `wanted` sees the text of a line first; lines it turns down are skipped without parsing (and without looking whether
 * they are valid), except a last line without line end, which a crash may have torn.
 */
export async function* readJsonLines(
  bytes: AsyncIterable<Uint8Array>,
  wanted: (text: string) => boolean = () => true,
): AsyncGenerator<JsonLine> {
  const decoder = new TextDecoder();
  let parts: Uint8Array[] = [];
  let size = 0;
  let cutter: StringCutter | null = null;
  let line = 1;

  const take = (piece: Uint8Array) => {
    size += piece.length;
    if (cutter !== null) cutter.push(piece);
    else if (size <= SHORT_LINE) parts.push(piece);
    else {
      cutter = new StringCutter(KEEP_OF_STRING, LONGEST);
      for (const part of [...parts, piece]) cutter.push(part);
      parts = [];
    }
  };
  const finish = (isTerminated: boolean): JsonLine | null => {
    if (cutter !== null && !cutter.fits) return { line, problem: 'line_too_long' };
    const text = decoder.decode(cutter === null ? joined(parts) : cutter.bytes()).trim();
    if (text === '' || (isTerminated && !wanted(text))) return null;
    try {
      return { line, value: JSON.parse(text) as unknown };
    } catch {
      return { line, problem: isTerminated ? 'invalid_line' : 'torn_line' };
    }
  };
  const next = () => {
    parts = [];
    size = 0;
    cutter = null;
    line += 1;
  };

  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      take(chunk.subarray(start, end));
      const found = finish(true);
      if (found !== null) yield found;
      next();
      start = end + 1;
    }
    if (start < chunk.length) take(chunk.subarray(start));
  }
  if (size > 0) {
    const found = finish(false);
    if (found !== null) yield found;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}
