select
  landed.outcome_id,
  landed.version_at,
  landed.severity,
  landed.urgency,
  landed.service_id,
  landed.repo,
  landed.started_at,
  landed.resolved_at,
  landed.is_auto_resolved,
  landed.source,
  landed.connection_id
from {{ source('raw', 'outcome_incident') }} as landed
inner join {{ ref('stg_coverage') }} as coverage
  on coverage.table_name = 'outcome_incident' and {{ same_window('landed', 'coverage') }} and landed.dt = cast(coverage.data_day as varchar)
inner join {{ ref('stg_outcome') }} as outcome
  on outcome.source = landed.source and outcome.connection_id = landed.connection_id and outcome.stream = landed.stream
  and outcome.dt = landed.dt and outcome.outcome_id = landed.outcome_id and outcome.version_at = landed.version_at
