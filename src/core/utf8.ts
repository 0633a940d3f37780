const LINE_FEED = 0x0a;

/**
 * 1-based line of the first bytes that are no UTF-8; null when all are. A spreadsheet's Latin-1 would otherwise be read
 * with its letters replaced, and two names become one.
 */
export function lineNotUtf8(bytes: Uint8Array): number | null {
  const check = new Utf8Check();
  return check.push(bytes) ?? check.end();
}

/** The same over a file that arrives in chunks, cut anywhere. */
export class Utf8Check {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #line = 1;

  /** Line of the first bytes that are no UTF-8, once they come. */
  push(chunk: Uint8Array): number | null {
    try {
      this.#decoder.decode(chunk, { stream: true });
    } catch {
      return this.#line + linesBefore(chunk);
    }
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) this.#line += 1;
    return null;
  }

  /** The last line when the file ends inside a character. */
  end(): number | null {
    try {
      this.#decoder.decode();
      return null;
    } catch {
      return this.#line;
    }
  }
}

/** Line feeds before the first line that does not decode; the end of a character that began in the chunk before is none. */
function linesBefore(chunk: Uint8Array): number {
  let start = 0;
  while (start < 3 && start < chunk.length && (chunk[start]! & 0xc0) === 0x80) start += 1;
  for (let lines = 0; ; lines += 1) {
    const end = chunk.indexOf(LINE_FEED, start);
    try {
      const isLast = end < 0;
      new TextDecoder('utf-8', { fatal: true }).decode(chunk.subarray(start, isLast ? undefined : end), {
        stream: isLast,
      });
      if (isLast) return 0;
    } catch {
      return lines;
    }
    start = end + 1;
  }
}

/** What is said of such a file, wherever it is read. */
export const NOT_UTF8 = {
  message: 'the file is not UTF-8: this line holds bytes that are no text',
  remedy: 'save it as UTF-8 (in a spreadsheet: “CSV UTF-8”), or convert it: iconv -f LATIN1 -t UTF-8 OLD > NEW',
} as const;
