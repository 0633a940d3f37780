import { ALLOWED_FUNCTIONS, FUNCTION_REMEDIES, NOT_FUNCTIONS, RESERVED_WORDS } from './lint-functions.ts';
import { nearest } from './nearest.ts';
import type { SqlToken } from './sql-tokens.ts';

/** SQL text under the lint: tokens without comments; `exact` marks divisions that follow the comment of our macros. */
export interface LintText {
  readonly tokens: readonly SqlToken[];
  /** Indexes of `/` tokens that a division macro wrote. */
  readonly exact: ReadonlySet<number>;
}

/** Checks one thing at token `i`; returns what to do instead when it is not portable. */
export type LintRule = (text: LintText, i: number) => string | undefined;

const is = (token: SqlToken | undefined, ...texts: string[]): boolean =>
  token !== undefined && (token.kind === 'word' || token.kind === 'operator') && texts.includes(token.text);

const OPERATORS: Readonly<Record<string, string>> = {
  '::': 'x::type is DuckDB only: write CAST(x AS type)',
  '//': '// is DuckDB only: use {{ integer_quotient(a, b) }} or CAST(floor(…) AS BIGINT)',
  '==': '== is DuckDB only: write =',
  '%': 'write mod(a, b)',
  '**': 'write power(a, b)',
  '^': 'write power(a, b)',
  '->': 'lambdas and JSON arrows differ: flatten while landing, or json_extract_scalar',
  '->>': 'JSON arrows differ: json_extract_scalar',
  ':=': ':= is DuckDB only: use AS',
  '=>': '=> is not shared: pass arguments by position',
  '~': 'write regexp_like(text, pattern)',
  '!~': 'write NOT regexp_like(text, pattern)',
  '~~': 'write LIKE',
  '!': 'write NOT',
  '&': 'write bitwise_and(a, b)',
  '<<': 'bit shifts are not shared',
  '>>': 'bit shifts are not shared',
  '{': 'struct literals are DuckDB only: name the columns',
  ';': 'a model is one SELECT without a semicolon',
  '?': 'parameters have no place in a model: use var()',
  '@': '@ is not shared',
  '#': '#1 is DuckDB only: name the column',
  $: 'parameters have no place in a model: use var()',
};

const WORDS: Readonly<Record<string, string>> = {
  qualify: 'QUALIFY is DuckDB only: filter on row_number() in an outer SELECT',
  ilike: 'ILIKE is DuckDB only: write lower(x) LIKE …',
  glob: 'GLOB is DuckDB only: write LIKE or regexp_like',
  asof: 'ASOF joins are DuckDB only: join on the range',
  positional: 'positional joins are DuckDB only: join on a key',
  semi: 'SEMI JOIN is DuckDB only: write WHERE EXISTS',
  anti: 'ANTI JOIN is DuckDB only: write WHERE NOT EXISTS',
  tablesample: 'rows must be the same in every run: no samples',
  pivot: 'PIVOT is DuckDB only: write sum(CASE …)',
  unpivot: 'UNPIVOT is DuckDB only: write UNION ALL',
  current_date: "models read no clock: use var('as_of')",
  current_time: "models read no clock: use var('as_of')",
  current_timestamp: "models read no clock: use var('as_of')",
  localtime: "models read no clock: use var('as_of')",
  localtimestamp: "models read no clock: use var('as_of')",
  current_user: 'rows must not depend on who runs the model',
};

