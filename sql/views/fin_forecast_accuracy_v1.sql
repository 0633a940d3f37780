with scored as (
  select
    max(run_id) as run_id,
    max(as_of) as as_of,
    max(node_level) as node_level,
    node_id,
    currency,
    step,
    count(*) as origins,
    min(origin) as first_origin,
    max(origin) as last_origin,
    cast(sum(actual) as decimal(38, 6)) as actual,
    cast(sum(p50) as decimal(38, 6)) as forecast,
    cast(sum(abs(p50 - actual)) as decimal(38, 6)) as error,
    cast(sum(abs(run_rate - actual)) as decimal(38, 6)) as run_rate_error,
    cast(sum(abs(actual)) as decimal(38, 6)) as size,
    sum(case when actual between p10 and p90 then 1 else 0 end) as inside_80,
    sum(case when actual between p05 and p95 then 1 else 0 end) as inside_90,
    max(build_id) as build_id
  from {{ ref('fct_forecast_backtest') }}
  where scenario_id = 'base'
  group by node_id, currency, step
)

select
  cast(run_id as varchar) as run_id,
  cast(as_of as date) as as_of,
  cast(node_level as varchar) as node_level,
  cast(node_id as varchar) as node_id,
  cast(currency as varchar) as currency,
  cast(step as bigint) as step,
  cast(origins as bigint) as origins,
  cast(first_origin as date) as first_origin,
  cast(last_origin as date) as last_origin,
  cast(actual as decimal(18, 6)) as actual,
  cast(forecast as decimal(18, 6)) as forecast,
  cast({{ safe_divide('error', 'size') }} as decimal(18, 6)) as wape,
  cast({{ safe_divide('run_rate_error', 'size') }} as decimal(18, 6)) as run_rate_wape,
  cast({{ safe_divide('forecast - actual', 'size') }} as decimal(18, 6)) as bias,
  cast({{ safe_divide('inside_80', 'origins') }} as decimal(18, 6)) as coverage_80,
  cast({{ safe_divide('inside_90', 'origins') }} as decimal(18, 6)) as coverage_90,
  cast(error < run_rate_error as boolean) as beats_run_rate,
  cast(build_id as varchar) as build_id
from scored
