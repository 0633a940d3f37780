{# True when a landed row (alias) stands in the window that a coverage row (alias) speaks for. #}
{% macro same_window(landed, coverage) -%}
{{ coverage }}.source = {{ landed }}.source and {{ coverage }}.connection = {{ landed }}.connection_id
  and {{ coverage }}.stream_name = {{ landed }}.stream and {{ coverage }}.content_run = {{ landed }}.load_id
{%- endmacro %}

{# True when a key that both sides know is equal; a side that does not know it (NULL) matches anything. #}
{% macro compatible(a, b) %}({{ a }} is null or {{ b }} is null or {{ a }} = {{ b }}){% endmacro %}

{# True when the day lies in the half-open interval of a versioned row (alias); valid_to NULL means still valid. #}
{% macro valid_on(versioned, day) -%}
{{ versioned }}.valid_from <= {{ day }} and ({{ versioned }}.valid_to is null or {{ day }} < {{ versioned }}.valid_to)
{%- endmacro %}

{# Month YYYY-MM of a DATE expression: the billing period of usage. #}
{% macro month_of(day) %}substr(cast({{ day }} as varchar), 1, 7){% endmacro %}

{# The lesser of two values; NULL only when both are. #}
{% macro lesser(a, b) -%}
case when {{ b }} is null or {{ a }} <= {{ b }} then {{ a }} else {{ b }} end
{%- endmacro %}

{#
  A column of the row of another relation with the same keys, NULL without one; the keys are unique there. For views whose
  readers seldom ask for it: `looked_up` stands among the columns, `look_up` behind the relation. Trino and Athena drop a scalar
  subquery that nobody asks for and read nothing of it, but keep a join; DuckDB keeps both, and hands the month that a reader asks
  for on through a join only.
#}
{% macro looked_up(column, of, row, keys) %}{{ adapter.dispatch('looked_up')(column, of, row, keys) }}{% endmacro %}

{% macro default__looked_up(column, of, row, keys) -%}
(select min(looked_up.{{ column }}) from {{ of }} as looked_up where {{ same_keys('looked_up', row, keys) }})
{%- endmacro %}

{% macro duckdb__looked_up(column, of, row, keys) %}looked_up.{{ column }}{% endmacro %}

{% macro look_up(of, row, keys) %}{{ adapter.dispatch('look_up')(of, row, keys) }}{% endmacro %}

{% macro default__look_up(of, row, keys) %}{% endmacro %}

{% macro duckdb__look_up(of, row, keys) %}left join {{ of }} as looked_up on {{ same_keys('looked_up', row, keys) }}{% endmacro %}

{# True when two rows (aliases) have the same keys. #}
{% macro same_keys(a, b, keys) -%}
{% for key in keys %}{{ a }}.{{ key }} = {{ b }}.{{ key }}{{ ' and ' if not loop.last else '' }}{% endfor %}
{%- endmacro %}
