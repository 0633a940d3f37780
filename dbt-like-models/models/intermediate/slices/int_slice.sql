with usage_sessions as (
  select
    usage.session_id, usage.tool, usage.usage_day, usage.person_key, coalesce(usage.person_key, usage.actor_id) as holder,
    case when usage.project like 'repo:%' then substr(usage.project, 6) else usage.work_hint end as repo,
    case when usage.project like 'repo:%' then usage.work_hint end as branch,
    stg_usage.usage_start, stg_usage.usage_end, totals.list_cost, totals.requests
  from {{ ref('int_usage') }} as usage
  inner join {{ ref('stg_usage') }} as stg_usage on stg_usage.usage_no = usage.usage_no
  inner join {{ ref('int_usage_total') }} as totals on totals.usage_no = usage.usage_no
  where usage.session_id is not null
),

-- Sessions known by their usage only.
from_usage as (
  select
    {{ session_slice('session_id', 'repo', 'usage_day', 'branch') }} as session_slice_id,
    session_id, cast(null as varchar) as parent_session_id, max(tool) as tool, repo, branch, usage_day,
    max(person_key) as person_key, max(holder) as holder, cast(null as varchar) as work_hint,
    min(usage_start) as started_at, max(usage_end) as ended_at,
    case when count(*) = count(list_cost) then cast(sum(list_cost) as decimal(28, 12)) end as list_cost,
    cast(sum(requests) as bigint) as requests
  from usage_sessions
  group by session_id, repo, branch, usage_day
)

select
  row_number() over (order by session_slice_id) as slice_no,
  session_slice_id,
  session_id,
  parent_session_id,
  tool,
  repo,
  branch,
  usage_day,
  person_key,
  holder,
  work_hint,
  started_at,
  ended_at,
  list_cost,
  requests
from from_usage