/** Every rule by name; `lint.ts` runs all of them over every token. */
export const RULES: Readonly<Record<string, LintRule>> = {
  operator: ({ tokens }, i) => {
    const token = tokens[i]!;
    return token.kind === 'operator' ? OPERATORS[token.text] : undefined;
  },
  division: ({ tokens, exact }, i) =>
    is(tokens[i], '/') && !exact.has(i)
      ? 'the engines divide differently: {{ safe_divide(a, b) }} for ratios, {{ divide_decimal(a, b, scale) }} for money'
      : undefined,
  word: ({ tokens }, i) => {
    const token = tokens[i]!;
    if (token.kind !== 'word' || is(tokens[i - 1], '.', 'as')) return undefined;
    return Object.hasOwn(WORDS, token.text) ? WORDS[token.text] : undefined;
  },
  'by all': ({ tokens }, i) =>
    is(tokens[i], 'by') && is(tokens[i + 1], 'all')
      ? 'GROUP BY ALL and ORDER BY ALL are DuckDB only: name the columns'
      : undefined,
  'distinct on': ({ tokens }, i) =>
    is(tokens[i], 'distinct') && is(tokens[i + 1], 'on')
      ? 'DISTINCT ON is DuckDB only: filter on row_number() in an outer SELECT'
      : undefined,
  star: ({ tokens }, i) =>
    is(tokens[i], '*') && is(tokens[i + 1], 'exclude', 'replace', 'rename', 'like')
      ? `* ${tokens[i + 1]!.raw} is DuckDB only: name the columns`
      : undefined,
  'trailing comma': ({ tokens }, i) =>
    is(tokens[i], ',') &&
    (tokens[i + 1] === undefined ||
      is(tokens[i + 1], ')', 'from', 'where', 'group', 'order', 'having', 'union', 'limit'))
      ? 'Trino refuses a trailing comma: remove it'
      : undefined,
  date_trunc: ({ tokens }, i) =>
    is(tokens[i], 'date_trunc') && is(tokens[i + 1], '(') && !(is(tokens[i - 1], '(') && is(tokens[i - 2], 'cast'))
      ? "date_trunc gives a DATE or a TIMESTAMP depending on the engine: CAST(date_trunc('month', x) AS DATE), or {{ first_day_of('month', x) }}"
      : undefined,
  'window order': ({ tokens }, i) => {
    if (!is(tokens[i], 'row_number', 'rank', 'dense_rank', 'lag', 'lead', 'first_value', 'last_value', 'ntile'))
      return undefined;
    if (!is(tokens[i + 1], '(')) return undefined;
    let over = closing(tokens, i + 1) + 1;
    if (is(tokens[over], 'ignore')) over += 2;
    if (!is(tokens[over], 'over') || !is(tokens[over + 1], '(')) return undefined;
    const inside = tokens.slice(over + 2, closing(tokens, over + 1));
    const hasOrder = inside.some((t, j) => is(t, 'order') && is(inside[j + 1], 'by'));
    return hasOrder ? undefined : `${tokens[i]!.raw} needs a total ORDER BY: ties come in any order`;
  },
  limit: ({ tokens }, i) => {
    if (!is(tokens[i], 'limit')) return undefined;
    if (is(tokens[i + 2], 'offset')) return 'Trino wants OFFSET m LIMIT n';
    const scope = tokens.slice(0, i).filter((t) => t.depth === tokens[i]!.depth);
    return scope.some((t) => t.text === 'order') ? undefined : 'LIMIT needs a total ORDER BY';
  },
  interval: ({ tokens }, i) =>
    is(tokens[i], 'interval') &&
    !is(tokens[i - 1], '.', 'as', ',') &&
    !(tokens[i + 1]?.kind === 'string' && /^'-?\d+'$/.test(tokens[i + 1]!.text) && tokens[i + 2]?.kind === 'word')
      ? "write INTERVAL '3' DAY"
      : undefined,
  literal: ({ tokens }, i) => {
    const token = tokens[i]!;
    if (token.kind === 'number' && !/^\d*\.?\d*(e[+-]?\d+)?$/i.test(token.text))
      return `the number ${token.raw} reads differently: write plain digits`;
    if (is(token, 'x', 'e', 'b') && tokens[i + 1]?.kind === 'string')
      return `${token.raw}'…' literals differ: write a plain text`;
    return undefined;
  },
  bracket: ({ tokens }, i) =>
    is(tokens[i], '[') && !is(tokens[i - 1], 'array')
      ? 'write ARRAY[…] for a list and element_at(a, i) for an element'
      : undefined,
  'reserved alias': ({ tokens }, i) =>
    is(tokens[i - 1], 'as') &&
    tokens[i]!.kind === 'word' &&
    RESERVED_WORDS.has(tokens[i]!.text) &&
    !is(tokens[i + 1], '(')
      ? `${tokens[i]!.raw} is reserved in Trino: choose another alias`
      : undefined,
  split_part: ({ tokens }, i) =>
    is(tokens[i], 'split_part') && is(tokens[i + 1], '(') && !is(tokens[i - 2], 'nullif')
      ? "past the end split_part gives '' on DuckDB and NULL on Trino: NULLIF(split_part(…), '')"
      : undefined,
  'substr from 0': ({ tokens }, i) =>
    is(tokens[i], 'substr', 'substring') && topLevel(tokens, i + 1)[1]?.text === '0'
      ? 'positions start at 1'
      : undefined,
  function: ({ tokens }, i) => {
    const token = tokens[i]!;
    if (token.kind !== 'word' || !is(tokens[i + 1], '(')) return undefined;
    if (NOT_FUNCTIONS.has(token.text) || ALLOWED_FUNCTIONS.has(token.text)) return undefined;
    if (is(tokens[i - 1], 'as', ')', 'with', 'recursive') || isNamedRelation(tokens, i)) return undefined;
    const remedy = FUNCTION_REMEDIES[token.text];
    const near = nearest(token.text, ALLOWED_FUNCTIONS, 1)[0];
    return `${token.raw}() is not on the list of functions both engines share: ${remedy ?? (near ? `maybe ${near}` : 'use a macro')}`;
  },
};

/** `FROM x AS t (a, b)`, `WITH t (a) AS`: a name with a column list. */
function isNamedRelation(tokens: readonly SqlToken[], i: number): boolean {
  const end = closing(tokens, i + 1);
  return is(tokens[end + 1], 'as') && is(tokens[end + 2], '(') && is(tokens[i - 1], ',', 'with');
}

/** Index of the parenthesis that closes the one at `open`. */
export function closing(tokens: readonly SqlToken[], open: number): number {
  const depth = tokens[open]?.depth ?? 0;
  const end = tokens.findIndex((t, j) => j > open && t.text === ')' && t.depth === depth);
  return end < 0 ? tokens.length : end;
}

/** First token of each argument of the call whose parenthesis is at `open`. */
function topLevel(tokens: readonly SqlToken[], open: number): SqlToken[] {
  if (!is(tokens[open], '(')) return [];
  const inside = tokens.slice(open + 1, closing(tokens, open));
  const depth = tokens[open]!.depth + 1;
  return inside.filter((_, j) => j === 0 || (inside[j - 1]!.text === ',' && inside[j - 1]!.depth === depth));
}
