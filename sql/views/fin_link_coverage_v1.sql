with rungs as (
  select * from {{ ref('fct_link_rung') }}
),

summed as (
  select
    rungs.*,
    sum(amount_micros) over (partition by period, currency, tool) as tool_micros,
    sum(case when work_class = 'linked' then amount_micros else 0 end) over (partition by period, currency, tool) as linked_micros,
    sum(weighed_micros) over (partition by period, currency, tool) as tool_weighed
  from rungs
)

select
  cast(period as varchar) as period,
  cast(tool as varchar) as tool,
  cast(work_class as varchar) as work_class,
  cast(rung as varchar) as rung,
  cast(currency as varchar) as currency,
  {{ from_micros('amount_micros') }} as amount,
  cast(sessions as bigint) as sessions,
  cast({{ safe_divide('amount_micros', 'tool_micros') }} as decimal(18, 6)) as share,
  cast(case when work_class = 'linked' then {{ safe_divide('amount_micros', 'linked_micros') }} end as decimal(18, 6)) as share_of_linked,
  cast({{ safe_divide('linked_micros', 'tool_micros') }} as decimal(18, 6)) as tool_linked_share,
  cast({{ safe_divide('tool_weighed * 0.0001', 'tool_micros') }} as decimal(18, 6)) as tool_weighted_coverage,
  cast(build_id as varchar) as build_id
from summed
