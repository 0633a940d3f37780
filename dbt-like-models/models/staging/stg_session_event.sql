with windows as (
  select * from {{ ref('stg_coverage') }} where table_name = 'session_event'
),

-- The same event told through two connections, or copied into a resumed session, is one event: its earliest place counts.
counting as (
  select
    landed.*,
    row_number() over (partition by landed.event_key order by landed.ts, landed.source, landed.connection_id, landed.stream, landed.session_id, landed.seq) as place
  from {{ source('raw', 'session_event') }} as landed
  inner join windows
    on {{ same_window('landed', 'windows') }} and landed.dt = cast(windows.data_day as varchar)
)

select
  event_key,
  source,
  connection_id,
  tool,
  setup,
  provider,
  billing_account,
  workspace,
  project,
  api_key,
  session_id,
  parent_session_id,
  turn_id,
  ts,
  seq,
  kind,
  thread,
  request_id,
  model,
  model_tier,
  effort,
  service_tier,
  input_uncached,
  cache_read,
  cache_write,
  output,
  reasoning,
  est_cost,
  duration_ms,
  attempts,
  status_code,
  tool_name,
  tool_group,
  call_id,
  decision,
  decision_source,
  success,
  error_type,
  args_hash,
  target_hash,
  input_bytes,
  result_bytes,
  prompt_chars,
  commit_sha,
  pre_tokens,
  post_tokens,
  rating,
  quantity,
  quantity_kind,
  actor_id,
  actor_kind,
  entrypoint,
  repo,
  branch,
  work_hint,
  cast(ts as date) as event_day,
  {{ month_of('cast(ts as date)') }} as period
from counting
where place = 1
