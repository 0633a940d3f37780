with days as (
  select * from {{ ref('fct_budget_day') }}
),

budgets as (
  select
    budget_id,
    period,
    max(scope_kind) as scope_kind,
    max(scope_id) as scope_id,
    max(currency) as currency,
    max(budget_amount) as budget,
    cast(sum(actual_micros) as bigint) as actual_micros,
    cast(sum(case when is_elapsed then working_weight else cast(0 as decimal(18, 6)) end) as decimal(18, 6)) as elapsed_weight,
    cast(sum(working_weight) as decimal(18, 6)) as total_weight,
    max(case when is_elapsed then calendar_day end) as through_day,
    max(calendar_day) as last_day,
    max(build_id) as build_id
  from days
  group by budget_id, period
),

-- The limits in force at the end of the period.
limits as (
  select
    budget_id, period,
    max(case when threshold = 'pace_watch' then value end) as pace_watch,
    max(case when threshold = 'pace_over' then value end) as pace_over,
    max(case when threshold = 'forecast_over' then value end) as forecast_over,
    max(case when threshold = 'runway_window' then value end) as runway_window
  from (
    select
      budgets.budget_id, budgets.period, thresholds.threshold, thresholds.value,
      row_number() over (
        partition by budgets.budget_id, budgets.period, thresholds.threshold
        order by thresholds.valid_from desc, thresholds.is_default
      ) as place
    from budgets
    inner join {{ ref('dim_threshold') }} as thresholds on thresholds.valid_from <= budgets.last_day
  ) as versions
  where place = 1
  group by budget_id, period
),

trailing_days as (
  select
    days.budget_id, days.period, days.calendar_day, days.working_weight, days.actual_micros,
    sum(days.working_weight) over (
      partition by days.budget_id, days.period order by days.calendar_day desc
      rows between unbounded preceding and current row
    ) as weight_back
  from days
  where days.is_elapsed
),

runways as (
  select
    trailing_days.budget_id,
    trailing_days.period,
    cast(sum(trailing_days.working_weight) as decimal(18, 6)) as recent_weight,
    cast(sum(trailing_days.actual_micros) as bigint) as recent_micros
  from trailing_days
  inner join limits on limits.budget_id = trailing_days.budget_id and limits.period = trailing_days.period
  where trailing_days.weight_back <= limits.runway_window
  group by trailing_days.budget_id, trailing_days.period
),

-- The newest forecast of months that are not over.
forecasts as (
  select budget_id, budget_period, currency, p50 from {{ ref('fct_forecast_budget') }} where scenario_id = 'base'
),

measured as (
  select
    budgets.*,
    case when coalesce(budgets.through_day < budgets.last_day, true) then forecasts.p50 end as forecast,
    limits.pace_watch,
    limits.pace_over,
    limits.forecast_over,
    {{ from_micros('budgets.actual_micros') }} as actual,
    {{ divide_decimal(from_micros('budgets.actual_micros'), 'budgets.budget', 12) }} as burn,
    {{ safe_divide('budgets.elapsed_weight', 'budgets.total_weight') }} as expected,
    case
      when coalesce(budgets.through_day < budgets.last_day, true) and forecasts.p50 is not null then forecasts.p50
      when budgets.elapsed_weight > 0
        then {{ divide_decimal('cast(cast(' ~ from_micros('budgets.actual_micros') ~ ' as decimal(28, 6)) * budgets.total_weight as decimal(28, 12))', 'budgets.elapsed_weight', 6) }}
    end as projected,
    runways.recent_weight,
    runways.recent_micros
  from budgets
  inner join limits on limits.budget_id = budgets.budget_id and limits.period = budgets.period
  left join forecasts
    on forecasts.budget_id = budgets.budget_id and forecasts.budget_period = budgets.period and forecasts.currency = budgets.currency
  left join runways on runways.budget_id = budgets.budget_id and runways.period = budgets.period
),

paced as (
  select
    measured.*,
    {{ divide_decimal('burn', 'expected', 12) }} as pace_index,
    {{ safe_divide('projected', 'budget') }} as projected_share,
    {{ safe_divide('cast(budget - actual as decimal(28, 12)) * recent_weight', from_micros('recent_micros')) }} as runway_days
  from measured
)

select
  cast(budget_id as varchar) as budget_id,
  cast(period as varchar) as period,
  cast(scope_kind as varchar) as scope_kind,
  cast(scope_id as varchar) as scope_id,
  cast(currency as varchar) as currency,
  cast(budget as decimal(18, 6)) as budget,
  cast(actual as decimal(18, 6)) as actual,
  cast(burn as decimal(18, 6)) as burn,
  cast(expected as decimal(18, 6)) as expected,
  cast(pace_index as decimal(18, 6)) as pace_index,
  cast(projected as decimal(18, 6)) as projected,
  cast(case when forecast is not null then 'forecast' when projected is not null then 'run_rate' end as varchar) as projection_method,
  cast(runway_days as decimal(18, 6)) as runway_days,
  cast(
    case
      when budget is null then 'no_budget'
      when actual >= budget then 'exhausted'
      when pace_index is null then 'too_early'
      when pace_index > pace_over or projected_share > forecast_over then 'over'
      when pace_index > pace_watch then 'watch'
      else 'on_pace'
    end as varchar
  ) as pace_status,
  cast(through_day as date) as through_day,
  cast(pace_watch as decimal(18, 6)) as pace_watch,
  cast(pace_over as decimal(18, 6)) as pace_over,
  cast(forecast_over as decimal(18, 6)) as forecast_over,
  cast(build_id as varchar) as build_id
from paced
