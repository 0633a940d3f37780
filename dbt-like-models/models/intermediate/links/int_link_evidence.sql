-- Rungs L1 and L2: a session that an outcome names, a commit a session made, a commit whose lines a vendor counted.
{% set after_days = 30 %}
with slices as (
  select * from {{ ref('int_slice') }}
),

outcomes as (
  select outcome_no, repo, head_branch, accepted_at, closed_at from {{ ref('int_outcome') }}
),

sessions as (
  select distinct session_id, tool from slices
),

session_names as (
  {{ session_names('sessions') }}
),

named as (
  select outcome_no, session_ref_hash as session_name from {{ ref('int_outcome_evidence') }} where session_ref_hash is not null
  union
  select outcome_no, session_note_key from {{ ref('int_outcome_evidence') }} where session_note_key is not null
),

session_outcomes as (
  select session_names.session_id, named.outcome_no
  from session_names
  inner join named on named.session_name = session_names.session_name
  union
  select events.session_id, commits.outcome_no
  from {{ ref('int_session_event') }} as events
  inner join {{ ref('int_outcome_commit') }} as commits on commits.sha = events.commit_sha
  where events.kind = 'commit'
),

-- In the slice's repository where both are known; of those the ones of the slice's branch where there are any.
by_session as (
  select
    slices.slice_no,
    outcomes.outcome_no,
    case when slices.branch = outcomes.head_branch and slices.repo = outcomes.repo then 1 else 0 end as is_of_branch
  from session_outcomes
  inner join slices on slices.session_id = session_outcomes.session_id
  inner join outcomes on outcomes.outcome_no = session_outcomes.outcome_no
  where {{ compatible('slices.repo', 'outcomes.repo') }}
    and (
      coalesce(outcomes.accepted_at, outcomes.closed_at) is null
      or slices.usage_day <= {{ add_days('coalesce(outcomes.accepted_at, outcomes.closed_at)', after_days) }}
    )
),

vendor_commits as (
  select
    commits.outcome_no, vendor.tool, coalesce(people.person_key, vendor.actor_id) as holder,
    coalesce(vendor.repo, outcomes.repo) as repo,
    coalesce(vendor.committed_at, commits.committed_at) as committed_at
  from {{ ref('stg_vendor_commit') }} as vendor
  inner join {{ ref('int_outcome_commit') }} as commits on commits.sha = vendor.sha
  inner join outcomes on outcomes.outcome_no = commits.outcome_no
  left join {{ ref('int_outcome_person') }} as people on people.provider = vendor.provider and people.actor_id = vendor.actor_id
  where vendor.ai_lines > 0
),

by_vendor as (
  select distinct slices.slice_no, vendor_commits.outcome_no
  from slices
  inner join vendor_commits
    on vendor_commits.holder = slices.holder and vendor_commits.repo = slices.repo and vendor_commits.tool = slices.tool
    and slices.started_at <= vendor_commits.committed_at
    and slices.ended_at >= vendor_commits.committed_at - INTERVAL '1' DAY
)

select slice_no, outcome_no, cast(1 as bigint) as rung, cast(10000 as bigint) as confidence_bp
from (select by_session.*, max(is_of_branch) over (partition by slice_no) as has_branch from by_session) as ranked
where is_of_branch = has_branch
union all
select slice_no, outcome_no, cast(2 as bigint), cast(9000 as bigint)
from by_vendor
