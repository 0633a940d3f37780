-- Rung L3: a session said that it made a commit or pull request, and an outcome has one of the same person within fifteen
-- minutes.
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
  select kind, outcome_no, deed_id, done_at, holder, repo from {{ ref('int_outcome_deed') }}
),

{{ nearest_deeds('slice_no', ['outcome_no']) }}

select slice_no, outcome_no, cast(3 as bigint) as rung, cast(8500 as bigint) as confidence_bp
from pairs
