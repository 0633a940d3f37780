{# Fails for each combination of the columns that occurs more than once. #}
{% macro test_unique_together(model, columns) %}
select {{ columns | join(', ') }}, count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endmacro %}

{# Fails for each row where the condition is not true; a NULL condition fails too. #}
{% macro test_holds(model, condition) %}
select *
from {{ model }}
where not coalesce({{ condition }}, false)
{% endmacro %}

{#
  Conservation: for each value of the key columns, the sum of `amount` here equals the sum of `whole_amount` in
  `whole`. Keys that only one side has fail, unless their sum is 0. Give integers or decimals, never doubles.
#}
{% macro test_sums_to(model, key, amount, whole, whole_amount, whole_where='1 = 1') %}
select {{ key | join(', ') }}, sum(part) as parts_sum, sum(total) as whole_sum, sum(part) - sum(total) as difference
from (
  select {{ key | join(', ') }}, cast({{ amount }} as decimal(38, 12)) as part, cast(0 as decimal(38, 12)) as total
  from {{ model }}
  union all
  select {{ key | join(', ') }}, cast(0 as decimal(38, 12)) as part, cast({{ whole_amount }} as decimal(38, 12)) as total
  from {{ whole }}
  where {{ whole_where }}
) as sides
group by {{ key | join(', ') }}
having sum(part) <> sum(total)
{% endmacro %}

{# Half-open validity intervals of one key must not overlap: fails for each interval that starts before an earlier one ends. #}
{% macro test_intervals_do_not_overlap(model, key, valid_from='valid_from', valid_to='valid_to') %}
select *
from (
  select {{ key | join(', ') }}, {{ valid_from }}, {{ valid_to }},
    lead({{ valid_from }}) over (partition by {{ key | join(', ') }} order by {{ valid_from }}, {{ valid_to }}) as next_valid_from
  from {{ model }}
) as intervals
where next_valid_from < coalesce({{ valid_to }}, date '9999-12-31')
{% endmacro %}
