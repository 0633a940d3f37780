/** A piece of an input file that should be one JSON value: where it stands and its text, or why it has none. */
export type JsonItem =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly code: string };

/** An item longer than this is skipped with a reason instead of being held in memory: 64 Mi characters. */
export const LONGEST_ITEM = 64 * 1024 * 1024;

/**
 * Cuts a JSON list, JSON lines or objects over several lines into items while the text arrives in chunks; holds one item
 * at a time. The first character decides: `[` is a list. In a list `line` is the position from 1, else the line of the file
 * the item begins on. An object goes over several lines where its first one ends after `{`, `[` or `,`, as printers break
 * them; the next `{` at the very beginning of a line ends it in any case, so that a broken line takes no other with it.
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
  /** Lines of an object that is not complete yet. */
  #open: { readonly line: number; text: string; depth: number; tooLong: boolean } | null = null;

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
    if (this.#mode === 'lines') {
      yield* this.#endLine();
      if (this.#open !== null) yield { line: this.#open.line, code: 'input_cut_off' };
    }
    if (this.#mode === 'list') yield { line: this.#line, code: 'input_cut_off' };
  }

  *#pushLines(text: string): Generator<JsonItem> {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#keep(text.slice(start, end));
      yield* this.#endLine();
      this.#line += 1;
      start = end + 1;
    }
    this.#keep(text.slice(start));
  }

  /** A whole line is in the buffer: an item, or a part of an object over several lines. */
  *#endLine(): Generator<JsonItem> {
    const text = this.#buffer;
    if (this.#open !== null && !text.startsWith('{')) {
      const open = this.#open;
      open.depth += depthOf(text);
      open.tooLong ||= this.#tooLong || open.text.length + text.length > this.#longest;
      open.text = open.tooLong ? '' : `${open.text}\n${text}`;
      this.#buffer = '';
      this.#tooLong = false;
      if (open.depth <= 0) yield* this.#closeObject();
      return;
    }
    yield* this.#closeObject();
    if (/^\s*\{/.test(text) && /[{[,]\s*$/.test(text) && depthOf(text) > 0) {
      this.#open = { line: this.#line, text, depth: depthOf(text), tooLong: false };
      this.#buffer = '';
    } else yield* this.#flush();
  }

  *#closeObject(): Generator<JsonItem> {
    if (this.#open === null) return;
    const { line, text, tooLong } = this.#open;
    this.#open = null;
    yield tooLong ? { line, code: 'line_too_long' } : { line, text: text.trim() };
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

/** Brackets that a line opens and does not close, outside of texts; a JSON text never goes over a line. */
function depthOf(line: string): number {
  let depth = 0;
  for (const [part] of line.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\]]/g)) {
    if (part === '{' || part === '[') depth += 1;
    else if (part === '}' || part === ']') depth -= 1;
  }
  return depth;
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}
