-- A session inside a month: when it began and ended, how much of it was active, whether it is over, who went on with it.
{% set session = 'tool, session_id, period' %}
with events as (
  select * from {{ ref('int_session_event') }}
),

-- The newest event of anybody stands for now: builds have no clock.
newest as (
  select period, max(ts) as newest_ts from events group by period
),

gaps as (
  select
    events.*,
    date_diff('second', lag(ts) over (partition by {{ session }} order by event_no), ts) as gap_s
  from events
),

coverage as (
  select * from {{ ref('session_signal_coverage') }}
),

{% set told = ['has_tokens', 'has_order', 'has_turns', 'has_api_errors', 'has_retries', 'has_refusals', 'has_tool_results', 'has_rejections', 'has_arguments', 'has_targets', 'has_compactions', 'has_lines', 'has_commits', 'has_prs', 'has_ratings', 'has_cache_writes'] %}
spans as (
  select
    gaps.tool,
    gaps.session_id,
    gaps.period,
    max(gaps.parent_session_id) as parent_session_id,
    max(gaps.provider) as provider,
    {{ first_non_null('gaps.person_key', 'gaps.event_no') }} as person_key,
    {{ first_non_null('gaps.holder', 'gaps.event_no') }} as holder,
    {{ first_non_null('gaps.repo', 'gaps.event_no') }} as repo,
    {{ first_non_null('gaps.entrypoint', 'gaps.event_no') }} as entrypoint,
    max(gaps.setup) as setup,
    {% for signal in told %}
    bool_and(coalesce(coverage.{{ signal }}, false)) as {{ signal }},
    {% endfor %}
    min(gaps.ts) as started_at,
    max(gaps.ts) as ended_at,
    cast(count(*) as bigint) as events,
    cast(sum(case when gap_s <= 300 then gap_s else 0 end) as bigint) as active_s,
    1 + {{ count_where('gap_s > 1800') }} as segments
  from gaps
  left join coverage on coverage.tool = gaps.tool and coverage.setup = gaps.setup
  group by gaps.tool, gaps.session_id, gaps.period
),

followed as (
  select
    spans.*,
    lead(session_id) over (partition by tool, holder, repo, period order by started_at, session_id) as next_session,
    lead(started_at) over (partition by tool, holder, repo, period order by started_at, session_id) as next_start
  from spans
)

select
  followed.tool,
  followed.session_id,
  followed.period,
  followed.parent_session_id,
  followed.provider,
  followed.person_key,
  followed.holder,
  followed.repo,
  followed.entrypoint,
  followed.setup,
  {% for signal in told %}
  followed.{{ signal }},
  {% endfor %}
  followed.started_at,
  followed.ended_at,
  followed.events,
  followed.active_s,
  followed.segments,
  case
    when followed.holder is not null and followed.repo is not null and followed.next_start >= followed.ended_at
      and date_diff('second', followed.ended_at, followed.next_start) <= 1800
      then followed.next_session
  end as continued_by,
  coalesce(states.state <> 'open', false) or date_diff('second', followed.ended_at, newest.newest_ts) >= 86400 as is_settled
from followed
inner join newest on newest.period = followed.period
left join {{ ref('stg_config_period_state') }} as states on states.period = followed.period
