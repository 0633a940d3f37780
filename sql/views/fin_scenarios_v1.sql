with quarters as (
  select * from {{ ref('fct_forecast_spend') }}
  where grain = 'quarter' and metric = 'usd' and charge_class = 'total' and node_level in ('company', 'tool', 'team')
),

scenarios as (
  select * from quarters where scenario_id <> 'base'
),

base as (
  select * from quarters where scenario_id = 'base'
)

select
  cast(scenarios.run_id as varchar) as run_id,
  cast(scenarios.as_of as date) as as_of,
  cast(scenarios.scenario_id as varchar) as scenario_id,
  cast(scenarios.node_level as varchar) as node_level,
  cast(scenarios.node_id as varchar) as node_id,
  cast(scenarios.tool as varchar) as tool,
  cast(scenarios.team as varchar) as team,
  cast(scenarios.currency as varchar) as currency,
  cast(calendar.fiscal_quarter as varchar) as fiscal_quarter,
  cast(scenarios.period_start as date) as period_start,
  cast(base.p50 as decimal(18, 6)) as base_p50,
  cast(scenarios.p10 as decimal(18, 6)) as p10,
  cast(scenarios.p50 as decimal(18, 6)) as p50,
  cast(scenarios.p90 as decimal(18, 6)) as p90,
  cast(scenarios.p50 - base.p50 as decimal(18, 6)) as difference,
  cast({{ safe_divide('scenarios.p50 - base.p50', 'base.p50') }} as decimal(18, 6)) as difference_share,
  cast(scenarios.build_id as varchar) as build_id
from scenarios
inner join base
  on base.node_id = scenarios.node_id and base.currency = scenarios.currency and base.period_start = scenarios.period_start
left join {{ ref('dim_date') }} as calendar on calendar.calendar_day = scenarios.period_start
