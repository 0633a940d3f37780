{% set dimensions = ['source', 'connection_id', 'tool', 'model_vendor', 'model', 'service_tier', 'context_tier', 'geo', 'actor_id', 'actor_kind', 'workspace', 'project', 'api_key', 'sub_account', 'session_id', 'work_hint', 'team_tag', 'charge_category', 'charge_kind', 'token_kind', 'applies_to', 'line_key', 'invoice_id', 'service_name', 'sku'] %}
with billed as (
  select
    bill_line_id,
    max(provider) as provider,
    max(billing_account) as billing_account,
    max(currency) as currency,
    {% for dimension in dimensions %}max({{ dimension }}) as {{ dimension }}, {% endfor %}
    max(charge_description) as charge_description,
    case when bool_or(is_provisional) then 'provisional' else 'final' end as bill_state,
    sum(billed_cost) as billed_cost,
    max(usage_day) as usage_day,
    max(charge_to) as charge_to,
    max(period) as period
  from {{ ref('int_cost') }}
  where is_billed
  group by bill_line_id
),

estimated as (
  select
    bill_line_id,
    provider,
    billing_account,
    currency,
    {% for dimension in dimensions %}{% if dimension == 'charge_kind' %}'usage'{% elif dimension == 'charge_category' %}'Usage'{% elif dimension == 'source' %}'estimate'{% else %}cast(null as varchar){% endif %} as {{ dimension }}, {% endfor %}
    'List price of the usage: nobody reports money for it' as charge_description,
    'estimated' as bill_state,
    billed_cost,
    usage_day,
    charge_to,
    period
  from {{ ref('int_estimated_line') }}
),

lines as (
  select * from billed
  union all
  select * from estimated
),

-- Each total is rounded once, half away from zero, and spread: floor, then largest remainder.
floored as (
  select
    bill_line_id, provider, billing_account, period, currency, billed_cost * 1000000 as exact_micros,
    cast(floor(billed_cost * 1000000) as decimal(38, 0)) as floor_micros
  from lines
),

ranked as (
  select
    bill_line_id,
    floor_micros,
    round(sum(exact_micros) over (partition by provider, billing_account, period, currency), 0)
      - sum(floor_micros) over (partition by provider, billing_account, period, currency) as left_over,
    row_number() over (
      partition by provider, billing_account, period, currency order by exact_micros - floor_micros desc, bill_line_id
    ) as place
  from floored
)

select
  row_number() over (order by lines.bill_line_id) as line_no,
  lines.bill_line_id,
  lines.provider,
  lines.billing_account,
  lines.currency,
  {% for dimension in dimensions %}lines.{{ dimension }}, {% endfor %}
  lines.charge_description,
  lines.bill_state,
  cast(lines.billed_cost as decimal(38, 12)) as billed_cost,
  cast(ranked.floor_micros + case when ranked.place <= ranked.left_over then 1 else 0 end as bigint) as amount_micros,
  {{ owner_key('lines.provider', 'lines.billing_account', 'lines.sub_account', 'lines.team_tag', 'lines.api_key', 'lines.workspace', 'lines.project', 'lines.tool', 'lines.work_hint', 'lines.actor_id', 'lines.usage_day') }} as owner_key,
  lines.usage_day,
  lines.charge_to,
  lines.period
from lines
inner join ranked on ranked.bill_line_id = lines.bill_line_id
