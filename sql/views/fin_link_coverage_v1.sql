with atoms as (
  select
    period, currency, tool, work_class, coalesce(work_method, upper(work_class)) as rung, amount_micros, work_confidence_bp, session_id,
    build_id
  from {{ ref('fct_ledger') }}
  where charge_kind in ('usage', 'seat')
),

rungs as (
  select
    period, currency, tool, work_class, rung,
    cast(sum(amount_micros) as bigint) as amount_micros,
    cast(sum(cast(amount_micros as decimal(38, 0)) * work_confidence_bp) as decimal(38, 0)) as weighed_micros,
    cast(count(distinct session_id) as bigint) as sessions,
    max(build_id) as build_id
  from atoms
  group by period, currency, tool, work_class, rung
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
