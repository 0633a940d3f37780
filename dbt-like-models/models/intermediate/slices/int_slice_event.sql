-- What sessions say they made: commits and pull requests.
select events.event_key, events.kind, events.ts, events.commit_sha, slices.slice_no
from {{ ref('int_session_event') }} as events
inner join {{ ref('int_slice') }} as slices on slices.session_slice_id = events.session_slice_id
where events.kind in ('commit', 'pr')
