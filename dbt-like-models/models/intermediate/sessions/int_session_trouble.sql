-- Trouble with requests and tools: what was asked, what failed, how often in a row, what was refused.
{% set session = 'tool, session_id, period' %}
with events as (
  select * from {{ ref('int_session_event') }}
),

counted as (
  select
    {{ session }},
    {{ count_where("kind = 'prompt'") }} as turns,
    cast(sum(case when kind = 'request' then coalesce(quantity, 1) else 0 end) as bigint) as requests,
    {{ count_where("kind = 'request_error'") }} as api_errors,
    cast(coalesce(sum(case when kind = 'request_error' and attempts > 1 then attempts - 1 end), 0) as bigint) as failed_retries,
    cast(sum(case when kind = 'retry' then coalesce(quantity, 1) else 0 end) as bigint) as retries_on_success,
    cast(sum(case when kind = 'request_error' then duration_ms end) as bigint) as lost_ms,
    {{ count_where("kind = 'refusal'") }} as refusals,
    coalesce(max(case when kind = 'request_error' then event_no end) > coalesce(max(case when kind = 'request' then event_no end), 0), false)
      as is_unrecovered,
    count(distinct case when kind in ('decision', 'tool') then call_id end) as tool_calls,
    {{ count_where("kind = 'tool'") }} as tools_run,
    {{ count_where("kind = 'tool' and not success") }} as tool_failures,
    {{ count_where("kind = 'decision' and decision = 'reject' and decision_source in ('user_reject', 'user_abort')") }} as user_rejects,
    {{ count_where("kind = 'decision' and decision = 'reject' and decision_source in ('config', 'hook')") }} as policy_rejects,
    {{ count_where("kind = 'decision' and decision = 'reject' and decision_source like 'user%'") }} as rejected_by_user,
    {{ count_where("kind = 'decision' and decision_source like 'user%'") }} as decided_by_user,
    {{ count_where("kind = 'decision' and tool_group = 'edit' and decision = 'reject' and decision_source like 'user%'") }} as edits_rejected_by_user,
    {{ count_where("kind = 'decision' and tool_group = 'edit' and decision_source like 'user%'") }} as edits_decided_by_user,
    {{ count_where("kind = 'tool' and tool_group = 'edit'") }} as edits,
    {{ count_where("kind = 'tool' and tool_group = 'read'") }} as reads,
    count(distinct case when kind = 'tool' and tool_group = 'edit' then target_hash end) as files_edited,
    bool_or(coalesce(entrypoint like 'sdk%', false)) as is_headless
  from events
  group by {{ session }}
),

-- Consecutive failures: neighbours of equal success share the difference of two row numbers.
streak_parts as (
  select
    {{ session }}, success,
    row_number() over (partition by {{ session }} order by event_no)
      - row_number() over (partition by {{ session }}, success order by event_no) as streak
  from events
  where kind = 'tool'
),

streaks as (
  select {{ session }}, max(length) as max_fail_streak
  from (select {{ session }}, streak, count(*) as length from streak_parts where not success group by {{ session }}, streak) as failing
  group by {{ session }}
)

select
  counted.*,
  coalesce(streaks.max_fail_streak, 0) as max_fail_streak
from counted
left join streaks
  on streaks.tool = counted.tool and streaks.session_id = counted.session_id and streaks.period = counted.period
