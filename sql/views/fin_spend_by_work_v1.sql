select
  cast(month as varchar) as period,
  cast(team as varchar) as team,
  cast(parent_team_as_was as varchar) as parent_team_as_was,
  cast(parent_team_as_is as varchar) as parent_team_as_is,
  cast(tool as varchar) as tool,
  cast(work_type as varchar) as work_type,
  cast(work_class as varchar) as work_class,
  cast(currency as varchar) as currency,
  {{ from_micros('amount_micros') }} as amount,
  cast(outcome_units as bigint) as outcome_units,
  cast({{ safe_divide('weighed_micros', 'amount_micros') }} as decimal(18, 6)) as mean_confidence_bp,
  cast(build_id as varchar) as build_id
from {{ ref('fct_work_spend') }}
