{# Number of elements of an array. #}
{% macro cardinality(a) %}{{ adapter.dispatch('cardinality')(a) }}{% endmacro %}

{% macro default__cardinality(a) %}cardinality({{ a }}){% endmacro %}

{% macro duckdb__cardinality(a) %}CAST(len({{ a }}) AS BIGINT){% endmacro %}

{# SHA-256 of a text as 64 lower-case hex digits; NULL for NULL. #}
{% macro hash_hex(x) %}{{ adapter.dispatch('hash_hex')(x) }}{% endmacro %}

{% macro default__hash_hex(x) %}lower(to_hex(sha256(to_utf8({{ x }})))){% endmacro %}

{% macro duckdb__hash_hex(x) %}sha256({{ x }}){% endmacro %}

{#
  One key from several varchar expressions: SHA-256 over length-prefixed parts, NULL marked apart from '', so that
  two different lists of values never give the same text. Never NULL.
#}
{% macro hash_key(parts) -%}
{%- set pieces = namespace(text='') -%}
{%- for part in parts -%}
{%- set piece = "CASE WHEN " ~ part ~ " IS NULL THEN '~' ELSE CAST(length(" ~ part ~ ") AS VARCHAR) || ':' || " ~ part ~ " END" -%}
{%- set pieces.text = pieces.text ~ (' || ' if not loop.first else '') ~ piece -%}
{%- endfor -%}
{{ hash_hex(pieces.text) }}
{%- endmacro %}

{# Values of a group joined to one text in ascending order; NULLs left out; NULL when nothing is left. #}
{% macro list_agg(x, separator=',', distinct=false) -%}
array_join(array_agg({% if distinct %}DISTINCT {% endif %}{{ x }} ORDER BY {{ x }}) FILTER (WHERE {{ x }} IS NOT NULL), '{{ separator }}')
{%- endmacro %}

{# Aggregate: x of the row with the greatest order_by among those where x is not NULL. Make order_by total. #}
{% macro last_non_null(x, order_by) %}max_by({{ x }}, {{ order_by }}) FILTER (WHERE {{ x }} IS NOT NULL){% endmacro %}

{# Aggregate: x of the row with the smallest order_by among those where x is not NULL. Make order_by total. #}
{% macro first_non_null(x, order_by) %}min_by({{ x }}, {{ order_by }}) FILTER (WHERE {{ x }} IS NOT NULL){% endmacro %}

{# Window: the latest non-NULL x up to and including this row. #}
{% macro last_non_null_over(x, partition_by, order_by) %}{{ adapter.dispatch('last_non_null_over')(x, partition_by, order_by) }}{% endmacro %}

{% macro default__last_non_null_over(x, partition_by, order_by) -%}
last_value({{ x }}) IGNORE NULLS OVER (PARTITION BY {{ partition_by }} ORDER BY {{ order_by }} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
{%- endmacro %}

{% macro duckdb__last_non_null_over(x, partition_by, order_by) -%}
last_value({{ x }} IGNORE NULLS) OVER (PARTITION BY {{ partition_by }} ORDER BY {{ order_by }} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
{%- endmacro %}

{# Text with the letters a to z in capitals and all others as they are: upper() makes of ß what each engine likes. #}
{% macro ascii_capitals(x) %}translate({{ x }}, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'){% endmacro %}
