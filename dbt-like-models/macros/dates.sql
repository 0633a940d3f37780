{# The day n whole days after d (n may be negative or a column). A DATE on both engines. #}
{% macro add_days(d, n) %}{{ adapter.dispatch('add_days')(d, n) }}{% endmacro %}

{% macro default__add_days(d, n) %}CAST(date_add('day', {{ n }}, CAST({{ d }} AS DATE)) AS DATE){% endmacro %}

{% macro duckdb__add_days(d, n) %}CAST(CAST({{ d }} AS DATE) + CAST({{ n }} AS INTEGER) * INTERVAL '1' DAY AS DATE){% endmacro %}

{# Whole calendar days from a to b; negative when b is earlier. BIGINT. #}
{% macro days_between(a, b) %}date_diff('day', CAST({{ a }} AS DATE), CAST({{ b }} AS DATE)){% endmacro %}

{# First day of the month, quarter, week (Monday) or year that x lies in. A DATE on both engines. #}
{% macro first_day_of(unit, x) %}CAST(date_trunc('{{ unit }}', {{ x }}) AS DATE){% endmacro %}

{# UTC timestamp in the precision that Hive tables hold. #}
{% macro to_ts(x) %}{{ adapter.dispatch('to_ts')(x) }}{% endmacro %}

{% macro default__to_ts(x) %}CAST({{ x }} AS TIMESTAMP(3)){% endmacro %}

{% macro duckdb__to_ts(x) %}CAST({{ x }} AS TIMESTAMP){% endmacro %}
