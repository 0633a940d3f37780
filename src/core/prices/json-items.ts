/** A piece of an input file that should be one JSON value: where it stands and its text, or why it has none. */
export type JsonItem =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly code: string };

/** An item longer than this is skipped with a reason instead of being held in memory: 64 Mi characters. */
export const LONGEST_ITEM = 64 * 1024 * 1024;

/**
 * Cuts a JSON list or JSON lines into items while the text arrives in chunks; holds one item at a time.
 * The first character decides: `[` is a list. In a list `line` is the position from 1, else the line of the file.
 */
export class JsonItems {
  readonly #longest: number;
  #mode: 'unknown' | 'list' | 'lines' | 'after' = 'unknown';
  #buffer = '';
  #tooLong = false;
  #line = 1;
  #depth = 0;
  #inText = false;
  #escaped = false;
  #isAfterTold = false;

  constructor(longest: number = LONGEST_ITEM) {
    this.#longest = longest;
  }

  /** Items that are complete with this chunk. */
  *push(chunk: string): Generator<JsonItem> {
    let rest = chunk;
    if (this.#mode === 'unknown') {
      const start = rest.search(/[^\s\uFEFF]/);
      if (start < 0) {
        this.#line += newlines(rest);
        return;
      }
      this.#mode = rest[start] === '[' ? 'list' : 'lines';
      if (this.#mode === 'lines') this.#line += newlines(rest.slice(0, start));
      else this.#line = 1;
      rest = rest.slice(this.#mode === 'list' ? start + 1 : start);
    }
    if (this.#mode === 'lines') yield* this.#pushLines(rest);
    else {
      const after = this.#mode === 'list' ? yield* this.#pushList(rest) : rest;
      if (!this.#isAfterTold && after.trim() !== '') {
        this.#isAfterTold = true;
        yield { line: this.#line, code: 'text_after_list' };
      }
    }
  }

  /** What is left when the file ends: the last line, or the item a cut list broke off in. */
  *end(): Generator<JsonItem> {
    if (this.#mode === 'lines') yield* this.#flush();
    if (this.#mode === 'list') yield { line: this.#line, code: 'input_cut_off' };
  }

  *#pushLines(text: string): Generator<JsonItem> {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#keep(text.slice(start, end));
      yield* this.#flush();
      this.#line += 1;
      start = end + 1;
    }
    this.#keep(text.slice(start));
  }

  /** Returns what stands behind the list once it is closed. */
  *#pushList(text: string): Generator<JsonItem, string> {
    let start = 0;
    for (let i = 0; i < text.length; i += 1) {
      const char = text[i] as string;
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else if (char === '\\') this.#escaped = true;
        else if (char === '"') this.#inText = false;
      } else if (char === '"') this.#inText = true;
      else if (char === '{' || char === '[') this.#depth += 1;
      else if (char === '}' || (char === ']' && this.#depth > 0)) this.#depth -= 1;
      else if (this.#depth <= 0 && (char === ',' || char === ']')) {
        this.#keep(text.slice(start, i));
        this.#depth = 0;
        yield* this.#flush();
        this.#line += 1;
        start = i + 1;
        if (char === ']') {
          this.#mode = 'after';
          return text.slice(start);
        }
      }
    }
    this.#keep(text.slice(start));
    return '';
  }

  #keep(text: string): void {
    if (this.#tooLong) return;
    if (this.#buffer.length + text.length > this.#longest) {
      this.#tooLong = true;
      this.#buffer = '';
    } else this.#buffer += text;
  }

  *#flush(): Generator<JsonItem> {
    const text = this.#buffer.trim();
    const line = this.#line;
    if (this.#tooLong) yield { line, code: 'line_too_long' };
    else if (text !== '') yield { line, text };
    this.#buffer = '';
    this.#tooLong = false;
  }
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}
