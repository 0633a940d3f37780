with spend as (
  select * from {{ ref('int_scope_day') }}
),

planned as (
  select budget_id, scope_kind, scope_id, period, amount, currency
  from (
    select
      budgets.*,
      row_number() over (partition by budget_id, period order by valid_from desc) as place
    from {{ ref('stg_config_budget') }} as budgets
    where budgets.valid_from <= last_day_of_month(cast(budgets.period || '-01' as date))
  ) as versions
  where place = 1 and period in (select period from {{ ref('int_bill_line') }})
),

-- Teams that spend without a budget are shown, not left out.
unplanned as (
  select distinct 'no budget: ' || spend.scope_id as budget_id, spend.scope_kind, spend.scope_id, spend.period, spend.currency
  from spend
  where spend.scope_kind = 'team'
    and not exists (
      select 1 from planned
      where planned.scope_kind = 'team' and planned.scope_id = spend.scope_id and planned.period = spend.period
        and planned.currency = spend.currency
    )
),

budgets as (
  select budget_id, scope_kind, scope_id, period, currency, amount from planned
  union all
  select budget_id, scope_kind, scope_id, period, currency, cast(null as decimal(28, 12)) from unplanned
),

days as (
  select calendar_day, working_weight, {{ month_of('calendar_day') }} as period from {{ ref('stg_config_calendar') }}
),

through as (
  select * from {{ ref('int_data_through') }}
)

select
  cast(budgets.budget_id as varchar) as budget_id,
  cast(budgets.scope_kind as varchar) as scope_kind,
  cast(budgets.scope_id as varchar) as scope_id,
  cast(budgets.currency as varchar) as currency,
  cast(budgets.amount as decimal(28, 12)) as budget_amount,
  cast(days.calendar_day as date) as calendar_day,
  cast(days.working_weight as decimal(18, 6)) as working_weight,
  cast(days.calendar_day <= through.through_day as boolean) as is_elapsed,
  cast(coalesce(spend.amount_micros, 0) as bigint) as actual_micros,
  cast(budgets.period as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from budgets
inner join days on days.period = budgets.period
inner join through on through.period = budgets.period
left join spend
  on spend.scope_kind = budgets.scope_kind and spend.scope_id = budgets.scope_id and spend.period = budgets.period
  and spend.currency = budgets.currency and spend.spend_day = days.calendar_day
