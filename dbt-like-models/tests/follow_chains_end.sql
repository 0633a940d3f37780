{% set levels = 4 %}
-- A credit, tax or adjustment may name another one, but a chain must end in a usage, seat or fee line after a few steps.
with edges as (
  select * from {{ ref('int_follow_edge') }}
),

reach_1 as (
  select bill_line_id, target_id from edges
)
{% for level in range(2, levels + 2) %}
, reach_{{ level }} as (
  select distinct below.bill_line_id, edges.target_id
  from reach_{{ level - 1 }} as below
  inner join edges on edges.bill_line_id = below.target_id
)
{% endfor %}

select bill_line_id, target_id
from reach_{{ levels + 1 }}
