-- Every outcome with every outcome above it, itself at distance 0: the way to roll money up without counting it twice.
{% set levels = 8 %}
with parents as (
  select outcome_no, parent_no from {{ ref('int_outcome_parent') }} where parent_no is not null
),

up_0 as (
  select outcome_no, outcome_no as ancestor_no, 0 as distance from {{ ref('int_outcome') }}
),
{% for level in range(1, levels + 1) %}
up_{{ level }} as (
  select below.outcome_no, parents.parent_no as ancestor_no, {{ level }} as distance
  from up_{{ level - 1 }} as below
  inner join parents on parents.outcome_no = below.ancestor_no
),
{% endfor %}

tree as (
  {% for level in range(levels + 1) %}
  select * from up_{{ level }}
  {% if not loop.last %}union all{% endif %}
  {% endfor %}
)

select
  cast(outcomes.outcome_id as varchar) as outcome_id,
  cast(ancestors.outcome_id as varchar) as ancestor_id,
  cast(tree.distance as bigint) as distance,
  cast(ancestors.outcome_type as varchar) as ancestor_type,
  cast('all' as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from tree
inner join {{ ref('int_outcome') }} as outcomes on outcomes.outcome_no = tree.outcome_no
inner join {{ ref('int_outcome') }} as ancestors on ancestors.outcome_no = tree.ancestor_no
