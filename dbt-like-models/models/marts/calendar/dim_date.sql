select
  cast(calendar_day as date) as calendar_day,
  cast({{ month_of('calendar_day') }} as varchar) as calendar_month,
  cast(fiscal_quarter as varchar) as fiscal_quarter,
  cast(fiscal_year as varchar) as fiscal_year,
  cast(day_of_week(calendar_day) as bigint) as iso_weekday,
  cast(working_weight as decimal(18, 6)) as working_weight,
  cast('all' as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('stg_config_calendar') }}
