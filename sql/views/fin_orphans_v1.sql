{% set keys = ['period', 'session_slice_id'] %}
with found as (
  select orphans.*, {{ looked_up('place', ref('fin_late_evidence_v1'), 'orphans', keys) }} as late
  from {{ ref('fct_orphan') }} as orphans
  {{ look_up(ref('fin_late_evidence_v1'), 'orphans', keys) }}
)

select
  cast(period as varchar) as period,
  cast(usage_day as date) as usage_day,
  cast(session_id as varchar) as session_id,
  cast(session_slice_id as varchar) as session_slice_id,
  cast(tool as varchar) as tool,
  cast(repo as varchar) as repo,
  cast(branch as varchar) as branch,
  cast(work_item as varchar) as work_item,
  cast(team_id as varchar) as team,
  cast(work_method as varchar) as reason,
  cast(hint_outcome_id as varchar) as best_candidate,
  cast(hint_method as varchar) as candidate_rung,
  cast(hint_confidence_bp as bigint) as candidate_confidence_bp,
  cast(candidates as bigint) as candidates,
  cast(link_codes as varchar) as link_codes,
  cast(substr(late, 10) as varchar) as late_outcome,
  cast({{ rung_name('cast(substr(late, 1, 1) as bigint)') }} as varchar) as late_rung,
  cast(substr(late, 5, 5) as bigint) as late_confidence_bp,
  cast(currency as varchar) as currency,
  {{ from_micros('amount_micros') }} as amount,
  cast(build_id as varchar) as build_id
from found
