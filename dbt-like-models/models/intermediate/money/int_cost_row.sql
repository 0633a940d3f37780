{% set dimensions = ['source', 'connection_id', 'model', 'service_tier', 'context_tier', 'geo', 'actor_id', 'actor_kind', 'workspace', 'project', 'api_key', 'session_id', 'work_hint', 'team_tag', 'charge_category', 'charge_kind', 'charge_class', 'token_kind', 'applies_to', 'line_key', 'invoice_id', 'sub_account', 'service_name', 'sku', 'resource_id', 'region', 'commitment_id', 'tags', 'currency'] %}
with landed as (
  select
    stg_cost.*,
    {{ hash_key(['service_name', 'publisher', 'service_provider', 'invoice_issuer']) }} as service_key
  from {{ ref('stg_cost') }} as stg_cost
),

services as (
  select * from {{ ref('int_ai_service') }}
),

charged as (
  select
    landed.cost_id,
    landed.source_row_key,
    landed.provider as invoicing_provider,
    coalesce(services.provider, landed.provider) as provider,
    landed.billing_account,
    coalesce(services.tool, landed.tool) as tool,
    coalesce(landed.model_vendor, services.model_vendor) as model_vendor,
    {% for dimension in dimensions %}landed.{{ dimension }}, {% endfor %}
    landed.charge_description,
    landed.service_category,
    landed.publisher,
    landed.invoice_issuer,
    landed.quantity,
    landed.quantity_unit,
    landed.billed_cost,
    landed.effective_cost,
    landed.list_cost,
    landed.contracted_cost,
    landed.is_provisional,
    landed.service_category is null or services.service_key is not null as is_ai,
    landed.usage_day,
    landed.charge_to,
    landed.period
  from landed
  left join services on services.service_key = landed.service_key
),

-- Seat prices as cost rows of their own source: money where the seat list is named as the ledger, else a witness.
seat_charges as (
  select
    min(holding_id) as cost_id,
    seat_id as source_row_key,
    provider as invoicing_provider,
    provider,
    billing_account,
    tool,
    cast(null as varchar) as model_vendor,
    source,
    connection_id,
    {% for dimension in dimensions %}{% if dimension not in ['source', 'connection_id', 'currency'] %}
    {% if dimension == 'charge_category' %}'Purchase'{% elif dimension == 'charge_kind' %}'seat'{% elif dimension == 'sku' %}max(plan){% else %}cast(null as varchar){% endif %} as {{ dimension }},
    {% endif %}{% endfor %}
    currency,
    cast('Seats of ' as varchar) || tool as charge_description,
    cast(null as varchar) as service_category,
    cast(null as varchar) as publisher,
    cast(null as varchar) as invoice_issuer,
    cast(1 as decimal(38, 15)) as quantity,
    'seats' as quantity_unit,
    max(seat_price) as billed_cost,
    max(seat_price) as effective_cost,
    max(seat_price) as list_cost,
    max(seat_price) as contracted_cost,
    false as is_provisional,
    true as is_ai,
    cast(period || '-01' as date) as usage_day,
    cast(cast(period || '-01' as date) + interval '1' month as date) as charge_to,
    period
  from {{ ref('stg_seat') }}
  where seat_price is not null and currency is not null
  group by source, connection_id, provider, billing_account, tool, seat_id, currency, period
),

rows_of_all as (
  select * from charged
  union all
  select * from seat_charges
)

select
  {{ hash_key(dimensions + ['provider', 'billing_account', 'tool', 'model_vendor', 'period', 'cast(usage_day as varchar)', 'cast(charge_to as varchar)']) }} as bill_line_id,
  rows_of_all.*,
  {% if var('focus_include', 'ai') == 'all' %}true{% else %}is_ai{% endif %} as is_in_scope
from rows_of_all
