{% set input_kinds = ['input_uncached', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'cache_write_30m', 'cache_write_12h', 'cache_write_unsplit', 'input_total_unsplit'] %}
{% set other_units = ['image_count', 'characters', 'seconds', 'tool_calls'] %}
{% set kinds = input_kinds + ['output', 'embedding'] + other_units %}
with price_days as (
  select distinct price_day_no, provider, model, usage_day, long_context_above, is_tiered from {{ ref('int_price') }}
),

prices as (
  select price_day_no, token_kind, currency, short_unit_price, long_unit_price from {{ ref('int_price') }}
),

models as (
  select distinct provider, model from {{ ref('stg_config_price') }}
),

factors as (
  select * from {{ ref('int_rate_factor') }}
),

-- Everything that is the same for all kinds of a usage row is found before it is unpivoted.
usage as (
  select
    stg_usage.usage_no,
    stg_usage.requests,
    {% for kind in kinds %}stg_usage.{{ kind }}, {% endfor %}
    case {% for kind in kinds %}when stg_usage.{{ kind }} > 0 then {{ loop.index }} {% endfor %}else 0 end as first_kind_no,
    coalesce({% for kind in kinds %}stg_usage.{{ kind }}{% if not loop.last %}, {% endif %}{% endfor %}) is not null as is_metered,
    price_days.price_day_no,
    factors.contract_factor,
    cast(factors.service_tier_factor * factors.geo_factor as decimal(18, 12)) as factor,
    case
      when coalesce(stg_usage.model_vendor, stg_usage.provider) = 'openai' or stg_usage.provider = 'azure_openai' then 'cache_write_30m'
      else 'cache_write_5m'
    end as default_write,
    case
      when not coalesce(price_days.is_tiered, false) or stg_usage.context_tier = 'short' then 'short'
      when stg_usage.context_tier = 'long' then 'long'
      when {% for kind in input_kinds %}coalesce(stg_usage.{{ kind }}, 0){% if not loop.last %} + {% endif %}{% endfor %} <= price_days.long_context_above then 'short'
      when stg_usage.requests = 1 then 'long'
      else 'assumed'
    end as context_tier,
    stg_usage.service_tier is null as is_service_tier_assumed,
    case
      when stg_usage.model is null or models.model is null then 'unknown_model'
      when price_days.price_day_no is null then 'no_price_that_day'
    end as model_gap,
    case
      when factors.service_tier_factor is null then 'unknown_service_tier'
      when factors.geo_factor is null then 'unknown_geo'
    end as factor_gap
  from {{ ref('stg_usage') }} as stg_usage
  left join price_days
    on price_days.provider = stg_usage.provider and price_days.model = stg_usage.model and price_days.usage_day = stg_usage.usage_day
  left join models on models.provider = stg_usage.provider and models.model = stg_usage.model
  left join factors
    on factors.provider = stg_usage.provider and factors.usage_day = stg_usage.usage_day
    and coalesce(factors.model, '') = coalesce(stg_usage.model, '')
    and coalesce(factors.billing_account, '') = coalesce(stg_usage.billing_account, '')
    and coalesce(factors.service_tier, '') = coalesce(stg_usage.service_tier, '')
    and coalesce(factors.geo, '') = coalesce(stg_usage.geo, '')
),

kinds as (
  select token_kind, kind_no
  from (values {% for kind in kinds %}('{{ kind }}', {{ loop.index }}){% if not loop.last %}, {% endif %}{% endfor %}) as list (token_kind, kind_no)
),

{% set carried = ['usage_no', 'price_day_no', 'contract_factor', 'factor', 'default_write', 'context_tier', 'is_service_tier_assumed', 'model_gap', 'factor_gap'] %}
unpivoted as (
  select
    {% for column in carried %}usage.{{ column }}, {% endfor %}
    kinds.token_kind,
    case when kinds.kind_no = usage.first_kind_no then usage.requests end as requests,
    case kinds.token_kind {% for kind in kinds %}when '{{ kind }}' then usage.{{ kind }} {% endfor %}end as tokens
  from usage
  cross join kinds
  where usage.first_kind_no > 0
),

measured as (
  select * from unpivoted where tokens > 0
  union all
  select {{ carried | join(', ') }}, 'none', requests, case when is_metered then cast(0 as bigint) end
  from usage
  where first_kind_no = 0
),

-- Writes of unknown lifetime take the price of the vendor's default lifetime; only token kinds have a long tier.
priced as (
  select
    measured.usage_no,
    measured.token_kind,
    measured.tokens,
    measured.requests,
    measured.contract_factor,
    measured.is_service_tier_assumed,
    prices.currency,
    cast(prices.short_unit_price * measured.factor as decimal(38, 18)) as short_unit_price,
    cast(prices.long_unit_price * measured.factor as decimal(38, 18)) as long_unit_price,
    case
      when measured.token_kind in ({% for unit in other_units %}'{{ unit }}'{% if not loop.last %}, {% endif %}{% endfor %}) then 'short'
      else measured.context_tier
    end as tier,
    case
      when measured.token_kind = 'none' then case when measured.tokens is null then 'not_metered' end
      when measured.token_kind = 'input_total_unsplit' and prices.price_day_no is null then 'input_not_split'
      when measured.model_gap is not null then measured.model_gap
      when prices.price_day_no is null then 'no_price_for_kind'
      else measured.factor_gap
    end as gap
  from measured
  left join prices
    on prices.price_day_no = measured.price_day_no
    and prices.token_kind = case when measured.token_kind = 'cache_write_unsplit' then measured.default_write else measured.token_kind end
),

costed as (
  select
    priced.*,
    case
      when gap is not null then null
      when token_kind = 'none' then cast(0 as decimal(28, 12))
      when tier = 'long' then cast(cast(tokens as decimal(19, 0)) * long_unit_price as decimal(28, 12))
      else cast(cast(tokens as decimal(19, 0)) * short_unit_price as decimal(28, 12))
    end as list_cost,
    case
      when gap is not null then null
      when token_kind = 'none' then cast(0 as decimal(28, 12))
      when tier = 'short' then cast(cast(tokens as decimal(19, 0)) * short_unit_price as decimal(28, 12))
      else cast(cast(tokens as decimal(19, 0)) * long_unit_price as decimal(28, 12))
    end as list_cost_upper
  from priced
)

select
  usage_no,
  token_kind,
  cast(tokens as bigint) as tokens,
  requests,
  currency as list_currency,
  list_cost,
  list_cost_upper,
  cast(list_cost * contract_factor as decimal(28, 12)) as estimated_cost,
  case when list_cost is null then coalesce(gap, 'no_price_for_tier') end as unpriced_reason,
  token_kind <> 'none' and (tier = 'assumed' or is_service_tier_assumed) as is_tier_assumed
from costed
