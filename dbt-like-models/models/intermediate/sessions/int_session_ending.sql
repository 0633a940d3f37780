-- How a session ended: its last event that says something, and the failures it ended with. One pass over the events.
{% set session = 'tool, session_id, period' %}
with marked as (
  select
    {{ session }}, event_no, kind, success, decision, decision_source, error_type, status_code,
    row_number() over (partition by {{ session }} order by event_no desc) as place,
    max(case when kind = 'request' or (kind = 'tool' and coalesce(success, true)) then event_no end) over (partition by {{ session }}) as last_good,
    max(case when kind = 'tool' and call_id is not null then 1 else 0 end) over (partition by {{ session }}, call_id) as has_result
  from {{ ref('int_session_event') }}
  where kind in ('prompt', 'request', 'request_error', 'decision', 'tool', 'abort', 'session_end')
),

-- Tool calls after the last request or success are failures without end.
endings as (
  select
    {{ session }},
    {{ count_where("kind = 'tool' and not success and event_no > coalesce(last_good, 0)") }} as last_failures,
    {% for column in ['kind', 'decision', 'decision_source', 'error_type'] %}
    max(case when place = 1 then {{ column }} end) as {{ column }},
    {% endfor %}
    max(case when place = 1 then status_code end) as status_code,
    max(case when place = 1 then has_result end) as has_result
  from marked
  group by {{ session }}
)

select
  tool,
  session_id,
  period,
  case
    when kind = 'request_error' then 'errored'
    when last_failures >= 3 then 'errored'
    when kind = 'abort' then 'interrupted'
    when kind = 'decision' and decision = 'reject' and decision_source in ('user_reject', 'user_abort') then 'interrupted'
    when kind = 'prompt' then 'unanswered'
    when kind = 'decision' and decision = 'accept' and has_result = 0 then 'tool_pending'
    when kind in ('decision', 'tool') then 'no_final_answer'
    else 'completed'
  end as ending,
  case
    when kind <> 'request_error' then null
    when error_type in ('infrastructure', 'context', 'auth') then error_type
    when status_code is null or status_code = 429 or status_code >= 500 then 'infrastructure'
    when status_code in (401, 403) then 'auth'
    when status_code = 413 then 'context'
    else 'request'
  end as error_class
from endings
