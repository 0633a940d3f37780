{#
  Trino functions for DuckDB, so that both engines run the same model text. One statement per function; a macro may
  carry the name of a DuckDB built-in, which stays reachable as system.main.<name>.
  Our own engine reads the statements from this file too: keep one CREATE per line, each ending in a semicolon.
#}
{% macro install_duckdb_shim() -%}
  {{ adapter.dispatch('install_duckdb_shim')() }}
{%- endmacro %}

{% macro default__install_duckdb_shim() -%}
{%- endmacro %}

{% macro duckdb__install_duckdb_shim() -%}
CREATE OR REPLACE MACRO json_extract_scalar(j, p) AS CASE WHEN json_type(j, p) IN ('OBJECT', 'ARRAY') THEN NULL ELSE json_extract_string(j, p) END;
CREATE OR REPLACE MACRO json_parse(s) AS CAST(s AS JSON);
CREATE OR REPLACE MACRO json_format(j) AS CAST(j AS VARCHAR);
CREATE OR REPLACE MACRO from_unixtime(x) AS to_timestamp(x);
CREATE OR REPLACE MACRO to_unixtime(t) AS epoch(t);
CREATE OR REPLACE MACRO from_iso8601_timestamp(s) AS CAST(s AS TIMESTAMPTZ);
CREATE OR REPLACE MACRO from_iso8601_date(s) AS CAST(s AS DATE);
CREATE OR REPLACE MACRO date_format(t, f) AS strftime(t, replace(replace(f, '%i', '%M'), '%s', '%S'));
CREATE OR REPLACE MACRO day_of_week(d) AS isodow(d);
CREATE OR REPLACE MACRO day_of_month(d) AS day(d);
CREATE OR REPLACE MACRO day_of_year(d) AS dayofyear(d);
CREATE OR REPLACE MACRO week_of_year(d) AS weekofyear(d);
CREATE OR REPLACE MACRO year_of_week(d) AS isoyear(d);
CREATE OR REPLACE MACRO last_day_of_month(d) AS last_day(d);
CREATE OR REPLACE MACRO date_diff(u, a, b) AS date_sub(u, a, b);
CREATE OR REPLACE MACRO sequence(a, b) AS generate_series(a, b), (a, b, s) AS generate_series(a, b, s);
CREATE OR REPLACE MACRO element_at(c, k) AS c[k];
CREATE OR REPLACE MACRO approx_distinct(x) AS approx_count_distinct(x);
CREATE OR REPLACE MACRO approx_percentile(x, p) AS quantile_cont(CAST(x AS DOUBLE), p);
CREATE OR REPLACE MACRO regexp_like(s, p) AS regexp_matches(s, p);
CREATE OR REPLACE MACRO regexp_extract(s, p) AS CASE WHEN regexp_matches(s, p) THEN system.main.regexp_extract(s, p) END, (s, p, g) AS CASE WHEN regexp_matches(s, p) THEN system.main.regexp_extract(s, p, g) END;
CREATE OR REPLACE MACRO regexp_replace(s, p, r) AS system.main.regexp_replace(s, p, system.main.regexp_replace(r, '\$(\d)', '\\\1', 'g'), 'g');
CREATE OR REPLACE MACRO array_join(a, sep) AS CASE WHEN a IS NULL THEN NULL WHEN len(list_filter(a, lambda x: x IS NOT NULL)) = 0 THEN '' ELSE list_reduce(list_transform(list_filter(a, lambda x: x IS NOT NULL), lambda x: CAST(x AS VARCHAR)), lambda x, y: x || sep || y) END;
CREATE OR REPLACE MACRO arrays_overlap(a, b) AS list_has_any(a, b);
CREATE OR REPLACE MACRO array_max(a) AS list_max(a);
CREATE OR REPLACE MACRO array_min(a) AS list_min(a);
CREATE OR REPLACE MACRO slice(a, s, l) AS list_slice(a, s, s + l - 1);
CREATE OR REPLACE MACRO bitwise_and(a, b) AS a & b;
CREATE OR REPLACE MACRO codepoint(c) AS unicode(c);
CREATE OR REPLACE MACRO levenshtein_distance(a, b) AS levenshtein(a, b);
CREATE OR REPLACE MACRO is_nan(x) AS isnan(x);
{%- endmacro %}
