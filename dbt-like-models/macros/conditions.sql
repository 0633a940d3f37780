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
