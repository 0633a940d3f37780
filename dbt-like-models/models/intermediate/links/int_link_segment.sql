-- Where the requests of a slice and the commits of all its outcomes carry times, and no commit is of two of them: each
-- request pays for the first commit at or after it, what follows the last commit pays for that one.
with candidates as (
  select slice_no, outcome_no from {{ ref('int_link_candidate') }} where candidates > 1 and rung > 0
),

commits as (
  select candidates.slice_no, candidates.outcome_no, commits.sha, commits.committed_at
  from candidates
  inner join {{ ref('int_outcome_commit') }} as commits on commits.outcome_no = candidates.outcome_no
),

-- Slices with an outcome of no or of untimed commits, or with a commit of two outcomes, are divided by other rules.
timed as (
  select slice_no from commits group by slice_no having count(*) = count(committed_at)
),

shared_commits as (
  select distinct slice_no from (select slice_no, sha from commits group by slice_no, sha having count(*) > 1) as twice
),

complete as (
  select candidates.slice_no
  from candidates
  left join (select distinct slice_no, outcome_no from commits) as known
    on known.slice_no = candidates.slice_no and known.outcome_no = candidates.outcome_no
  group by candidates.slice_no
  having count(*) = count(known.outcome_no)
),

divisible as (
  select complete.slice_no
  from complete
  inner join timed on timed.slice_no = complete.slice_no
  left join shared_commits on shared_commits.slice_no = complete.slice_no
  where shared_commits.slice_no is null
),

moments as (
  select requests.slice_no, requests.ts as happened_at, 0 as is_commit, requests.event_key as moment_id, cast(null as bigint) as outcome_no, requests.weight
  from {{ ref('int_slice_request') }} as requests
  inner join divisible on divisible.slice_no = requests.slice_no
  union all
  select commits.slice_no, commits.committed_at, 1, commits.sha, commits.outcome_no, cast(0 as decimal(38, 0))
  from commits
  inner join divisible on divisible.slice_no = commits.slice_no
),

-- Backwards in time the last commit seen is the first one at or after the request.
placed as (
  select
    slice_no, is_commit, weight,
    {{ last_non_null_over('outcome_no', 'slice_no', 'happened_at desc, is_commit desc, moment_id desc') }} as next_outcome,
    {{ last_non_null_over('outcome_no', 'slice_no', 'happened_at, is_commit, moment_id') }} as previous_outcome
  from moments
)

select slice_no, coalesce(next_outcome, previous_outcome) as outcome_no, cast(sum(weight) as decimal(38, 0)) as weight
from placed
where is_commit = 0
group by slice_no, coalesce(next_outcome, previous_outcome)
