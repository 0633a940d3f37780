import { closing } from './lint-rules.ts';
import type { SqlToken } from './sql-tokens.ts';

/** A finding of the scope rules: which token, and what to do instead. */
export interface ScopeFinding {
  readonly token: SqlToken;
  readonly message: string;
}

const word = (token: SqlToken | undefined, ...texts: string[]) => token?.kind === 'word' && texts.includes(token.text);

/** Index of the `(` that encloses token `i`, or -1 at the top. */
function enclosing(tokens: readonly SqlToken[], i: number): number {
  const depth = tokens[i]!.depth - 1;
  for (let j = i - 1; j >= 0; j--) if (tokens[j]!.text === '(' && tokens[j]!.depth === depth) return j;
  return -1;
}

/** `FROM` before its SELECT: DuckDB takes it, Trino does not. */
export function fromFirst(tokens: readonly SqlToken[]): ScopeFinding[] {
  return tokens.flatMap((token, i) => {
    if (!word(token, 'from') || word(tokens[i - 1], 'distinct')) return [];
    const open = enclosing(tokens, i);
    if (word(tokens[open - 1], 'extract', 'trim', 'substring', 'overlay', 'position')) return [];
    const before = tokens.slice(open + 1, i).filter((t) => t.depth === token.depth);
    if (before.some((t) => t.text === 'select')) return [];
    return [{ token, message: 'FROM first is DuckDB only: start with SELECT' }];
  });
}

/**
 * Sums of integers are HUGEINT on DuckDB (a double in Parquet) and BIGINT on Trino, count_if likewise, and round keeps
 * other digits: each must stand inside a CAST, here or where its alias is read, unless only decimal columns are summed.
 */
export function uncastAggregates(tokens: readonly SqlToken[], decimalColumns: ReadonlySet<string>): ScopeFinding[] {
  const decimals = decimalNames(tokens, decimalColumns);
  return tokens.flatMap((token, i) => {
    if (!word(token, 'sum', 'count_if', 'round') || tokens[i + 1]?.text !== '(') return [];
    if (insideCast(tokens, i) || inFilterClause(tokens, i) || isCastLater(tokens, i)) return [];
    if (word(token, 'sum') && isDecimal(tokens.slice(i + 2, closing(tokens, i + 1)), decimals)) return [];
    const type = word(token, 'round') ? 'DECIMAL(…)' : 'BIGINT';
    return [{ token, message: `${token.raw}(…) has another type on each engine: CAST(${token.raw}(…) AS ${type})` }];
  });
}

/** Whether the select item that token i stands in has an alias that is read inside a CAST elsewhere. */
function isCastLater(tokens: readonly SqlToken[], i: number): boolean {
  const select = selectDepth(tokens, i);
  const end = tokens.findIndex(
    (t, j) => j > i && (t.depth < select || (t.depth === select && (t.text === ',' || word(t, 'from')))),
  );
  const alias = tokens[end - 1];
  if (alias?.kind !== 'word' || !word(tokens[end - 2], 'as')) return false;
  return tokens.some((t, j) => t.kind === 'word' && t.text === alias.text && j !== end - 1 && insideCast(tokens, j));
}

/** Depth of the SELECT that token i belongs to. */
function selectDepth(tokens: readonly SqlToken[], i: number): number {
  let at = i;
  for (let open = enclosing(tokens, at); open >= 0; open = enclosing(tokens, at)) {
    if (word(tokens[open + 1], 'select', 'with')) return tokens[at]!.depth;
    at = open;
  }
  return tokens[at]!.depth;
}

function insideCast(tokens: readonly SqlToken[], i: number): boolean {
  for (let open = enclosing(tokens, i); open >= 0; open = enclosing(tokens, open)) {
    if (word(tokens[open - 1], 'cast', 'try_cast')) return true;
    if (word(tokens[open + 1], 'select', 'with')) return false;
  }
  return false;
}

/** Whether a token stands in HAVING, ORDER BY or a condition, where its type does not reach the output. */
function inFilterClause(tokens: readonly SqlToken[], i: number): boolean {
  let at = i;
  for (let open = enclosing(tokens, at); ; open = enclosing(tokens, at)) {
    for (let j = at - 1; j > open; j--) {
      if (tokens[j]!.depth !== tokens[at]!.depth) continue;
      if (word(tokens[j], 'having', 'where', 'on', 'order', 'when')) return true;
      if (word(tokens[j], 'select', 'then', 'else')) break;
    }
    if (open < 0 || word(tokens[open + 1], 'select', 'with')) return false;
    at = open;
  }
}

