-- Everything by which one equality may tie a session to an outcome, as it is known now: also for months that are closed, whose
-- links stand still. A session fits a trace that names it, its place, its item or its person, while it lies in its times.
{% set after_days = 31 %}
with outcomes as (
  select
    outcome_no, outcome_id, outcome_type, type_rank, holder, repo, head_branch, base_branch, is_default_base, work_key, opened_at,
    coalesce(first_commit_at, opened_at) as begun_at, coalesce(accepted_at, closed_at) as ended_at
  from {{ ref('int_outcome') }}
),

default_branches as (
  select distinct repo, base_branch from outcomes where is_default_base and repo is not null and base_branch is not null
),

items as (
  select work_key, min(opened_at) as opened_at from outcomes where work_key is not null group by work_key
),

trackers as (
  {{ tracker_prefixes(ref('stg_outcome')) }}
),

-- A decision for an outcome that nobody knows ties nothing, but it stands before a less exact one.
decided as (
  select
    keys.outcome_no, 0 as rung, {{ hash_hex('overrides.session_id') }} as session_name, cast(null as varchar) as tool,
    cast(null as varchar) as holder, overrides.repo, overrides.branch, cast(null as varchar) as work_key, cast(null as varchar) as commit_sha,
    overrides.day as usage_day,
    cast(null as timestamp) as from_at, cast(null as timestamp) as to_at,
    case when keys.outcome_no is null then overrides.outcome_id end as unknown_outcome_id
  from {{ ref('stg_config_link_override') }} as overrides
  left join {{ ref('int_outcome_key') }} as keys on keys.told_outcome_id = overrides.outcome_id
  where overrides.weight > 0
),

named as (
  select outcome_no, session_ref_hash as session_name from {{ ref('int_outcome_evidence') }} where session_ref_hash is not null
  union
  select outcome_no, session_note_key from {{ ref('int_outcome_evidence') }} where session_note_key is not null
),

by_session as (
  select
    outcomes.outcome_no, 1 as rung, named.session_name, cast(null as varchar) as tool, cast(null as varchar) as holder,
    outcomes.repo, cast(null as varchar) as branch, cast(null as varchar) as work_key, cast(null as varchar) as commit_sha,
    cast(null as date) as usage_day, cast(null as timestamp) as from_at,
    cast({{ add_days('outcomes.ended_at', after_days) }} as timestamp) - INTERVAL '1' SECOND as to_at
  from named
  inner join outcomes on outcomes.outcome_no = named.outcome_no
),

by_commit as (
  select
    outcomes.outcome_no, 1 as rung, cast(null as varchar) as session_name, cast(null as varchar) as tool, cast(null as varchar) as holder,
    outcomes.repo, cast(null as varchar) as branch, cast(null as varchar) as work_key, commits.sha as commit_sha,
    cast(null as date) as usage_day, cast(null as timestamp) as from_at,
    cast({{ add_days('outcomes.ended_at', after_days) }} as timestamp) - INTERVAL '1' SECOND as to_at
  from {{ ref('int_outcome_commit') }} as commits
  inner join outcomes on outcomes.outcome_no = commits.outcome_no
  where commits.sha is not null
),

by_vendor as (
  select
    outcomes.outcome_no, 2 as rung, cast(null as varchar) as session_name, vendor.tool, coalesce(people.person_key, vendor.actor_id) as holder,
    coalesce(vendor.repo, outcomes.repo) as repo, cast(null as varchar) as branch, cast(null as varchar) as work_key,
    cast(null as varchar) as commit_sha, cast(null as date) as usage_day,
    coalesce(vendor.committed_at, commits.committed_at) - INTERVAL '1' DAY as from_at,
    coalesce(vendor.committed_at, commits.committed_at) as to_at
  from {{ ref('stg_vendor_commit') }} as vendor
  inner join {{ ref('int_outcome_commit') }} as commits on commits.sha = vendor.sha
  inner join outcomes on outcomes.outcome_no = commits.outcome_no
  left join {{ ref('int_outcome_person') }} as people on people.provider = vendor.provider and people.actor_id = vendor.actor_id
  where vendor.ai_lines > 0 and coalesce(people.person_key, vendor.actor_id) is not null and coalesce(vendor.repo, outcomes.repo) is not null
    and coalesce(vendor.committed_at, commits.committed_at) is not null
),

