select
  cast(team_id as varchar) as team_id,
  cast(count(distinct person_key) as bigint) as active_people,
  cast(period as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('int_active_member') }}
group by team_id, period
