-- Model requests with their list cost: tokens by the book price of their model and day, all in the standard tier.
with requests as (
  select
    event_key, tool, session_id, session_slice_id, provider, model, event_day, input_uncached, cache_read, cache_write, output,
    coalesce(quantity, 1) as requests,
    coalesce(input_uncached, 0) + coalesce(cache_read, 0) + coalesce(cache_write, 0) as context_tokens
  from {{ ref('int_session_event') }}
  where kind = 'request'
),

{% set kinds = ['input_uncached', 'cache_read', 'cache_write', 'output'] %}
prices as (
  select
    provider, model, usage_day,
    max(currency) as currency,
    max(long_context_above) as long_context_above,
    {% for kind in ['input_uncached', 'cache_read', 'output'] %}
    max(case when token_kind = '{{ kind }}' then short_unit_price end) as short_{{ kind }},
    max(case when token_kind = '{{ kind }}' then coalesce(long_unit_price, short_unit_price) end) as long_{{ kind }},
    {% endfor %}
    coalesce(
      max(case when token_kind = 'cache_write_5m' then short_unit_price end),
      max(case when token_kind = 'cache_write_30m' then short_unit_price end)
    ) as short_cache_write,
    coalesce(
      max(case when token_kind = 'cache_write_5m' then coalesce(long_unit_price, short_unit_price) end),
      max(case when token_kind = 'cache_write_30m' then coalesce(long_unit_price, short_unit_price) end)
    ) as long_cache_write
  from {{ ref('int_price') }}
  group by provider, model, usage_day
),

priced as (
  select
    requests.*,
    prices.currency,
    {% for kind in kinds %}
    case when requests.context_tokens > prices.long_context_above then prices.long_{{ kind }} else prices.short_{{ kind }} end as price_{{ kind }}{% if not loop.last %},{% endif %}
    {% endfor %}
  from requests
  left join prices
    on prices.provider = requests.provider and prices.model = lower(requests.model) and prices.usage_day = requests.event_day
)

select
  event_key,
  tool,
  session_id,
  session_slice_id,
  provider,
  model,
  event_day,
  cast(requests as bigint) as requests,
  context_tokens,
  currency as list_currency,
  case
    when coalesce({{ kinds | join(', ') }}) is null then null
    {% for kind in kinds %}when {{ kind }} > 0 and price_{{ kind }} is null then null
    {% endfor %}else cast(
      {% for kind in kinds %}coalesce(cast(cast({{ kind }} as decimal(19, 0)) * price_{{ kind }} as decimal(28, 12)), 0){% if not loop.last %} + {% endif %}{% endfor %}
      as decimal(28, 12))
  end as list_cost
from priced