by_branch as (
  select
    outcomes.outcome_no, 4 as rung, cast(null as varchar) as session_name, cast(null as varchar) as tool, cast(null as varchar) as holder,
    outcomes.repo, outcomes.head_branch as branch, cast(null as varchar) as work_key, cast(null as varchar) as commit_sha,
    cast(null as date) as usage_day,
    outcomes.begun_at - INTERVAL '7' DAY as from_at, outcomes.ended_at as to_at
  from outcomes
  left join default_branches on default_branches.repo = outcomes.repo and default_branches.base_branch = outcomes.head_branch
  where outcomes.repo is not null and outcomes.head_branch is not null and default_branches.repo is null and outcomes.begun_at is not null
    and not {{ is_shared_branch('outcomes.head_branch') }}
),

by_item as (
  select
    outcomes.outcome_no, 5 as rung, cast(null as varchar) as session_name, cast(null as varchar) as tool, cast(null as varchar) as holder,
    cast(null as varchar) as repo, cast(null as varchar) as branch, outcomes.work_key, cast(null as varchar) as commit_sha,
    cast(null as date) as usage_day,
    items.opened_at as from_at, outcomes.ended_at + INTERVAL '1' DAY as to_at
  from outcomes
  inner join items on items.work_key = outcomes.work_key
  where items.opened_at is not null
),

by_person as (
  select
    outcome_no, 6 as rung, cast(null as varchar) as session_name, cast(null as varchar) as tool, holder,
    repo, cast(null as varchar) as branch, cast(null as varchar) as work_key, cast(null as varchar) as commit_sha,
    cast(null as date) as usage_day,
    begun_at - INTERVAL '1' DAY as from_at, ended_at as to_at
  from outcomes
  where holder is not null and outcome_type in ('pull_request', 'knowledge') and begun_at is not null
),

traces as (
  select distinct *
  from (
    select * from decided
    union all
    select by_session.*, cast(null as varchar) from by_session
    union all
    select by_commit.*, cast(null as varchar) from by_commit
    union all
    select by_vendor.*, cast(null as varchar) from by_vendor
    union all
    select by_branch.*, cast(null as varchar) from by_branch
    union all
    select by_item.*, cast(null as varchar) from by_item
    union all
    select by_person.*, cast(null as varchar) from by_person
  ) as every_kind
)

select
  cast({{ hash_key(["cast(traces.rung as varchar)", "coalesce(outcomes.outcome_id, traces.unknown_outcome_id)", "traces.session_name", "traces.tool", "traces.holder", "traces.repo", "traces.branch", "traces.work_key", "traces.commit_sha", "cast(traces.usage_day as varchar)", "cast(cast(floor(to_unixtime(traces.to_at)) as bigint) as varchar)"]) }} as varchar) as trace_id,
  cast(coalesce(outcomes.outcome_id, traces.unknown_outcome_id) as varchar) as outcome_id,
  traces.unknown_outcome_id is null as is_known,
  cast(outcomes.type_rank as bigint) as type_rank,
  cast({{ rung_name('traces.rung') }} as varchar) as rung,
  cast(case traces.rung when 2 then 9000 when 4 then 8000 when 5 then 7500 when 6 then 5500 else 10000 end as bigint) as confidence_bp,
  cast(traces.session_name as varchar) as session_name,
  cast(traces.tool as varchar) as tool,
  cast(traces.holder as varchar) as holder,
  cast(traces.repo as varchar) as repo,
  cast(traces.branch as varchar) as branch,
  cast(case when traces.rung = 1 then outcomes.head_branch end as varchar) as head_branch,
  cast(traces.work_key as varchar) as work_key,
  trackers.prefix is not null as is_tracked,
  cast(traces.commit_sha as varchar) as commit_sha,
  cast(traces.usage_day as date) as usage_day,
  cast(case when traces.rung = 0 then
    case when traces.repo is null then 0 else 1 end + case when traces.branch is null then 0 else 1 end
    + case when traces.usage_day is null then 0 else 1 end
  end as bigint) as exactness,
  {{ to_ts('traces.from_at') }} as from_at,
  {{ to_ts('traces.to_at') }} as to_at,
  cast('all' as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from traces
left join outcomes on outcomes.outcome_no = traces.outcome_no
left join trackers on trackers.prefix = nullif(split_part(traces.work_key, '-', 1), '')
