-- How a session ended: its last event that says something, and the failures it ended with.
{% set session = 'tool, session_id, period' %}
with events as (
  select *
  from {{ ref('int_session_event') }}
  where kind in ('prompt', 'request', 'request_error', 'decision', 'tool', 'abort', 'session_end')
),

last_ones as (
  select events.*, row_number() over (partition by {{ session }} order by event_no desc) as place from events
),

-- Tool calls after the last request or success: failures only, or the streak was broken.
tails as (
  select {{ session }}, {{ count_where("kind = 'tool' and not success") }} as last_failures
  from (
    select
      events.*,
      max(case when kind = 'request' or (kind = 'tool' and coalesce(success, true)) then event_no end) over (partition by {{ session }}) as last_good
    from events
  ) as marked
  where event_no > coalesce(last_good, 0)
  group by {{ session }}
),

results as (
  select distinct {{ session }}, call_id from events where kind = 'tool' and call_id is not null
),

endings as (
  select
    last_ones.tool,
    last_ones.session_id,
    last_ones.period,
    case
      when last_ones.kind = 'request_error' then 'errored'
      when coalesce(tails.last_failures, 0) >= 3 then 'errored'
      when last_ones.kind = 'abort' then 'interrupted'
      when last_ones.kind = 'decision' and last_ones.decision = 'reject' and last_ones.decision_source in ('user_reject', 'user_abort')
        then 'interrupted'
      when last_ones.kind = 'prompt' then 'unanswered'
      when last_ones.kind = 'decision' and last_ones.decision = 'accept' and results.call_id is null then 'tool_pending'
      when last_ones.kind in ('decision', 'tool') then 'no_final_answer'
      else 'completed'
    end as ending,
    case
      when last_ones.kind <> 'request_error' then null
      when last_ones.error_type in ('infrastructure', 'context', 'auth') then last_ones.error_type
      when last_ones.status_code is null or last_ones.status_code = 429 or last_ones.status_code >= 500 then 'infrastructure'
      when last_ones.status_code in (401, 403) then 'auth'
      when last_ones.status_code = 413 then 'context'
      else 'request'
    end as error_class
  from last_ones
  left join tails on tails.tool = last_ones.tool and tails.session_id = last_ones.session_id and tails.period = last_ones.period
  left join results
    on results.tool = last_ones.tool and results.session_id = last_ones.session_id and results.period = last_ones.period
    and results.call_id = last_ones.call_id
  where last_ones.place = 1
)

select tool, session_id, period, ending, error_class from endings
