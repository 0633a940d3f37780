with windows as (
  select * from {{ ref('stg_coverage') }} where table_name = 'usage'
),

counting as (
  select
    {{ hash_key(['landed.source', 'landed.connection_id', 'landed.stream', 'landed.source_row_key']) }} as usage_id,
    landed.*
  from {{ source('raw', 'usage') }} as landed
  inner join windows
    on {{ same_window('landed', 'windows') }} and landed.dt = cast(windows.data_day as varchar)
)

select
  row_number() over (order by usage_id) as usage_no,
  usage_id,
  source_row_key,
  source,
  connection_id,
  provider,
  billing_account,
  model_vendor,
  tool,
  model_raw,
  model,
  service_tier,
  context_tier,
  geo,
  actor_id,
  actor_kind,
  workspace,
  project,
  api_key,
  session_id,
  work_hint,
  team_tag,
  flags,
  cost_basis,
  currency,
  evidence_rank,
  input_uncached,
  cache_read,
  cache_write_5m,
  cache_write_1h,
  cache_write_30m,
  cache_write_12h,
  cache_write_unsplit,
  input_total_unsplit,
  output,
  embedding,
  image_count,
  characters,
  seconds,
  tool_calls,
  audio_in,
  audio_out,
  image_in,
  image_out,
  quantity,
  quantity_unit,
  requests,
  estimated_cost,
  provisional as is_provisional,
  usage_start,
  usage_end,
  cast(usage_start as date) as usage_day,
  {{ month_of('cast(usage_start as date)') }} as period
from counting
