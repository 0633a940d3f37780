-- Cache and context of the main thread: helpers use small models and would blur them.
{% set session = 'tool, session_id, period' %}
with requests as (
  select
    events.tool, events.session_id, events.period, events.event_no, events.model, events.cache_read, events.cache_write, events.output,
    events.input_uncached + events.cache_read + coalesce(events.cache_write, 0) as ctx
  from {{ ref('int_session_event') }} as events
  where events.kind = 'request' and events.thread = 'main'
),

ordered as (
  select
    requests.*,
    row_number() over (partition by {{ session }} order by event_no) as n,
    lag(ctx) over (partition by {{ session }} order by event_no) as ctx_before,
    lag(model) over (partition by {{ session }} order by event_no) as model_before
  from requests
)

select
  {{ session }},
  cast({{ safe_divide('sum(cache_read)', 'sum(ctx)') }} as decimal(18, 6)) as cache_read_ratio,
  cast({{ safe_divide('sum(case when n > 1 then cache_read end)', 'sum(case when n > 1 then ctx end)') }} as decimal(18, 6)) as warm_ratio,
  cast({{ safe_divide('sum(cache_read)', 'sum(cache_write)') }} as decimal(18, 6)) as cache_payback,
  max(ctx) as peak_ctx,
  -- One request has no slope: DuckDB would say NaN.
  cast(case when count(ctx) > 1 then regr_slope(cast(ctx as double), cast(n as double)) end as decimal(18, 6)) as ctx_slope,
  cast({{ safe_divide('sum(ctx)', 'sum(output)') }} as decimal(18, 6)) as ctx_per_output,
  {{ count_where("ctx_before >= 20000 and cache_read < 0.1 * ctx") }} as cold_restarts,
  cast(coalesce(sum(case
    when ctx_before >= 20000 and cache_read < 0.1 * ctx then case when cache_write < ctx_before then cache_write else ctx_before end
  end), 0) as bigint) as cold_rewrite_tokens,
  {{ count_where("ctx < 0.7 * ctx_before") }} as context_drops,
  {{ count_where("model <> model_before") }} as model_switches
from ordered
group by {{ session }}
