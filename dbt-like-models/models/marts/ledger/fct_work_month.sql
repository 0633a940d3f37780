with teams as (
  select * from {{ ref('stg_config_team') }}
)

select
  cast(ledger.team_id as varchar) as team_id,
  cast(was.parent_team_id as varchar) as parent_team_as_was,
  cast(ledger.tool as varchar) as tool,
  cast(ledger.outcome_id as varchar) as outcome_id,
  cast(ledger.work_class as varchar) as work_class,
  cast(ledger.currency as varchar) as currency,
  cast(sum(ledger.amount_micros) as bigint) as amount_micros,
  cast(sum(cast(ledger.amount_micros as decimal(38, 0)) * ledger.work_confidence_bp) as decimal(38, 0)) as weighed_micros,
  cast(ledger.period as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('fct_ledger') }} as ledger
left join teams as was on was.team_id = ledger.team_id and {{ valid_on('was', 'ledger.usage_day') }}
group by ledger.period, ledger.team_id, was.parent_team_id, ledger.tool, ledger.outcome_id, ledger.work_class, ledger.currency
