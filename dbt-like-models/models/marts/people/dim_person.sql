with memberships as (
  select * from {{ ref('stg_config_membership') }}
),

latest as (
  select person_key, team_id
  from (
    select
      person_key, team_id,
      row_number() over (partition by person_key order by valid_from desc, weight_bp desc, team_id) as place
    from memberships
  ) as ranked
  where place = 1
)

select
  cast(people.person_key as varchar) as person_key,
  cast(people.is_bot as boolean) as is_bot,
  cast(people.active_from as date) as active_from,
  cast(people.active_to as date) as active_to,
  cast(latest.team_id as varchar) as latest_team_id,
  cast('all' as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('stg_config_person') }} as people
left join latest on latest.person_key = people.person_key
