with forecasts as (
  select * from {{ ref('fct_forecast_spend') }}
  where grain = 'quarter' and metric = 'usd' and charge_class = 'total'
),

changes as (
  select scenario_id, node_id, currency, period_start, max(from_period_start) as from_period_start, max(from_usd) as from_usd
  from {{ ref('fct_forecast_change') }}
  group by scenario_id, node_id, currency, period_start
)

select
  cast(forecasts.run_id as varchar) as run_id,
  cast(forecasts.as_of as date) as as_of,
  cast(forecasts.scenario_id as varchar) as scenario_id,
  cast(forecasts.node_level as varchar) as node_level,
  cast(forecasts.node_id as varchar) as node_id,
  cast(forecasts.tool as varchar) as tool,
  cast(forecasts.model as varchar) as model,
  cast(forecasts.team as varchar) as team,
  cast(forecasts.org as varchar) as org,
  cast(forecasts.cost_center as varchar) as cost_center,
  cast(forecasts.currency as varchar) as currency,
  cast(calendar.fiscal_quarter as varchar) as fiscal_quarter,
  cast(forecasts.period_start as date) as period_start,
  cast(forecasts.period_end as date) as period_end,
  cast(forecasts.actual_usd as decimal(18, 6)) as actual,
  cast(forecasts.p05 as decimal(18, 6)) as p05,
  cast(forecasts.p10 as decimal(18, 6)) as p10,
  cast(forecasts.p50 as decimal(18, 6)) as p50,
  cast(forecasts.p90 as decimal(18, 6)) as p90,
  cast(forecasts.p95 as decimal(18, 6)) as p95,
  cast(forecasts.seats_usd as decimal(18, 6)) as billed_by_calendar,
  cast(changes.from_period_start as date) as last_quarter_start,
  cast(changes.from_usd as decimal(18, 6)) as last_quarter,
  cast(forecasts.p50 - changes.from_usd as decimal(18, 6)) as change,
  cast(forecasts.backtest_origins as bigint) as backtest_origins,
  cast(forecasts.backtest_quarter_wape as decimal(18, 6)) as backtest_quarter_wape,
  cast(forecasts.backtest_bias as decimal(18, 6)) as backtest_bias,
  cast(forecasts.cov80_backtest as decimal(18, 6)) as cov80_backtest,
  cast(forecasts.skill_vs_runrate as decimal(18, 6)) as skill_vs_runrate,
  cast(forecasts.interval_quality as varchar) as interval_quality,
  cast(forecasts.method as varchar) as method,
  cast(forecasts.regime as varchar) as regime,
  cast(forecasts.warnings as varchar) as warnings,
  cast(forecasts.build_id as varchar) as build_id
from forecasts
left join {{ ref('dim_date') }} as calendar on calendar.calendar_day = forecasts.period_start
left join changes
  on changes.scenario_id = forecasts.scenario_id and changes.node_id = forecasts.node_id
  and changes.currency = forecasts.currency and changes.period_start = forecasts.period_start
