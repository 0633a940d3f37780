-- Rungs L6 and L7, for slices that nothing better links: the person's outcomes of the time, first in the same repository.
with linked as (
  select slice_no from {{ ref('int_link_override') }} where outcome_no is not null
  union
  select slice_no from {{ ref('int_link_evidence') }}
  union
  select slice_no from {{ ref('int_link_event') }}
  union
  select slice_no from {{ ref('int_link_place') }}
  union
  select slice_no from {{ ref('int_link_inherited') }}
),

slices as (
  select slices.slice_no, slices.holder, slices.repo, slices.started_at, slices.ended_at
  from {{ ref('int_slice') }} as slices
  left join linked on linked.slice_no = slices.slice_no
  where slices.holder is not null and linked.slice_no is null
),

bounds as (
  select min(started_at) as first_at, max(ended_at) as last_at from slices
),

-- Outcomes a person works on: nobody's and those that touch no slice of this build are left out before the join.
outcomes as (
  select
    outcomes.outcome_no, outcomes.holder, outcomes.repo,
    coalesce(outcomes.first_commit_at, outcomes.opened_at) - INTERVAL '1' DAY as from_at,
    coalesce(outcomes.accepted_at, outcomes.closed_at) as to_at
  from {{ ref('int_outcome') }} as outcomes
  cross join bounds
  where outcomes.holder is not null and outcomes.outcome_type in ('pull_request', 'knowledge')
    and coalesce(outcomes.first_commit_at, outcomes.opened_at) - INTERVAL '1' DAY <= bounds.last_at
    and (coalesce(outcomes.accepted_at, outcomes.closed_at) is null or coalesce(outcomes.accepted_at, outcomes.closed_at) >= bounds.first_at)
),

same_repo as (
  select slices.slice_no, outcomes.outcome_no, count(*) over (partition by slices.slice_no) as candidates
  from slices
  inner join outcomes
    on outcomes.holder = slices.holder and outcomes.repo = slices.repo and slices.ended_at >= outcomes.from_at
    and (outcomes.to_at is null or slices.started_at <= outcomes.to_at)
),

any_repo as (
  select slices.slice_no, min(outcomes.outcome_no) as outcome_no
  from slices
  inner join outcomes
    on outcomes.holder = slices.holder and slices.ended_at >= outcomes.from_at
    and (outcomes.to_at is null or slices.started_at <= outcomes.to_at)
  left join (select distinct slice_no from same_repo) as found on found.slice_no = slices.slice_no
  where found.slice_no is null
  group by slices.slice_no
  having count(*) = 1
)

select
  slice_no, outcome_no, cast(6 as bigint) as rung,
  -- 5500 over three candidates is less than the floor of 2000 already.
  cast(case when candidates <= 2 then 5500 else 2000 end as bigint) as confidence_bp
from same_repo
union all
select slice_no, outcome_no, cast(7 as bigint), cast(3500 as bigint)
from any_repo
