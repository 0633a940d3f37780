-- Commits and pull requests that sessions say they made without naming a commit: kept beside a closed month's links, because they
-- compete for a commit or pull request that comes later. Those of linked slices compete too.
select
  cast(events.event_key as varchar) as event_key,
  cast(events.kind as varchar) as kind,
  {{ to_ts('events.ts') }} as ts,
  cast(slices.session_slice_id as varchar) as session_slice_id,
  cast(slices.session_id as varchar) as session_id,
  cast(slices.holder as varchar) as holder,
  cast(slices.repo as varchar) as repo,
  cast({{ month_of('slices.usage_day') }} as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('int_slice_event') }} as events
inner join {{ ref('int_slice') }} as slices on slices.slice_no = events.slice_no
where events.kind in ('commit', 'pr') and events.commit_sha is null and slices.holder is not null
