/** Words the template parser treats as syntax; all other words inside tags may carry a line mark. */
const KEYWORDS = new Set(
  (
    'if elif else endif for endfor in not and or is set endset macro endmacro call endcall filter endfilter ' +
    'break continue generation endgeneration'
  ).split(' '),
);

const MARK = /__L(\d+)__/g;

/**
 * The template library keeps no positions. This writes the line number behind every word inside a tag
 * (`ref` on line 3 becomes `ref__L3__`), so that each name in the syntax tree knows its line. In the text outside tags
 * each line begins with its number in blanks that no SQL uses; they are whitespace, so whitespace control still works.
 * Quoted text inside tags stays as it is.
 */
export function markLines(source: string, markText: boolean): string {
  let out = '';
  let line = 1;
  let i = 0;
  const take = (length: number, isText = false) => {
    for (const c of source.slice(i, i + length)) {
      out += c;
      if (c !== '\n') continue;
      line++;
      if (isText && markText) out += blanksOf(line);
    }
    i += length;
  };
  while (i < source.length) {
    const open = source.slice(i, i + 2);
    if (open === '{#') {
      const end = source.indexOf('#}', i + 2);
      take(end < 0 ? source.length - i : end + 2 - i);
    } else if (open === '{{' || open === '{%') {
      take(2);
      markTag(open === '{{' ? '}}' : '%}');
    } else {
      take(1, true);
    }
  }
  return out;

  function markTag(close: string) {
    let depth = 0;
    while (i < source.length) {
      const char = source[i]!;
      if (source.startsWith(close, i) && depth === 0) return take(2);
      if (char === "'" || char === '"') {
        let end = i + 1;
        while (end < source.length && source[end] !== char) end += source[end] === '\\' ? 2 : 1;
        take(end + 1 - i);
        continue;
      }
      const word = /^[A-Za-z_]\w*/.exec(source.slice(i, i + 200))?.[0];
      if (word !== undefined) {
        take(word.length);
        if (!KEYWORDS.has(word)) out += `__L${line}__`;
        continue;
      }
      const number = /^\d\w*/.exec(source.slice(i, i + 200))?.[0];
      if (number !== undefined) {
        take(number.length);
        continue;
      }
      if (char === '{') depth++;
      if (char === '}') depth--;
      take(1);
    }
  }
}

/** A marked word without its mark, and the line the mark held. */
export function readMark(word: string): { word: string; line: number | undefined } {
  const found = /^(.*?)__L(\d+)__$/s.exec(word);
  return found ? { word: found[1]!, line: Number(found[2]) } : { word, line: undefined };
}

/** Typographic blanks U+2000 to U+2009 stand for digits, U+200A ends a number. */
const BLANK_MARK = /([\u2000-\u2009]+)\u200a/g;

function blanksOf(line: number): string {
  return `${[...String(line)].map((d) => String.fromCharCode(0x2000 + Number(d))).join('')}\u200a`;
}

/** Whether a text holds blanks that the marks use. */
export function hasBlankMark(text: string): boolean {
  return /[\u2000-\u200a]/.test(text);
}

/** Rendered text without marks and without blank edges, and for each of its lines the line of the source it came from. */
export function readBlankMarks(rendered: string): { text: string; lines: number[] } {
  const lines: number[] = [];
  let line = 1;
  const plain = rendered.split('\n').map((piece) => {
    const marks = [...piece.matchAll(BLANK_MARK)].map((m) =>
      Number([...m[1]!].map((c) => c.charCodeAt(0) - 0x2000).join('')),
    );
    line = marks[0] ?? line;
    lines.push(line);
    line = marks.at(-1) ?? line;
    return piece.replace(BLANK_MARK, '');
  });
  while (plain.length > 1 && plain[0]!.trim() === '') {
    plain.shift();
    lines.shift();
  }
  return { text: plain.join('\n').trim(), lines };
}

/** A message of the template library without the marks. */
export function withoutMarks(text: string): string {
  return text.replace(MARK, '');
}
