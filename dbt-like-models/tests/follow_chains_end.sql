{% set levels = 4 %}
-- A credit, tax or adjustment may name another one, but a chain must end in a usage, seat or fee line after a few steps.
with edges as (
  select * from {{ ref('int_follow_edge') }}
),

reach_1 as (
  select line_no, target_no from edges
)
{% for level in range(2, levels + 2) %}
, reach_{{ level }} as (
  select distinct below.line_no, edges.target_no
  from reach_{{ level - 1 }} as below
  inner join edges on edges.line_no = below.target_no
)
{% endfor %}

select line_no, target_no
from reach_{{ levels + 1 }}
