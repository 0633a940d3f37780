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
  cast(
    case substr(late, 1, 1)
      when '0' then 'L0_OVERRIDE' when '1' then 'L1_SESSION_ID' when '2' then 'L2_VENDOR_COMMIT' when '3' then 'L3_TELEMETRY_EVENT'
      when '4' then 'L4_BRANCH' when '5' then 'L5_WORK_ITEM' when '6' then 'L6_AUTHOR_REPO_WINDOW' when '7' then 'L7_AUTHOR_WINDOW'
    end as varchar
  ) as late_rung,
  cast(substr(late, 5, 5) as bigint) as late_confidence_bp,
  cast(currency as varchar) as currency,
  {{ from_micros('amount_micros') }} as amount,
  cast(build_id as varchar) as build_id
from found