/** Column names that are decimals for sure: the declared ones, and aliases of casts to decimal or of decimal expressions. */
function decimalNames(tokens: readonly SqlToken[], declared: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set(declared);
  for (let grew = true; grew; ) {
    grew = false;
    for (let i = 1; i < tokens.length - 1; i++) {
      const alias = tokens[i + 1]!;
      if (!word(tokens[i], 'as') || alias.kind !== 'word' || names.has(alias.text)) continue;
      const start = itemStart(tokens, i);
      if (start < i && isDecimal(tokens.slice(start, i), names)) {
        names.add(alias.text);
        grew = true;
      }
    }
  }
  return names;
}

/** First token of the select item that ends before `as` at index i. */
function itemStart(tokens: readonly SqlToken[], i: number): number {
  const { depth } = tokens[i]!;
  for (let j = i - 1; j >= 0; j--) {
    const t = tokens[j]!;
    if (t.depth < depth) return j + 1;
    if (t.depth === depth && (t.text === ',' || word(t, 'select', 'distinct', 'from', 'join'))) return j + 1;
  }
  return 0;
}

const SYNTAX = 'case then else end and or not null coalesce nullif abs sum max min if over partition order by desc asc';

/** Whether an expression is a cast to decimal, or is built of decimal columns and number literals only. */
function isDecimal(expression: readonly SqlToken[], decimals: ReadonlySet<string>): boolean {
  let columns = 0;
  for (let i = 0; i < expression.length; i++) {
    const token = expression[i]!;
    if (word(token, 'when', 'filter', 'over')) {
      while (i + 1 < expression.length && !word(expression[i], 'then')) {
        if (!word(token, 'when') && expression[i]!.text === '(') {
          i = closing(expression, i);
          break;
        }
        i++;
      }
      continue;
    }
    if (word(token, 'cast', 'try_cast') && expression[i + 1]?.text === '(') {
      const end = closing(expression, i + 1);
      const type = expression.slice(i + 2, end).findLastIndex((t) => t.depth === token.depth + 1 && word(t, 'as'));
      if (!word(expression[i + 2 + type + 1], 'decimal')) return false;
      columns++;
      i = end;
      continue;
    }
    if (token.kind === 'string') return false;
    if (token.kind !== 'word' || expression[i + 1]?.text === '.' || SYNTAX.split(' ').includes(token.text)) continue;
    if (!decimals.has(token.text)) return false;
    columns++;
  }
  return columns > 0;
}

/**
 * A new column used again in the same SELECT (in a later item, WHERE, GROUP BY or HAVING): DuckDB resolves it, Trino does
 * not. Names that some input also has are left alone, because they may mean the input's column.
 */
export function reusedAliases(tokens: readonly SqlToken[], inputColumns: ReadonlySet<string>): ScopeFinding[] {
  const aliases = tokens.filter(
    (t, i) => word(tokens[i - 1], 'as') && t.kind === 'word' && tokens[i + 1]?.text !== '(',
  );
  return tokens.flatMap((select, i) => {
    if (!word(select, 'select')) return [];
    const scope = ownTokens(tokens, i);
    const stop = scope.findIndex((t) => word(t, 'order') && t.depth === select.depth);
    const body = stop < 0 ? scope : scope.slice(0, stop);
    const from = body.findIndex((t) => word(t, 'from') && t.depth === select.depth);
    return body.flatMap((alias, j) => {
      if (!word(body[j - 1], 'as') || alias.kind !== 'word' || alias.depth !== select.depth) return [];
      if ((from >= 0 && j > from) || inputColumns.has(alias.text)) return [];
      if (aliases.filter((t) => t.text === alias.text).length > 1) return [];
      // `cast(t.day as date) as day`: an input has the name, so a later `day` means that one.
      if (body.slice(0, j).some((t) => t.kind === 'word' && t.text === alias.text)) return [];
      const use = body.find((t, k) => {
        const isColumn = body[k - 1]?.text !== '.' && body[k + 1]?.text !== '.' && body[k + 1]?.text !== '(';
        return (
          k > j && t.kind === 'word' && t.text === alias.text && isColumn && !word(body[k - 1], 'as', 'from', 'join')
        );
      });
      if (use === undefined) return [];
      return [
        {
          token: use,
          message: `${alias.raw} is made in this same SELECT, which Trino does not see: repeat the expression or add a CTE`,
        },
      ];
    });
  });
}

/** Tokens of the SELECT at index i up to its end, without those of nested queries. */
function ownTokens(tokens: readonly SqlToken[], i: number): SqlToken[] {
  const { depth } = tokens[i]!;
  const own: SqlToken[] = [];
  for (let j = i; j < tokens.length; j++) {
    const t = tokens[j]!;
    if (t.depth < depth || (j > i && t.depth === depth && word(t, 'union', 'except', 'intersect'))) break;
    if (t.text === '(' && word(tokens[j + 1], 'select', 'with')) {
      j = closing(tokens, j);
      continue;
    }
    own.push(t);
  }
  return own;
}
