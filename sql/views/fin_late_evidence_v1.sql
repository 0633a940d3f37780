-- For every slice of an orphan the outcome that the ladder would find for it today: own evidence, else its parent session's, else
-- the person's outcomes of the time. In an open month there is none, for its links are made from the same.
{% set names = ['hashed_name', 'note_name', 'other_note_name'] %}
with orphans as (
  select distinct
    period, session_slice_id, session_id, parent_session_id, tool, repo, branch, usage_day, coalesce(holder, person_key) as holder,
    work_item as work_key, started_at, ended_at, build_id
  from {{ ref('fct_orphan') }}
),

-- What is looked up: the orphan's own slice, and those of its parent session, linked or not, of which it takes what is strong.
slices as (
  select
    period, session_slice_id, session_slice_id as own_slice_id, 0 as is_parent, session_id, tool, repo, branch, usage_day, holder, work_key,
    started_at, ended_at, build_id
  from orphans
  union all
  select distinct
    orphans.period, orphans.session_slice_id, parents.session_slice_id, 1, parents.session_id, parents.tool, parents.repo, parents.branch,
    parents.usage_day, coalesce(parents.holder, parents.person_key),
    coalesce(parents.work_key, case when parents.work_class <> 'linked' then parents.work_item end),
    parents.started_at, parents.ended_at, orphans.build_id
  from orphans
  inner join {{ ref('fct_slice_link') }} as parents
    on parents.period = orphans.period and parents.session_id = orphans.parent_session_id and parents.usage_day = orphans.usage_day
    and {{ compatible('parents.repo', 'orphans.repo') }}
),

named as (
  select
    slices.*, coalesce(work_key, {{ branch_work_key('branch') }}) as work_or_branch_key,
    {{ hash_hex('session_id') }} as hashed_name,
    {{ note_name('tool', 'session_id') }} as note_name,
    {{ note_name(tool_in_notes('tool'), 'session_id') }} as other_note_name
  from slices
),

-- Everything a trace may hold on to, so that one equality finds all traces of a slice.
held as (
  select
    named.*, kinds.kind,
    case kinds.kind
      {% for name in names %}when '{{ name }}' then {{ name }} {% endfor %}
      when 'holder' then holder when 'branch' then branch when 'work_key' then work_or_branch_key
    end as hold
  from named
  cross join (values {% for name in names %}('{{ name }}'), {% endfor %}('holder'), ('branch'), ('work_key')) as kinds (kind)
  union all
  select named.*, 'commit', commits.commit_sha
  from named
  inner join {{ ref('fct_session_commit') }} as commits on commits.session_id = named.session_id and commits.period = named.period
),

-- Each trace with a text that sorts as the ladder does: rung, kind of outcome, confidence, outcome.
traces as (
  select
    traces.*,
    {{ ladder_place('substr(rung, 2, 1)', 'type_rank', 'confidence_bp', 'outcome_id') }} as place,
    coalesce(session_name, commit_sha, work_key, branch, holder) as hold
  from {{ ref('fct_outcome_trace') }} as traces
),

matched as (
  select
    held.period, held.session_slice_id, held.own_slice_id, held.is_parent, held.build_id, traces.rung, traces.place,
    coalesce(traces.repo = held.repo, false) as is_of_repo,
    -- The most exact decision first, of equals those whose outcome is known; of outcomes that name a session those of its branch.
    case
      when traces.rung = 'L0_OVERRIDE' then cast(9 - traces.exactness as varchar) || case when traces.is_known then '0' else '1' end
      when traces.rung = 'L1_SESSION_ID' and traces.head_branch = held.branch and traces.repo = held.repo then '00'
      else '01'
    end as precedence
  from held
  inner join traces on traces.hold = held.hold
  where case traces.rung
    when 'L0_OVERRIDE' then
      held.kind = 'hashed_name' and (traces.repo is null or traces.repo = held.repo) and (traces.branch is null or traces.branch = held.branch)
      and (traces.usage_day is null or traces.usage_day = held.usage_day)
    when 'L1_SESSION_ID' then
      {{ compatible('traces.repo', 'held.repo') }} and (traces.to_at is null or held.usage_day <= cast(traces.to_at as date))
      and ((traces.commit_sha is not null) = (held.kind = 'commit')) and held.kind in ('hashed_name', 'note_name', 'other_note_name', 'commit')
    when 'L2_VENDOR_COMMIT' then held.kind = 'holder' and traces.repo = held.repo and traces.tool = held.tool and {{ within_trace('held', 'traces') }}
    when 'L4_BRANCH' then held.kind = 'branch' and traces.repo = held.repo and {{ within_trace('held', 'traces') }}
    when 'L5_WORK_ITEM' then held.kind = 'work_key' and (held.work_key is not null or traces.is_tracked) and {{ within_trace('held', 'traces') }}
    when 'L6_AUTHOR_REPO_WINDOW' then held.kind = 'holder' and held.is_parent = 0 and {{ within_trace('held', 'traces') }}
    else false
  end
),

