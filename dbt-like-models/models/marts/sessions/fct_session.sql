-- What a set-up cannot tell is NULL, never 0.
with spans as (
  select * from {{ ref('int_session_span') }}
),

sessions as (
  select
    spans.*,
    {% for column in ['turns', 'requests', 'api_errors', 'failed_retries', 'retries_on_success', 'lost_ms', 'refusals', 'is_unrecovered', 'tool_calls', 'tools_run', 'tool_failures', 'user_rejects', 'policy_rejects', 'rejected_by_user', 'decided_by_user', 'edits_rejected_by_user', 'edits_decided_by_user', 'edits', 'reads', 'files_edited', 'is_headless', 'max_fail_streak'] %}
    trouble.{{ column }},
    {% endfor %}
    {% for column in ['repeated_calls', 'repeated_calls_proxy', 'longest_run', 'failing_loops', 'dead_result_bytes', 'repeat_cost', 'fix_cycles', 'turns_with_edits', 'turns_with_cycles', 'churned_files'] %}
    coalesce(repeats.{{ column }}, 0) as {{ column }},
    {% endfor %}
    {% for column in ['cache_read_ratio', 'warm_ratio', 'cache_payback', 'peak_ctx', 'ctx_slope', 'ctx_per_output', 'cold_restarts', 'cold_rewrite_tokens', 'context_drops', 'model_switches'] %}
    contexts.{{ column }},
    {% endfor %}
    {% for column in ['commits', 'prs', 'lines_added', 'lines_removed', 'active_user_s', 'active_cli_s', 'compactions', 'rating', 'input_uncached', 'cache_read', 'cache_write', 'output', 'models', 'list_cost', 'sub_cost', 'list_currency'] %}
    outputs.{{ column }},
    {% endfor %}
    case when not spans.has_order then null when spans.is_settled then endings.ending else 'open' end as ending,
    endings.error_class
  from spans
  inner join {{ ref('int_session_trouble') }} as trouble
    on trouble.tool = spans.tool and trouble.session_id = spans.session_id and trouble.period = spans.period
  inner join {{ ref('int_session_output') }} as outputs
    on outputs.tool = spans.tool and outputs.session_id = spans.session_id and outputs.period = spans.period
  left join {{ ref('int_session_repeat') }} as repeats
    on repeats.tool = spans.tool and repeats.session_id = spans.session_id and repeats.period = spans.period
  left join {{ ref('int_session_context') }} as contexts
    on contexts.tool = spans.tool and contexts.session_id = spans.session_id and contexts.period = spans.period
  left join {{ ref('int_session_ending') }} as endings
    on endings.tool = spans.tool and endings.session_id = spans.session_id and endings.period = spans.period
)

