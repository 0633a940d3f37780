-- Events that count: of several senders that tell of one session on one day, the one that tells most.
-- Places are found on the few columns that tell them; everything else joins at the end.
with told as (
  select
    events.event_key, events.tool, events.session_id, events.parent_session_id, events.period, events.ts, events.seq,
    events.repo, events.branch, events.work_hint,
    coalesce(coverage.setup_rank, 9) as setup_rank,
    min(coalesce(coverage.setup_rank, 9)) over (partition by events.tool, events.session_id, events.event_day) as best_rank
  from {{ ref('stg_session_event') }} as events
  left join {{ ref('session_signal_coverage') }} as coverage
    on coverage.tool = events.tool and coverage.setup = events.setup
),

counting as (
  select
    event_key, tool, session_id, parent_session_id, period, setup_rank, repo, branch, work_hint,
    row_number() over (partition by tool, session_id, period order by ts, seq, event_key) as event_no
  from told
  where setup_rank = best_rank
),

-- A session tells its place with some events only: the others stand where it was before, else where it first was.
first_repos as (
  select tool, session_id, period, {{ first_non_null('repo', 'event_no') }} as repo
  from counting
  group by tool, session_id, period
),

in_repo as (
  select
    counting.*,
    coalesce(
      {{ last_non_null_over('counting.repo', 'counting.tool, counting.session_id, counting.period', 'counting.event_no') }},
      first_repos.repo
    ) as own_repo
  from counting
  inner join first_repos
    on first_repos.tool = counting.tool and first_repos.session_id = counting.session_id and first_repos.period = counting.period
),

first_branches as (
  select tool, session_id, period, own_repo, {{ first_non_null('branch', 'event_no') }} as branch
  from in_repo
  group by tool, session_id, period, own_repo
),

on_branch as (
  select
    in_repo.*,
    coalesce(
      {{ last_non_null_over('in_repo.branch', 'in_repo.tool, in_repo.session_id, in_repo.period, in_repo.own_repo', 'in_repo.event_no') }},
      first_branches.branch
    ) as own_branch
  from in_repo
  inner join first_branches
    on first_branches.tool = in_repo.tool and first_branches.session_id = in_repo.session_id
    and first_branches.period = in_repo.period
    and coalesce(first_branches.own_repo, '') = coalesce(in_repo.own_repo, '')
),

owned as (
  select
    on_branch.*,
    {{ last_non_null_over('work_hint', 'tool, session_id, period, own_repo, own_branch', 'event_no') }} as own_hint
  from on_branch
),

-- A child session inherits from its parent what it does not say itself.
parents as (
  select
    tool,
    session_id,
    period,
    {{ first_non_null('own_repo', 'event_no') }} as repo,
    min_by(own_branch, event_no) as branch,
    {{ first_non_null('own_hint', 'event_no') }} as work_hint
  from owned
  group by tool, session_id, period
),

places as (
  select
    owned.event_key,
    owned.setup_rank,
    owned.event_no,
    coalesce(owned.own_repo, parents.repo) as repo,
    coalesce(owned.own_branch, case when owned.own_repo is null or owned.own_repo = parents.repo then parents.branch end) as branch,
    coalesce(owned.own_hint, parents.work_hint) as work_hint
  from owned
  left join parents
    on parents.tool = owned.tool and parents.session_id = owned.parent_session_id and parents.period = owned.period
),

actor_people as (
  select * from {{ ref('int_actor_person') }}
)

select
  events.event_key,
  events.tool,
  events.setup,
  places.setup_rank,
  events.provider,
  events.billing_account,
  events.workspace,
  events.project,
  events.api_key,
  events.session_id,
  events.parent_session_id,
  {{ session_slice('events.session_id', 'places.repo', 'events.event_day', 'places.branch') }} as session_slice_id,
  events.turn_id,
  events.ts,
  places.event_no,
  events.kind,
  coalesce(events.thread, 'main') as thread,
  events.request_id,
  events.model,
  events.model_tier,
  events.effort,
  events.service_tier,
  events.input_uncached,
  events.cache_read,
  events.cache_write,
  events.output,
  events.reasoning,
  events.est_cost,
  events.duration_ms,
  events.attempts,
  events.status_code,
  events.tool_name,
  events.tool_group,
  events.call_id,
  events.decision,
  events.decision_source,
  events.success,
  events.error_type,
  events.args_hash,
  events.target_hash,
  events.input_bytes,
  events.result_bytes,
  events.commit_sha,
  events.rating,
  events.quantity,
  events.quantity_kind,
  events.actor_id,
  actor_people.person_key,
  coalesce(actor_people.person_key, events.actor_id) as holder,
  events.entrypoint,
  places.repo,
  places.branch,
  places.work_hint,
  events.event_day,
  events.period
from {{ ref('stg_session_event') }} as events
inner join places on places.event_key = events.event_key
left join actor_people
  on actor_people.provider = coalesce(events.provider, events.tool) and actor_people.actor_id = events.actor_id
  and actor_people.usage_day = events.event_day
