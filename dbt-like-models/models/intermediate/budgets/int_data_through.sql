-- The last complete day of each period: the earliest among the sources that report money day by day. Where none does,
-- the last day that anything is known of: the end of an invoice line, the last use behind an estimate.
with daily_sources as (
  select distinct source, connection_id, period
  from {{ ref('int_cost') }}
  where is_billed and charge_to = {{ add_days('usage_day', 1) }}
),

complete_days as (
  select source, connection, {{ month_of('data_day') }} as period, max(data_day) as last_day
  from {{ ref('stg_coverage') }}
  where table_name = 'cost'
  group by source, connection, {{ month_of('data_day') }}
),

-- Exports of whole months speak for the first of the month only: their last charge day counts instead.
daily_ends as (
  select daily_sources.period, min(complete_days.last_day) as last_day
  from daily_sources
  inner join complete_days
    on complete_days.source = daily_sources.source and complete_days.connection = daily_sources.connection_id
    and complete_days.period = daily_sources.period
  where complete_days.last_day > cast(daily_sources.period || '-01' as date)
  group by daily_sources.period
),

money_ends as (
  select period, max(case when bill_state <> 'estimated' then {{ add_days('charge_to', -1) }} end) as last_day
  from {{ ref('int_bill_line') }}
  group by period
),

use_ends as (
  select period, max(usage_day) as last_day from {{ ref('int_usage') }} group by period
),

ends as (
  select
    money_ends.period,
    last_day_of_month(cast(money_ends.period || '-01' as date)) as month_end,
    coalesce(daily_ends.last_day, money_ends.last_day, use_ends.last_day) as last_day
  from money_ends
  left join daily_ends on daily_ends.period = money_ends.period
  left join use_ends on use_ends.period = money_ends.period
)

select period, case when last_day > month_end then month_end else last_day end as through_day
from ends
