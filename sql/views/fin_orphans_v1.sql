with orphans as (
  select
    money.*, {{ hash_hex('money.session_id') }} as hashed_name,
    {{ note_name('money.tool', 'money.session_id') }} as note_name,
    {{ note_name(tool_in_notes('money.tool'), 'money.session_id') }} as other_note_name
  from {{ ref('fct_orphan') }} as money
),

limits as (
  select cast(max_by(value, valid_from) as bigint) as least_bp from {{ ref('dim_threshold') }} where threshold = 'min_link_confidence_bp'
),

-- Each trace as one text that sorts as the ladder does: rung, kind of outcome, confidence, outcome.
traces as (
  select
    traces.*,
    substr(traces.rung, 2, 1) || lpad(cast(traces.type_rank as varchar), 3, '0') || lpad(cast(traces.confidence_bp as varchar), 5, '0')
    || traces.outcome_id as place
  from {{ ref('fct_outcome_trace') }} as traces
  inner join limits on traces.confidence_bp >= limits.least_bp
),

-- Strong evidence that the month's links do not have: in an open month there is none, for they are made from the same traces.
-- One question per kind of trace, each an equality; a reader who does not ask for late evidence does not read the traces.
sought as (
  select
    orphans.*,
    {% for name in ['hashed_name', 'note_name', 'other_note_name'] %}
    (
      select min(traces.place)
      from traces
      where traces.session_name = orphans.{{ name }} and {{ compatible('orphans.repo', 'traces.repo') }} and {{ within_trace('orphans', 'traces') }}
        and (traces.rung <> 'L0_OVERRIDE' or traces.repo is null or traces.repo = orphans.repo)
        and (traces.branch is null or traces.branch = orphans.branch)
        and (traces.usage_day is null or traces.usage_day = orphans.usage_day)
    ) as by_{{ name }},
    {% endfor %}
    (
      select min(traces.place)
      from traces
      inner join {{ ref('fct_session_commit') }} as commits on commits.commit_sha = traces.commit_sha
      where commits.session_id = orphans.session_id and {{ compatible('orphans.repo', 'traces.repo') }} and {{ within_trace('orphans', 'traces') }}
    ) as by_commit,
    (
      select min(traces.place)
      from traces
      where traces.rung = 'L2_VENDOR_COMMIT' and traces.person_key = orphans.person_key and traces.repo = orphans.repo
        and traces.tool = orphans.tool and {{ within_trace('orphans', 'traces') }}
    ) as by_vendor_commit,
    (
      select min(traces.place)
      from traces
      where traces.rung = 'L4_BRANCH' and traces.repo = orphans.repo and traces.branch = orphans.branch and {{ within_trace('orphans', 'traces') }}
    ) as by_branch,
    (
      select min(traces.place)
      from traces
      where traces.rung = 'L5_WORK_ITEM' and traces.work_key = orphans.work_item and {{ within_trace('orphans', 'traces') }}
    ) as by_work_item
  from orphans
),

named as (
  select
    sought.*, {{ lesser('by_note_name', 'by_other_note_name') }} as by_any_note_name,
    {{ lesser('by_hashed_name', 'by_commit') }} as by_name_or_commit
  from sought
),

found as (
  select named.*, coalesce({{ lesser('by_name_or_commit', 'by_any_note_name') }}, by_vendor_commit, by_branch, by_work_item) as late
  from named
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
      when '0' then 'L0_OVERRIDE' when '1' then 'L1_SESSION_ID' when '2' then 'L2_VENDOR_COMMIT' when '4' then 'L4_BRANCH'
      when '5' then 'L5_WORK_ITEM'
    end as varchar
  ) as late_rung,
  cast(substr(late, 5, 5) as bigint) as late_confidence_bp,
  cast(currency as varchar) as currency,
  {{ from_micros('amount_micros') }} as amount,
  cast(build_id as varchar) as build_id
from found
