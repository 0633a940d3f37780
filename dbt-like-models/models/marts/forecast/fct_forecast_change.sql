select
  cast(run_id as varchar) as run_id,
  cast(as_of as date) as as_of,
  cast(scenario_id as varchar) as scenario_id,
  cast(node_id as varchar) as node_id,
  cast(org as varchar) as org,
  cast(currency as varchar) as currency,
  cast(period_start as date) as period_start,
  cast(node_level as varchar) as node_level,
  cast(from_period_start as date) as from_period_start,
  cast(from_usd as decimal(18, 6)) as from_usd,
  cast(to_usd as decimal(18, 6)) as to_usd,
  cast(effect as varchar) as effect,
  cast(usd as decimal(18, 6)) as usd,
  cast('all' as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('stg_forecast_change') }}
