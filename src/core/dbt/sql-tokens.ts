/** A token of SQL text. Words are lower case in `text`; `raw` is as written. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'operator' | 'comment';
  readonly text: string;
  readonly raw: string;
  /** 1-based line in the SQL text. */
  readonly line: number;
  /** Number of parentheses open before this token. */
  readonly depth: number;
}

const PATTERNS: readonly [SqlToken['kind'], RegExp][] = [
  ['comment', /--[^\n]*|\/\*[\s\S]*?\*\//y],
  ['string', /'(?:[^']|'')*'/y],
  ['quoted', /"(?:[^"]|"")*"|`[^`]*`/y],
  ['number', /\d[\w.]*(?:[eE][+-]?\d+)?|\.\d+/y],
  ['word', /[A-Za-z_][\w$]*/y],
  ['operator', /::|->>|->|:=|\/\/|==|!=|<>|<=|>=|\|\||\*\*|<<|>>|=>|!~|~~|[^\s\w]/y],
];

/** Splits SQL into tokens; whitespace is dropped. Text no pattern knows becomes one-character operators. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let line = 1;
  let depth = 0;
  let at = 0;
  while (at < sql.length) {
    const blank = /\s+/y;
    blank.lastIndex = at;
    const space = blank.exec(sql)?.[0];
    if (space !== undefined) {
      line += countLines(space);
      at += space.length;
      continue;
    }
    const [kind, raw] = match(sql, at);
    if (raw === ')') depth--;
    tokens.push({ kind, raw, text: kind === 'word' ? raw.toLowerCase() : raw, line, depth });
    if (raw === '(') depth++;
    line += countLines(raw);
    at += raw.length;
  }
  return tokens;
}

function match(sql: string, at: number): [SqlToken['kind'], string] {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const raw = pattern.exec(sql)?.[0];
    if (raw !== undefined) return [kind, raw];
  }
  return ['operator', sql[at]!];
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}
