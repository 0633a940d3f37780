-- Identical calls in a row inside a turn, and edits of one file again and again.
{% set session = 'tool, session_id, period' %}
with calls as (
  select
    {{ session }}, coalesce(turn_id, '') as turn_id, event_no, tool_name, tool_group, args_hash, target_hash, input_bytes, error_type,
    success, result_bytes
  from {{ ref('int_session_event') }}
  where kind = 'tool'
),

-- A sender that hashes no arguments shows repeats by size and error only, and of failing calls only.
keyed as (
  select calls.*, args_hash is null as is_proxy, coalesce(args_hash, cast(input_bytes as varchar) || ' ' || coalesce(error_type, '')) as call_key
  from calls
  where args_hash is not null or (input_bytes is not null and not success)
),

numbered as (
  select
    keyed.*,
    row_number() over (partition by {{ session }}, is_proxy, turn_id order by event_no)
      - row_number() over (partition by {{ session }}, is_proxy, turn_id, tool_name, call_key order by event_no) as run_no
  from keyed
),

-- A run that succeeds throughout is waiting for something, not a repeat.
runs as (
  select
    {{ session }}, is_proxy, turn_id, tool_name, call_key, run_no, count(*) as length, {{ count_where("not success") }} as failures,
    min(event_no) as first_no, max(event_no) as last_no, cast(sum(result_bytes) as bigint) as result_bytes
  from numbered
  group by {{ session }}, is_proxy, turn_id, tool_name, call_key, run_no
  having {{ count_where('not success') }} > 0
),

repeats as (
  select
    {{ session }},
    cast(sum(case when not is_proxy and length >= 2 then length - 1 else 0 end) as bigint) as repeated_calls,
    cast(sum(case when is_proxy and length >= 2 then length - 1 else 0 end) as bigint) as repeated_calls_proxy,
    max(case when not is_proxy then length end) as longest_run,
    {{ count_where("not is_proxy and length >= 3 and failures = length") }} as failing_loops,
    cast(sum(case when not is_proxy and length >= 2 then result_bytes end) as bigint) as dead_result_bytes
  from runs
  group by {{ session }}
),

repeat_costs as (
  select runs.tool, runs.session_id, runs.period, cast(sum(requests.list_cost) as decimal(28, 12)) as repeat_cost
  from (
    select distinct loops.tool, loops.session_id, loops.period, events.event_key
    from runs as loops
    inner join {{ ref('int_session_event') }} as events
      on events.tool = loops.tool and events.session_id = loops.session_id and events.period = loops.period
      and events.kind = 'request' and events.event_no > loops.first_no and events.event_no < loops.last_no
    where loops.length >= 2 and not loops.is_proxy
  ) as runs
  inner join {{ ref('int_session_request') }} as requests on requests.event_key = runs.event_key
  group by runs.tool, runs.session_id, runs.period
),

after_runs as (
  select
    calls.*,
    coalesce(target_hash, '?') as target,
    max(case when tool_group = 'run' then event_no end) over (partition by {{ session }}, turn_id order by event_no) as last_run,
    row_number() over (partition by {{ session }} order by event_no) as call_no
  from calls
),

edits as (
  select
    after_runs.*,
    lag(event_no) over (partition by {{ session }}, turn_id, target order by event_no) as edit_before,
    lag(call_no, 2) over (partition by {{ session }}, target order by event_no) as second_edit_before
  from after_runs
  where tool_group = 'edit'
),

cycles as (
  select
    {{ session }},
    {{ count_where("last_run > edit_before") }} as fix_cycles,
    count(distinct turn_id) as turns_with_edits,
    count(distinct case when last_run > edit_before then turn_id end) as turns_with_cycles,
    count(distinct case when call_no - second_edit_before <= 9 then target end) as churned_files
  from edits
  group by {{ session }}
)

select
  spans.tool,
  spans.session_id,
  spans.period,
  cast(coalesce(repeats.repeated_calls, 0) as bigint) as repeated_calls,
  cast(coalesce(repeats.repeated_calls_proxy, 0) as bigint) as repeated_calls_proxy,
  coalesce(repeats.longest_run, 0) as longest_run,
  coalesce(repeats.failing_loops, 0) as failing_loops,
  cast(coalesce(repeats.dead_result_bytes, 0) as bigint) as dead_result_bytes,
  coalesce(repeat_costs.repeat_cost, cast(0 as decimal(28, 12))) as repeat_cost,
  coalesce(cycles.fix_cycles, 0) as fix_cycles,
  coalesce(cycles.turns_with_edits, 0) as turns_with_edits,
  coalesce(cycles.turns_with_cycles, 0) as turns_with_cycles,
  coalesce(cycles.churned_files, 0) as churned_files
from (select distinct {{ session }} from calls) as spans
left join repeats
  on repeats.tool = spans.tool and repeats.session_id = spans.session_id and repeats.period = spans.period
left join repeat_costs
  on repeat_costs.tool = spans.tool and repeat_costs.session_id = spans.session_id and repeat_costs.period = spans.period
left join cycles on cycles.tool = spans.tool and cycles.session_id = spans.session_id and cycles.period = spans.period
