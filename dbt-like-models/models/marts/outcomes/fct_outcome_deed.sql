-- Commits and pull requests as known now, also for months that are closed: what the events of `fct_session_deed` are paired with.
select
  cast(deeds.kind as varchar) as kind,
  cast(outcomes.outcome_id as varchar) as outcome_id,
  cast(outcomes.type_rank as bigint) as type_rank,
  cast(deeds.deed_id as varchar) as deed_id,
  {{ to_ts('deeds.done_at') }} as done_at,
  cast(deeds.holder as varchar) as holder,
  cast(deeds.repo as varchar) as repo,
  cast('all' as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('int_outcome_deed') }} as deeds
inner join {{ ref('int_outcome') }} as outcomes on outcomes.outcome_no = deeds.outcome_no
