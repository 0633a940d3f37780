with usage_sessions as (
  select
    usage.session_id, usage.tool, usage.usage_day, usage.person_key, coalesce(usage.person_key, usage.actor_id) as holder,
    case when usage.project like 'repo:%' then substr(usage.project, 6) else usage.work_hint end as repo,
    case when usage.project like 'repo:%' then usage.work_hint end as branch,
    stg_usage.usage_start, stg_usage.usage_end, totals.list_cost, totals.requests
  from {{ ref('int_usage') }} as usage
  inner join {{ ref('stg_usage') }} as stg_usage on stg_usage.usage_no = usage.usage_no
  inner join {{ ref('int_usage_total') }} as totals on totals.usage_no = usage.usage_no
  left join (select distinct session_id, usage_day from {{ ref('int_session_slice') }}) as told
    on told.session_id = usage.session_id and told.usage_day = usage.usage_day
  where usage.session_id is not null and told.session_id is null
),

-- Sessions known by their usage only.
from_usage as (
  select
    {{ session_slice('session_id', 'repo', 'usage_day', 'branch') }} as session_slice_id,
    session_id, cast(null as varchar) as parent_session_id, max(tool) as tool,
    cast(null as varchar) as provider, cast(null as varchar) as api_key, repo, branch, usage_day,
    max(person_key) as person_key, max(holder) as holder, cast(null as varchar) as work_hint,
    min(usage_start) as started_at, max(usage_end) as ended_at,
    case when count(*) = count(list_cost) then cast(sum(list_cost) as decimal(28, 12)) end as list_cost,
    cast(sum(requests) as bigint) as requests
  from usage_sessions
  group by session_id, repo, branch, usage_day
),

slices as (
  select
    session_slice_id, session_id, parent_session_id, tool, provider, api_key, repo, branch, usage_day, person_key, holder, work_hint,
    started_at, ended_at, list_cost, requests
  from {{ ref('int_session_slice') }}
  union all
  select * from from_usage
),

repos as (
  select alias, max(repo) as repo from {{ ref('stg_repo_alias') }} group by alias
),

-- Projects of trackers we know: a branch name holds a key of theirs, or none.
trackers as (
  {{ tracker_prefixes(ref('stg_outcome')) }}
),

read as (
  select
    slices.*, coalesce(repos.repo, slices.repo) as known_repo, {{ work_key('slices.work_hint') }} as hinted_key,
    {{ branch_work_key('slices.branch') }} as branch_key
  from slices
  left join repos on repos.alias = slices.repo
)

select
  row_number() over (order by read.session_slice_id) as slice_no,
  read.session_slice_id,
  read.session_id,
  read.parent_session_id,
  read.tool,
  read.provider,
  read.api_key,
  read.known_repo as repo,
  read.branch,
  read.usage_day,
  read.person_key,
  read.holder,
  coalesce(read.hinted_key, case when trackers.prefix is not null then read.branch_key end) as work_key,
  read.started_at,
  read.ended_at,
  read.list_cost,
  read.requests
from read
left join trackers on trackers.prefix = nullif(split_part(read.branch_key, '-', 1), '')
