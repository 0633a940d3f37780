{#
  The splitting primitive: divides each parent's integer amount over its children by integer weights, so that the
  parts always sum to the amount. base = floor(|amount| * weight / sum of weights); the left-over units go one each to
  the largest remainders, ties to the larger weight, then to the smaller key; the sign is put back at the end.

  relation  name of a CTE or relation, one row per child
  parent    list of columns that identify the parent (its amount is repeated on every child row)
  key       list of columns that order children of one parent totally
  total     column: the parent's integer amount, |total| < 10^16 (micros). NULL gives NULL parts.
  weight    column: integer weight below 10^22 (10^-12 units of list cost). NULL and negative count as 0;
            when all weights of a parent are 0 its children share equally
  carry     further columns of the relation to keep
  amount    name of the result column, BIGINT

  Use it where a relation stands:  SELECT … FROM {{ split_amount('candidates', ['bill_line_id'], ['usage_id'], 'total_micros', 'weight_pico') }} AS parts
#}
{% macro split_amount(relation, parent, key, total, weight, carry=[], amount='amount_micros') -%}
{%- set children = (parent + key + carry) | join(', ') -%}
{%- set by_parent = 'PARTITION BY ' ~ (parent | join(', ')) -%}
(
  SELECT {{ children }},
    CAST(split_sign * (split_base + CASE WHEN split_rank <= split_left_over THEN 1 ELSE 0 END) AS BIGINT) AS {{ amount }}
  FROM (
    SELECT {{ children }}, split_sign, split_base,
      split_total - sum(split_base) OVER ({{ by_parent }}) AS split_left_over,
      row_number() OVER ({{ by_parent }} ORDER BY split_remainder DESC, split_weight DESC, {{ key | join(', ') }}) AS split_rank
    FROM (
      SELECT {{ children }}, split_sign, split_total, split_weight,
        {{ integer_quotient('split_total * split_weight', 'split_weights') }} AS split_base,
        mod(split_total * split_weight, split_weights) AS split_remainder
      FROM (
        SELECT {{ children }}, split_sign, split_total,
          CASE WHEN split_sum = 0 THEN {{ wide_integer('1', 22) }} ELSE split_weight END AS split_weight,
          {{ wide_integer('CASE WHEN split_sum = 0 THEN split_children ELSE split_sum END', 22) }} AS split_weights
        FROM (
          SELECT {{ children }}, split_sign, split_total, split_weight,
            sum(split_weight) OVER ({{ by_parent }}) AS split_sum,
            count(*) OVER ({{ by_parent }}) AS split_children
          FROM (
            SELECT {{ children }},
              CASE WHEN {{ total }} < 0 THEN -1 ELSE 1 END AS split_sign,
              {{ wide_integer('abs(' ~ total ~ ')', 16) }} AS split_total,
              {{ wide_integer('CASE WHEN ' ~ weight ~ ' > 0 THEN ' ~ weight ~ ' ELSE 0 END', 22) }} AS split_weight
            FROM {{ relation }}
          ) AS split_input
        ) AS split_summed
      ) AS split_weighted
    ) AS split_divided
  ) AS split_ranked
)
{%- endmacro %}

{# An integer wide enough for exact products: DECIMAL(digits,0) on Trino, HUGEINT on DuckDB. Too large a value fails. #}
{% macro wide_integer(x, digits) %}{{ adapter.dispatch('wide_integer')(x, digits) }}{% endmacro %}

{% macro default__wide_integer(x, digits) %}CAST({{ x }} AS DECIMAL({{ digits }}, 0)){% endmacro %}

{% macro duckdb__wide_integer(x, digits) %}CAST(CAST({{ x }} AS DECIMAL({{ digits }}, 0)) AS HUGEINT){% endmacro %}

{# Whole part of a / b for integers, b not 0: an exact division on Trino because the remainder is taken off first. #}
{% macro integer_quotient(a, b) %}{{ adapter.dispatch('integer_quotient')(a, b) }}{% endmacro %}

{% macro default__integer_quotient(a, b) %}CAST((({{ a }}) - mod({{ a }}, {{ b }})) /*exact*/ / {{ b }} AS DECIMAL(38, 0)){% endmacro %}

{% macro duckdb__integer_quotient(a, b) %}(({{ a }}) // {{ b }}){% endmacro %}
