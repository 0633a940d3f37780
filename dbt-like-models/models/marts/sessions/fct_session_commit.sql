-- Commits that sessions say they made: kept beside a closed month's links, so that a commit that is merged later finds its session.
select distinct
  cast(session_id as varchar) as session_id,
  cast(commit_sha as varchar) as commit_sha,
  cast(period as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('int_session_event') }}
where kind = 'commit' and commit_sha is not null and session_id is not null
