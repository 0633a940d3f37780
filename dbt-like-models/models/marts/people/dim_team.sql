select
  cast(team_id as varchar) as team_id,
  cast(valid_from as date) as valid_from,
  cast(valid_to as date) as valid_to,
  cast(team_name as varchar) as team_name,
  cast(parent_team_id as varchar) as parent_team_id,
  cast(cost_center as varchar) as cost_center,
  cast(row_number() over (partition by team_id order by valid_from desc) = 1 as boolean) as is_latest,
  cast('all' as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('stg_config_team') }}
