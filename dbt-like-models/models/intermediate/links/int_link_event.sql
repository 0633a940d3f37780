-- Rung L3: a session said that it made a commit or pull request, and an outcome has one of the same person within fifteen
-- minutes. Mutual nearest neighbours only, so that each commit stands for one event.
with slices as (
  select slice_no, holder, repo from {{ ref('int_slice') }}
),

events as (
  select events.event_key, events.kind, events.ts, slices.slice_no, slices.holder, slices.repo
  from {{ ref('int_slice_event') }} as events
  inner join slices on slices.slice_no = events.slice_no
  where events.kind in ('commit', 'pr') and events.commit_sha is null and slices.holder is not null
),

deeds as (
  select 'commit' as kind, commits.outcome_no, commits.sha as deed_id, commits.committed_at as done_at, commits.holder, outcomes.repo
  from {{ ref('int_outcome_commit') }} as commits
  inner join {{ ref('int_outcome') }} as outcomes on outcomes.outcome_no = commits.outcome_no
  where commits.committed_at is not null and commits.holder is not null
  union all
  select 'pr', outcome_no, outcome_id, opened_at, holder, repo
  from {{ ref('int_outcome') }}
  where outcome_type = 'pull_request' and opened_at is not null and holder is not null
),

-- Quarter hours before and after a deed lie in one or two clock hours: an equality to join by.
deed_hours as (
  select deeds.*, {{ to_ts("date_trunc('hour', done_at - INTERVAL '15' MINUTE)") }} as hour_at from deeds
  union all
  select deeds.*, {{ to_ts("date_trunc('hour', done_at + INTERVAL '15' MINUTE)") }} as hour_at
  from deeds
  where {{ to_ts("date_trunc('hour', done_at + INTERVAL '15' MINUTE)") }} <> {{ to_ts("date_trunc('hour', done_at - INTERVAL '15' MINUTE)") }}
),

near as (
  select
    events.event_key, events.slice_no, events.ts, events.repo as event_repo, deed_hours.kind, deed_hours.outcome_no, deed_hours.deed_id, deed_hours.done_at,
    deed_hours.repo,
    abs(date_diff('second', events.ts, deed_hours.done_at)) as seconds_apart
  from events
  inner join deed_hours
    on deed_hours.kind = events.kind and deed_hours.holder = events.holder and deed_hours.hour_at = {{ to_ts("date_trunc('hour', events.ts)") }}
    and {{ compatible('deed_hours.repo', 'events.repo') }}
    and events.ts >= deed_hours.done_at - INTERVAL '15' MINUTE and events.ts <= deed_hours.done_at + INTERVAL '15' MINUTE
),

-- Without a repository of its own an event counts only where all deeds around it are in one.
certain as (
  select near.*, max(repo) over (partition by event_key) as last_repo, min(repo) over (partition by event_key) as first_repo from near
),

paired as (
  select
    slice_no, outcome_no,
    row_number() over (partition by event_key order by seconds_apart, done_at, deed_id, outcome_no) as place_of_deed,
    row_number() over (partition by kind, deed_id, outcome_no order by seconds_apart, ts, event_key) as place_of_event
  from certain
  where event_repo is not null or first_repo = last_repo
)

select distinct slice_no, outcome_no, cast(3 as bigint) as rung, cast(8500 as bigint) as confidence_bp
from paired
where place_of_deed = 1 and place_of_event = 1
