/**
 * Functions models may call: documented for Athena engine v3, and equal on DuckDB natively, by the shim
 * (macros/duckdb_shim.sql) or through a macro. Anything else is refused, so that a new one is looked at once.
 */
export const ALLOWED_FUNCTIONS: ReadonlySet<string> = new Set(
  [
    // aggregates
    'count sum min max max_by min_by array_agg count_if bool_and bool_or stddev stddev_pop stddev_samp variance var_pop',
    'var_samp covar_pop covar_samp corr regr_slope regr_intercept grouping approx_distinct approx_percentile histogram',
    // windows
    'row_number rank dense_rank ntile percent_rank cume_dist lag lead first_value last_value nth_value',
    // conditions and types
    'cast try_cast try coalesce nullif if exists',
    // numbers
    'abs ceil ceiling floor round sign mod power sqrt exp ln log2 log10 is_nan bitwise_and',
    // texts
    'lower upper trim ltrim rtrim length replace strpos substr substring reverse lpad rpad starts_with position translate',
    'concat_ws to_hex to_base64 to_utf8 sha256 split_part split regexp_like regexp_extract regexp_replace codepoint',
    'levenshtein_distance chr',
    // dates
    'date_trunc date_diff date_add date_format year month day quarter week hour minute second extract day_of_week',
    'day_of_month day_of_year week_of_year year_of_week last_day_of_month from_unixtime to_unixtime',
    'from_iso8601_timestamp from_iso8601_date',
    // JSON, arrays, maps
    'json_extract_scalar json_parse json_format contains array_position array_distinct array_join array_max array_min',
    'arrays_overlap slice element_at cardinality map map_keys map_values unnest row',
  ].flatMap((line) => line.split(' ')),
);

/** Words that stand before a parenthesis without being a function. */
export const NOT_FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'in and or not on as over values filter using any all some select from where having by union except intersect ' +
    'distinct between like then else when case with lateral join is recursive partition order group within ' +
    'decimal varchar char timestamp time array sets rollup cube limit offset ordinality returning set rows'
  ).split(' '),
);

/** What to write instead of functions that only one engine has, or that mean different things. */
export const FUNCTION_REMEDIES: Readonly<Record<string, string>> = {
  now: "pass the logical date with var('as_of')",
  avg: '{{ safe_divide(sum, count) }}: the average of decimals has other types and digits on DuckDB',
  concat: 'use || (concat ignores NULL on DuckDB)',
  greatest: 'use CASE: NULL arguments are ignored on DuckDB and win on Trino',
  least: 'use CASE: NULL arguments are ignored on DuckDB and win on Trino',
  log: 'use ln, log2 or log10: log has another base on each engine',
  arbitrary: 'use max(x)',
  any_value: 'use max(x)',
  first: 'use min_by(x, order)',
  last: 'use {{ last_non_null(x, order) }}',
  md5: 'use {{ hash_hex(x) }}',
  format: 'use || with CAST',
  printf: 'use || with CAST',
  strftime: 'use date_format',
  strptime: 'land typed columns',
  date_part: 'use extract',
  datediff: "use {{ days_between(a, b) }} or date_diff('unit', a, b)",
  date_sub: "use date_diff('unit', a, b)",
  string_agg: 'use {{ list_agg(x) }}',
  listagg: 'use {{ list_agg(x) }}',
  list: 'use array_agg(x ORDER BY …)',
  median: 'use {{ percentile(x, 0.5) }}',
  mode: 'use max_by over counts',
  quantile_cont: 'use {{ percentile(x, p) }}',
  percentile_cont: 'use {{ percentile(x, p) }}',
  len: 'use length(text) or {{ cardinality(array) }}',
  list_contains: 'use contains(array, x)',
  trunc: 'use CAST(floor(x) AS BIGINT)',
  truncate: 'use CAST(floor(x) AS BIGINT)',
  ifnull: 'use coalesce',
  nvl: 'use coalesce',
  isnull: 'use IS NULL',
  iff: 'use if or CASE',
  generate_series: 'join the calendar table',
  range: 'join the calendar table',
  sequence: 'join the calendar table',
  random: 'rows must be the same in every run: hash a key instead',
  rand: 'rows must be the same in every run: hash a key instead',
  uuid: 'use {{ hash_key([…]) }}',
  columns: 'name the columns',
  struct_pack: 'name the columns',
  transform: 'lambdas cannot be shared: unnest and aggregate',
  reduce: 'lambdas cannot be shared: unnest and aggregate',
  filter: 'lambdas cannot be shared: unnest and aggregate',
  map_agg: 'join the rows instead',
  json_value: 'use json_extract_scalar',
  json_extract_string: 'use json_extract_scalar',
};

/** Words Trino reserves: as an alias they must be quoted, so use another name. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(
  (
    'alter and as between by case cast constraint create cross cube current_catalog current_date current_path ' +
    'current_role current_schema current_time current_timestamp current_user deallocate delete describe distinct drop ' +
    'else end escape except execute exists extract false for from full group grouping having in inner insert intersect ' +
    'into is join json_array json_exists json_object json_query json_table json_value left like listagg localtime ' +
    'localtimestamp natural normalize not null on or order outer prepare recursive right rollup select skip table then ' +
    'trim true uescape union unnest user using values when where with'
  ).split(' '),
);
