{% set levels = 8 %}
-- The teams above a team on a day money was charged to it, as the hierarchy was that day; distance 0 is the team itself.
with teams as (
  select * from {{ ref('stg_config_team') }}
),

above_0 as (
  select distinct team_id, usage_day, team_id as ancestor_id from {{ ref('fct_ledger') }} where team_id is not null
),
{% for level in range(1, levels) %}
above_{{ level }} as (
  select below.team_id, below.usage_day, teams.parent_team_id as ancestor_id
  from above_{{ level - 1 }} as below
  inner join teams on teams.team_id = below.ancestor_id and {{ valid_on('teams', 'below.usage_day') }}
  where teams.parent_team_id is not null
),
{% endfor %}

every_level as (
  {% for level in range(levels) %}
  select team_id, usage_day, ancestor_id, {{ level }} as distance from above_{{ level }}
  {% if not loop.last %}union all{% endif %}
  {% endfor %}
)

select team_id, usage_day, ancestor_id, cast(min(distance) as bigint) as distance
from every_level
group by team_id, usage_day, ancestor_id
