{% set mapped = [
  ('tag', 'team_tag', 1, 1), ('api_key', 'api_key', 2, 1), ('project', 'project', 2, 2), ('workspace', 'workspace', 2, 3),
  ('repo', 'repo', 4, 1), ('account', 'sub_account', 5, 1), ('account', 'billing_account', 5, 2), ('tool', 'tool', 6, 1)
] %}
with keys as (
  select * from {{ ref('int_owner_key') }}
),

owners as (
  select * from {{ ref('stg_config_owner') }}
),

teams as (
  select * from {{ ref('stg_config_team') }}
),

memberships as (
  select * from {{ ref('stg_config_membership') }}
),

mapped as (
  {% for kind, column, rung, step in mapped %}
  select keys.owner_no, {{ rung }} as rung, {{ step }} as step, case when owners.provider = '*' then 2 else 1 end as width,
    owners.team_id, owners.pool, 10000 as weight_bp
  from keys
  inner join owners
    on owners.owner_kind = '{{ kind }}' and owners.external_id = keys.{{ column }} and owners.provider in (keys.provider, '*')
    and {{ valid_on('owners', 'keys.usage_day') }}
  {% if not loop.last %}union all{% endif %}
  {% endfor %}
),

tagged_team as (
  select keys.owner_no, 1 as rung, 2 as step, 1 as width, teams.team_id, cast(null as varchar) as pool, 10000 as weight_bp
  from keys
  inner join teams on lower(teams.team_id) = lower(keys.team_tag) and {{ valid_on('teams', 'keys.usage_day') }}
),

tagged_cost_center as (
  select keys.owner_no, 1 as rung, 3 as step, 1 as width, teams.team_id, cast(null as varchar) as pool, 10000 as weight_bp
  from keys
  inner join teams on lower(teams.cost_center) = lower(keys.team_tag) and {{ valid_on('teams', 'keys.usage_day') }}
),

person_team as (
  select keys.owner_no, 3 as rung, 1 as step, 1 as width, memberships.team_id, cast(null as varchar) as pool, memberships.weight_bp
  from keys
  inner join memberships on memberships.person_key = keys.person_key and {{ valid_on('memberships', 'keys.usage_day') }}
)

select
  owner_no,
  cast(rung as bigint) as rung,
  cast(step as bigint) as step,
  cast(width as bigint) as width,
  team_id,
  pool,
  cast(weight_bp as bigint) as weight_bp
from (
  select * from mapped
  union all
  select * from tagged_team
  union all
  select * from tagged_cost_center
  union all
  select * from person_team
) as claims
where team_id is not null or pool is not null
