{#
  A ratio (share, index, rate), never money: DECIMAL(38,12) through DOUBLE, so about 15 digits hold. NULL when b is 0.
  Cast the result to DECIMAL(18,6) where it is published. Money is divided by divide_decimal or split_amount.
#}
{% macro safe_divide(a, b) -%}
CAST(CAST({{ a }} AS DOUBLE) /*exact*/ / NULLIF(CAST({{ b }} AS DOUBLE), 0) AS DECIMAL(38, 12))
{%- endmacro %}

{#
  a / b as DECIMAL(38, scale) by integer arithmetic, half away from zero; NULL when either is NULL or b is 0.
  |a| < 10^14 and |b| < 10^16, both with up to 12 decimal places, scale 0 to 12; larger values fail, they do not wrap.
#}
{% macro divide_decimal(a, b, scale) %}{{ adapter.dispatch('divide_decimal')(a, b, scale) }}{% endmacro %}

{% macro default__divide_decimal(a, b, scale) -%}
CAST(CAST(CAST({{ to_pico(a) }} * {{ power_of_ten(scale) }} AS DECIMAL(38, 0)) /*exact*/ / NULLIF({{ to_pico(b) }}, 0) AS DECIMAL(38, 0)) * {{ tenth_power(scale) }} AS DECIMAL(38, {{ scale }}))
{%- endmacro %}

{% macro duckdb__divide_decimal(a, b, scale) -%}
{%- set num = 'CAST(' ~ to_pico(a) ~ ' AS HUGEINT) * ' ~ power_of_ten(scale) -%}
{%- set den = 'CAST(' ~ to_pico(b) ~ ' AS HUGEINT)' -%}
CAST(CAST((({{ num }}) + sign({{ num }}) * (abs({{ den }}) // 2)) // NULLIF({{ den }}, 0) AS DECIMAL(38, 0)) * {{ tenth_power(scale) }} AS DECIMAL(38, {{ scale }}))
{%- endmacro %}

{# The literal 10^n. #}
{% macro power_of_ten(n) %}1{% for i in range(n) %}0{% endfor %}{% endmacro %}

{# The decimal literal 10^-n. #}
{% macro tenth_power(n) %}{% if n == 0 %}1{% else %}0.{% for i in range(n - 1) %}0{% endfor %}1{% endif %}{% endmacro %}

{# Exact integer of 10^-12 units of a decimal: the unit of split weights. DECIMAL(38,0). #}
{% macro to_pico(x) -%}
CAST(CAST(CAST({{ x }} AS DECIMAL(28, 12)) * 1000000 AS DECIMAL(38, 6)) * 1000000 AS DECIMAL(38, 0))
{%- endmacro %}

{# Millionths of the currency, rounded half away from zero once. BIGINT. #}
{% macro to_micros(x) -%}
CAST(round(CAST({{ x }} AS DECIMAL(38, 12)) * 1000000, 0) AS BIGINT)
{%- endmacro %}

{# Currency amount of integer millionths, exactly. DECIMAL(18,6), the type of published views. #}
{% macro from_micros(n) -%}
CAST(CAST({{ n }} AS DECIMAL(38, 0)) * 0.000001 AS DECIMAL(18, 6))
{%- endmacro %}

{# Value at the p-th part (0 to 1) of a group. Exact and interpolated on DuckDB, approximate on Trino. DOUBLE. #}
{% macro percentile(x, p) %}approx_percentile(CAST({{ x }} AS DOUBLE), {{ p }}){% endmacro %}

{# Rows of a group for which the condition is true; 0 when it is true or known for none. BIGINT. #}
{% macro count_where(condition) %}CAST(count_if(coalesce({{ condition }}, false)) AS BIGINT){% endmacro %}
