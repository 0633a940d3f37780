{% set input_kinds = ['input_uncached', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'cache_write_30m', 'cache_write_12h', 'cache_write_unsplit', 'input_total_unsplit'] %}
{% set other_units = ['image_count', 'characters', 'seconds', 'tool_calls'] %}
{% set kinds = input_kinds + ['output', 'embedding'] + other_units %}
with usage as (
  select
    usage_id,
    provider,
    model_vendor,
    model,
    context_tier,
    service_tier,
    usage_day,
    requests,
    {{ hash_key(['provider', 'billing_account', 'model', 'service_tier', 'geo', 'cast(usage_day as varchar)']) }} as rate_key,
    {% for kind in kinds %}{{ kind }}, {% endfor %}
    {% for kind in input_kinds %}coalesce({{ kind }}, 0){% if not loop.last %} + {% endif %}{% endfor %} as prompt_tokens,
    {% for kind in kinds %}coalesce({{ kind }}, 0){% if not loop.last %} + {% endif %}{% endfor %} as metered,
    coalesce({{ kinds | join(', ') }}) is not null as is_metered,
    case {% for kind in kinds %}when {{ kind }} > 0 then {{ loop.index }} {% endfor %}end as first_kind_no
  from {{ ref('stg_usage') }}
),

kinds as (
  select token_kind, kind_no
  from (values {% for kind in kinds %}('{{ kind }}', {{ loop.index }}){% if not loop.last %}, {% endif %}{% endfor %}) as list (token_kind, kind_no)
),

unpivoted as (
  select
    usage.usage_id, usage.provider, usage.model_vendor, usage.model, usage.context_tier, usage.service_tier,
    usage.usage_day, usage.requests, usage.rate_key, usage.prompt_tokens,
    kinds.token_kind,
    case when kinds.kind_no = usage.first_kind_no then usage.requests end as counted_requests,
    case kinds.token_kind {% for kind in kinds %}when '{{ kind }}' then usage.{{ kind }} {% endfor %}end as tokens
  from usage
  cross join kinds
  where usage.metered > 0
),

measured as (
  select * from unpivoted where tokens > 0
  union all
  select usage_id, provider, model_vendor, model, context_tier, service_tier, usage_day, requests, rate_key, prompt_tokens,
    'none', requests, case when is_metered then cast(0 as bigint) end
  from usage
  where metered = 0
),

-- Writes of unknown lifetime take the vendor's default lifetime's price.
priceable as (
  select
    measured.*,
    case
      when token_kind <> 'cache_write_unsplit' then token_kind
      when coalesce(model_vendor, provider) = 'openai' or provider = 'azure_openai' then 'cache_write_30m'
      else 'cache_write_5m'
    end as price_kind
  from measured
),

prices as (
  select * from {{ ref('int_price') }}
),

models as (
  select distinct provider, model from {{ ref('stg_config_price') }}
),

models_that_day as (
  select distinct provider, model, usage_day from prices
),

factors as (
  select * from {{ ref('int_rate_factor') }}
),

tiered as (
  select
    priceable.usage_id,
    priceable.token_kind,
    priceable.tokens,
    priceable.counted_requests,
    priceable.service_tier,
    prices.currency,
    prices.short_unit_price,
    prices.long_unit_price,
    prices.is_tiered,
    factors.service_tier_factor,
    factors.geo_factor,
    factors.contract_factor,
    case
      when not coalesce(prices.is_tiered, false) or priceable.context_tier = 'short' then 'short'
      when priceable.token_kind in ({% for unit in other_units %}'{{ unit }}'{% if not loop.last %}, {% endif %}{% endfor %}) then 'short'
      when priceable.context_tier = 'long' then 'long'
      when priceable.prompt_tokens <= prices.long_context_above then 'short'
      when priceable.requests = 1 then 'long'
      else 'assumed'
    end as tier,
    case
      when priceable.token_kind = 'none' then case when priceable.tokens is null then 'not_metered' end
      when priceable.token_kind = 'input_total_unsplit' and prices.provider is null then 'input_not_split'
      when priceable.model is null or models.model is null then 'unknown_model'
      when models_that_day.model is null then 'no_price_that_day'
      when prices.provider is null then 'no_price_for_kind'
      when factors.service_tier_factor is null then 'unknown_service_tier'
      when factors.geo_factor is null then 'unknown_geo'
    end as gap
  from priceable
  left join prices
    on prices.provider = priceable.provider and prices.model = priceable.model and prices.usage_day = priceable.usage_day
    and prices.token_kind = priceable.price_kind
  left join models on models.provider = priceable.provider and models.model = priceable.model
  left join models_that_day
    on models_that_day.provider = priceable.provider and models_that_day.model = priceable.model
    and models_that_day.usage_day = priceable.usage_day
  left join factors on factors.rate_key = priceable.rate_key
),

rated as (
  select
    tiered.*,
    cast(service_tier_factor * geo_factor as decimal(18, 12)) as factor,
    case when tier = 'long' then long_unit_price else short_unit_price end as unit_price,
    case when tier = 'short' then short_unit_price else long_unit_price end as highest_unit_price
  from tiered
),

costed as (
  select
    rated.*,
    case
      when token_kind = 'none' and tokens = 0 then cast(0 as decimal(28, 12))
      when gap is null then cast(cast(tokens as decimal(19, 0)) * cast(unit_price * factor as decimal(38, 18)) as decimal(28, 12))
    end as list_cost,
    case
      when token_kind = 'none' and tokens = 0 then cast(0 as decimal(28, 12))
      when gap is null then cast(cast(tokens as decimal(19, 0)) * cast(highest_unit_price * factor as decimal(38, 18)) as decimal(28, 12))
    end as list_cost_upper
  from rated
)

select
  usage_id,
  token_kind,
  cast(tokens as bigint) as tokens,
  counted_requests as requests,
  currency as list_currency,
  list_cost,
  list_cost_upper,
  cast(list_cost * contract_factor as decimal(28, 12)) as estimated_cost,
  case when list_cost is null then coalesce(gap, 'no_price_for_tier') end as unpriced_reason,
  token_kind <> 'none' and (tier = 'assumed' or service_tier is null) as is_tier_assumed
from costed