-- All events of a month compete for a commit, also those of linked slices, as they do where links are made.
events as (
  select event_key, kind, ts, session_slice_id, holder, repo, period from {{ ref('fct_session_deed') }}
),

deeds as (
  select kind, outcome_id, type_rank, deed_id, done_at, holder, repo from {{ ref('fct_outcome_deed') }}
),

{{ nearest_deeds('session_slice_id', ['outcome_id', 'type_rank'], by='period,') }},

told as (
  select
    slices.period, slices.session_slice_id, slices.own_slice_id, slices.is_parent, slices.build_id, 'L3_TELEMETRY_EVENT' as rung,
    {{ ladder_place("'3'", 'pairs.type_rank', '8500', 'pairs.outcome_id') }} as place, true as is_of_repo, '01' as precedence
  from slices
  inner join pairs on pairs.session_slice_id = slices.own_slice_id and pairs.period = slices.period
),

by_slice as (
  select
    period, session_slice_id, is_parent, build_id,
    min(case when rung = 'L0_OVERRIDE' then precedence || coalesce(place, '') end) as decided,
    min(case when rung = 'L1_SESSION_ID' then precedence || place end) as named_session,
    min(case when rung in ('L2_VENDOR_COMMIT', 'L3_TELEMETRY_EVENT', 'L4_BRANCH', 'L5_WORK_ITEM') then place end) as placed,
    {{ count_where("rung = 'L6_AUTHOR_REPO_WINDOW'") }} as of_person,
    {{ count_where("rung = 'L6_AUTHOR_REPO_WINDOW' and is_of_repo") }} as of_repo,
    min(case when rung = 'L6_AUTHOR_REPO_WINDOW' then place end) as any_place,
    min(case when rung = 'L6_AUTHOR_REPO_WINDOW' and is_of_repo then place end) as repo_place
  from (select * from matched union all select * from told) as found
  group by period, session_slice_id, own_slice_id, is_parent, build_id
),

strong as (
  select
    period, session_slice_id, is_parent, build_id,
    coalesce(case when substr(decided, 2, 1) = '0' then substr(decided, 3) end, substr(named_session, 3), placed) as place,
    case
      when of_repo > 2 then substr(repo_place, 1, 4) || '02000' || substr(repo_place, 10)
      when of_repo > 0 then repo_place
      when of_person = 1 then '7' || substr(any_place, 2, 3) || '03500' || substr(any_place, 10)
    end as person_place
  from by_slice
),

by_orphan as (
  select
    period, session_slice_id, build_id,
    coalesce(
      min(case when is_parent = 0 then place end), min(case when is_parent = 1 then place end), min(case when is_parent = 0 then person_place end)
    ) as place,
    min(case when is_parent = 0 then place end) is null and min(case when is_parent = 1 then place end) is not null as is_inherited
  from strong
  group by period, session_slice_id, build_id
),

limits as (
  select cast(max_by(value, valid_from) as bigint) as least_bp from {{ ref('dim_threshold') }} where threshold = 'min_link_confidence_bp'
)

select
  cast(by_orphan.period as varchar) as period,
  cast(by_orphan.session_slice_id as varchar) as session_slice_id,
  cast(substr(by_orphan.place, 10) as varchar) as outcome_id,
  cast({{ rung_name('cast(substr(by_orphan.place, 1, 1) as bigint)') }} as varchar) as rung,
  cast(substr(by_orphan.place, 5, 5) as bigint) as confidence_bp,
  by_orphan.is_inherited,
  cast(by_orphan.place as varchar) as place,
  cast(by_orphan.build_id as varchar) as build_id
from by_orphan
inner join limits on cast(substr(by_orphan.place, 5, 5) as bigint) >= limits.least_bp
