with atoms as (
  select
    period, currency, coalesce(team_id, 'unattributed') as team, parent_team_as_was, parent_team_as_is, tool, work_type, work_class,
    outcome_unit_id, amount_micros, work_confidence_bp, build_id
  from {{ ref('fin_ledger_v1') }}
)

select
  cast(period as varchar) as period,
  cast(team as varchar) as team,
  cast(parent_team_as_was as varchar) as parent_team_as_was,
  cast(parent_team_as_is as varchar) as parent_team_as_is,
  cast(tool as varchar) as tool,
  cast(work_type as varchar) as work_type,
  cast(work_class as varchar) as work_class,
  cast(currency as varchar) as currency,
  {{ from_micros('sum(amount_micros)') }} as amount,
  cast(count(distinct outcome_unit_id) as bigint) as outcome_units,
  cast({{ safe_divide('sum(cast(amount_micros as decimal(38, 0)) * work_confidence_bp)', 'sum(amount_micros)') }} as decimal(18, 6)) as mean_confidence_bp,
  cast(max(build_id) as varchar) as build_id
from atoms
group by period, team, parent_team_as_was, parent_team_as_is, tool, work_type, work_class, currency
