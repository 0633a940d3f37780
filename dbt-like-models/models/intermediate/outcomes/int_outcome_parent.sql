-- The parents of outcomes; those in a circle are no parents. The choice is a table of its own: climbing names it 32 times.
{% set doublings = 5 %}
with chosen as (
  select outcome_no, parent_no, parent_rule from {{ ref('int_outcome_parent_choice') }}
),

-- Climbing 32 steps from anywhere ends at the top, or on a circle.
{% for level in range(doublings) %}
climb_{{ level + 1 }} as (
  select lower.outcome_no, upper.parent_no
  from {% if loop.first %}chosen{% else %}climb_{{ level }}{% endif %} as lower
  inner join {% if loop.first %}chosen{% else %}climb_{{ level }}{% endif %} as upper on upper.outcome_no = lower.parent_no
),
{% endfor %}

circles as (
  select distinct parent_no as outcome_no from climb_{{ doublings }}
)

select
  chosen.outcome_no,
  case when circles.outcome_no is null then chosen.parent_no end as parent_no,
  case when circles.outcome_no is null then chosen.parent_rule else 'PARENT_CYCLE' end as parent_rule
from chosen
left join circles on circles.outcome_no = chosen.outcome_no
