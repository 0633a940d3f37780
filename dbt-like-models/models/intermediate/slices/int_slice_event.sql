-- Which slice an event of a session belongs to: that of its repository and branch, else the one of its time.
select event_key, kind, ts, commit_sha, slice_no
from (
  select
    events.event_key, events.kind, events.ts, events.commit_sha, slices.slice_no,
    row_number() over (
      partition by events.event_key
      order by
        case when slices.repo = events.repo then 0 else 1 end,
        case when slices.branch = events.branch then 0 else 1 end,
        case when events.ts >= slices.started_at and events.ts <= slices.ended_at then 0 else 1 end,
        slices.slice_no
    ) as place
  from {{ ref('stg_session_event') }} as events
  inner join {{ ref('int_slice') }} as slices on slices.session_id = events.session_id and slices.usage_day = events.event_day
  where events.kind in ('commit', 'pr')
) as placed
where place = 1
