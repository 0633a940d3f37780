-- The ledger's linked money by outcome and month, so that an outcome's cost is a sum of a few rows.
select
  cast(outcome_id as varchar) as outcome_id,
  cast(currency as varchar) as currency,
  cast(sum(amount_micros) as bigint) as amount_micros,
  cast(sum(cast(amount_micros as decimal(38, 0)) * work_confidence_bp) as decimal(38, 0)) as weighed_micros,
  cast(count(distinct session_id) as bigint) as sessions,
  cast(period as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('fct_ledger') }}
where work_class = 'linked'
group by period, outcome_id, currency
