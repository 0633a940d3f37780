with windows as (
  select * from {{ ref('stg_coverage') }} where table_name = 'cost'
),

landed as (
  select
    cost.*,
    cast(cost.usage_start as date) as charge_day,
    cast(cost.usage_end as date) as end_day
  from {{ source('raw', 'cost') }} as cost
  inner join windows
    on {{ same_window('cost', 'windows') }} and cost.dt = cast(windows.data_day as varchar)
)

select
  {{ hash_key(['source', 'connection_id', 'stream', 'source_row_key']) }} as cost_id,
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
  charge_category,
  charge_kind,
  charge_class,
  charge_description,
  charge_frequency,
  token_kind,
  applies_to,
  line_key,
  invoice_id,
  sub_account,
  service_name,
  service_category,
  service_provider,
  publisher,
  invoice_issuer,
  sku,
  resource_id,
  region,
  commitment_id,
  commitment_status,
  tags,
  currency,
  quantity,
  quantity_unit,
  billed_cost,
  effective_cost,
  list_cost,
  contracted_cost,
  provisional as is_provisional,
  charge_day as usage_day,
  case
    when end_day <= charge_day then {{ add_days('charge_day', 1) }}
    when usage_end > cast(end_day as timestamp) then {{ add_days('end_day', 1) }}
    else end_day
  end as charge_to,
  period
from landed
