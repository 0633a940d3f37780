with atoms as (
  select
    period, currency, tool, work_class, coalesce(work_method, upper(work_class)) as rung, amount_micros, work_confidence_bp, session_id
  from {{ ref('fct_ledger') }}
  where charge_kind in ('usage', 'seat')
)

select
  cast(tool as varchar) as tool,
  cast(work_class as varchar) as work_class,
  cast(rung as varchar) as rung,
  cast(currency as varchar) as currency,
  cast(sum(amount_micros) as bigint) as amount_micros,
  cast(sum(cast(amount_micros as decimal(38, 0)) * work_confidence_bp) as decimal(38, 0)) as weighed_micros,
  cast(count(distinct session_id) as bigint) as sessions,
  cast(period as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from atoms
group by period, currency, tool, work_class, rung