select
  cast(tool as varchar) as tool,
  cast(session_id as varchar) as session_id,
  cast(parent_session_id as varchar) as parent_session_id,
  cast(provider as varchar) as provider,
  cast(setup as varchar) as setup,
  cast(entrypoint as varchar) as entrypoint,
  cast(person_key as varchar) as person_key,
  cast(repo as varchar) as repo,
  {{ to_ts('started_at') }} as started_at,
  {{ to_ts('ended_at') }} as ended_at,
  cast(date_diff('second', started_at, ended_at) as bigint) as wall_s,
  cast(case when has_order then active_s end as bigint) as active_s,
  cast(case when has_order then segments end as bigint) as segments,
  cast(case when has_lines then active_user_s end as bigint) as active_user_s,
  cast(case when has_lines then active_cli_s end as bigint) as active_cli_s,
  cast(is_settled as boolean) as is_settled,
  cast(continued_by as varchar) as continued_by,
  cast(case when has_order then turns end as bigint) as turns,
  cast(case when has_order then requests end as bigint) as requests,
  cast(case when has_tokens then models end as bigint) as models,
  cast(case when has_order and has_tokens then model_switches end as bigint) as model_switches,
  cast(case when has_api_errors then api_errors end as bigint) as api_errors,
  cast(case when has_api_errors then {{ safe_divide('api_errors', 'requests + api_errors') }} end as decimal(18, 6)) as api_error_rate,
  cast(case when has_api_errors then failed_retries end as bigint) as failed_retries,
  cast(case when has_retries then retries_on_success end as bigint) as retries_on_success,
  cast(case when has_api_errors then coalesce(lost_ms, 0) end as bigint) as lost_ms,
  cast(case when has_api_errors then is_unrecovered end as boolean) as is_unrecovered_error,
  cast(case when has_api_errors then error_class end as varchar) as error_class,
  cast(case when has_refusals then refusals end as bigint) as refusals,
  cast(case when has_tool_results then tool_calls end as bigint) as tool_calls,
  cast(case when has_tool_results then tools_run end as bigint) as tools_run,
  cast(case when has_tool_results then tool_failures end as bigint) as tool_failures,
  cast(case when has_tool_results then {{ safe_divide('tool_failures', 'tools_run') }} end as decimal(18, 6)) as tool_failure_rate,
  cast(case when has_tool_results then max_fail_streak end as bigint) as max_fail_streak,
  cast(case when has_rejections and not is_headless then user_rejects end as bigint) as user_rejects,
  cast(case when has_rejections and not is_headless then policy_rejects end as bigint) as policy_rejects,
  cast(case when has_rejections and not is_headless then {{ safe_divide('rejected_by_user', 'decided_by_user') }} end as decimal(18, 6)) as user_reject_rate,
  cast(case when has_rejections and not is_headless then {{ safe_divide('edits_rejected_by_user', 'edits_decided_by_user') }} end as decimal(18, 6))
    as edit_reject_rate,
  cast(case when has_arguments then repeated_calls end as bigint) as repeated_calls,
  cast(case when has_tool_results and not has_arguments then repeated_calls_proxy end as bigint) as repeated_calls_proxy,
  cast(case when has_arguments then longest_run end as bigint) as longest_run,
  cast(case when has_arguments then failing_loops end as bigint) as failing_loops,
  cast(case when has_arguments then dead_result_bytes end as bigint) as dead_result_bytes,
  cast(case when has_arguments then repeat_cost end as decimal(28, 12)) as repeat_cost,
  cast(case when has_tool_results then edits end as bigint) as edits,
  cast(case when has_tool_results then {{ safe_divide('reads', 'edits') }} end as decimal(18, 6)) as read_edit_ratio,
  cast(case when has_targets then files_edited end as bigint) as files_edited,
  cast(case when has_targets then churned_files end as bigint) as churned_files,
  cast(case when has_tool_results then fix_cycles end as bigint) as fix_cycles,
  cast(case when has_tool_results then {{ safe_divide('turns_with_edits - turns_with_cycles', 'turns_with_edits') }} end as decimal(18, 6)) as one_shot_rate,
  cast(case when has_order and has_tokens then cache_read_ratio end as decimal(18, 6)) as cache_read_ratio,
  cast(case when has_order and has_tokens then warm_ratio end as decimal(18, 6)) as warm_ratio,
  cast(case when has_cache_writes then cache_payback end as decimal(18, 6)) as cache_payback,
  cast(case when has_order and has_tokens then peak_ctx end as bigint) as peak_ctx,
  cast(case when has_order and has_tokens then ctx_slope end as decimal(18, 6)) as ctx_slope,
  cast(case when has_order and has_tokens then ctx_per_output end as decimal(18, 6)) as ctx_per_output,
  cast(case when has_order and has_tokens then cold_restarts end as bigint) as cold_restarts,
  cast(case when has_cache_writes then cold_rewrite_tokens end as bigint) as cold_rewrite_tokens,
  cast(case when has_compactions then compactions when has_order and has_tokens then context_drops end as bigint) as compactions,
  cast(input_uncached as bigint) as input_uncached,
  cast(cache_read as bigint) as cache_read,
  cast(case when has_cache_writes then cache_write end as bigint) as cache_write,
  cast(output as bigint) as output,
  cast(list_cost as decimal(28, 12)) as list_cost,
  cast(case when list_cost > 0 then {{ safe_divide('coalesce(sub_cost, 0)', 'list_cost') }} end as decimal(18, 6)) as subagent_share,
  cast(list_currency as varchar) as currency,
  cast(case when has_lines then coalesce(lines_added, 0) end as bigint) as lines_added,
  cast(case when has_lines then coalesce(lines_removed, 0) end as bigint) as lines_removed,
  cast(case when has_commits then commits end as bigint) as commits,
  cast(case when has_prs then prs end as bigint) as prs,
  cast(case when has_ratings then rating end as varchar) as rating,
  cast(ending as varchar) as ending,
  cast(case
    when ending is null or ending in ('open', 'completed') then null
    when coalesce(case when has_commits then commits end, 0) > 0 or coalesce(case when has_prs then prs end, 0) > 0 then null
    when continued_by is not null then null
    when ending = 'errored' and error_class = 'infrastructure' then 'abandoned_infra'
    else 'abandoned'
  end as varchar) as abandonment,
  cast(period as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from sessions
