-- Rungs L4 and L5: the branch the work was done on, the work item it was done for.
with slices as (
  select slice_no, repo, branch, work_key, started_at, ended_at from {{ ref('int_slice') }}
),

outcomes as (
  select * from {{ ref('int_outcome') }}
),

default_branches as (
  select distinct repo, base_branch from outcomes where is_default_base and repo is not null and base_branch is not null
),

by_branch as (
  select slices.slice_no, outcomes.outcome_no
  from slices
  inner join outcomes on outcomes.repo = slices.repo and outcomes.head_branch = slices.branch
  left join default_branches on default_branches.repo = slices.repo and default_branches.base_branch = slices.branch
  where default_branches.repo is null
    and not {{ is_shared_branch('slices.branch') }}
    and slices.ended_at >= coalesce(outcomes.first_commit_at, outcomes.opened_at) - INTERVAL '7' DAY
    and (coalesce(outcomes.accepted_at, outcomes.closed_at) is null or slices.started_at <= coalesce(outcomes.accepted_at, outcomes.closed_at))
),

-- A work item is open from the first sight of its key.
items as (
  select work_key, min(opened_at) as opened_at from outcomes where work_key is not null group by work_key
),

by_item as (
  select slices.slice_no, outcomes.outcome_no
  from slices
  inner join items on items.work_key = slices.work_key
  inner join outcomes on outcomes.work_key = slices.work_key
  where slices.ended_at >= items.opened_at
    and (
      coalesce(outcomes.accepted_at, outcomes.closed_at) is null
      or slices.started_at <= coalesce(outcomes.accepted_at, outcomes.closed_at) + INTERVAL '1' DAY
    )
)

select slice_no, outcome_no, cast(4 as bigint) as rung, cast(8000 as bigint) as confidence_bp
from by_branch
union all
select slice_no, outcome_no, cast(5 as bigint), cast(7500 as bigint)
from by_item
