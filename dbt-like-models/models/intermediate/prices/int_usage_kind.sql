{% set input_kinds = ['cache_read', 'cache_write_5m', 'cache_write_1h', 'cache_write_30m', 'cache_write_12h', 'cache_write_unsplit', 'input_total_unsplit'] %}
{% set modalities = ['audio_in', 'image_in', 'audio_out', 'image_out'] %}
{% set other_units = ['characters', 'seconds', 'tool_calls', 'image_count'] %}
{% set kinds = ['input_uncached'] + input_kinds + ['output', 'embedding'] + modalities + other_units %}
with price_days as (
  select distinct price_day_no, provider, model, usage_day, long_context_above, is_tiered from {{ ref('int_price') }}
),

prices as (
  select price_day_no, token_kind, currency, short_unit_price, coalesce(long_unit_price, short_unit_price) as long_unit_price
  from {{ ref('int_price') }}
),

book_kinds as (
  select provider, lower(model) as model, token_kind, min(known_from) as first_known
  from {{ ref('stg_config_price') }}
  group by provider, lower(model), token_kind
),

book_models as (
  select
    row_number() over (order by provider, model) as model_no,
    provider,
    model,
    {% for kind in modalities + ['cache_write_5m', 'cache_write_30m'] %}
    bool_or(token_kind = '{{ kind }}') as has_{{ kind }}{% if not loop.last %},{% endif %}
    {% endfor %}
  from book_kinds
  group by provider, model
),

factors as (
  select * from {{ ref('int_rate_factor') }}
),

-- Audio and image tokens leave the kind they are part of only where the model prices them apart.
counted as (
  select
    stg_usage.*,
    lower(stg_usage.model) as model_key,
    book_models.model_no,
    case when not book_models.has_cache_write_5m and book_models.has_cache_write_30m then 'cache_write_30m' else 'cache_write_5m' end
      as default_write,
    {% for part, whole in [('audio_in', 'input_uncached'), ('audio_out', 'output')] %}
    case
      when not coalesce(book_models.has_{{ part }}, false) or stg_usage.{{ part }} is null then 0
      when stg_usage.{{ part }} < coalesce(stg_usage.{{ whole }}, 0) then stg_usage.{{ part }}
      else coalesce(stg_usage.{{ whole }}, 0)
    end as priced_{{ part }},
    {% endfor %}
    case when coalesce(book_models.has_image_in, false) then coalesce(stg_usage.image_in, 0) else 0 end as wanted_image_in,
    case when coalesce(book_models.has_image_out, false) then coalesce(stg_usage.image_out, 0) else 0 end as wanted_image_out
  from {{ ref('stg_usage') }} as stg_usage
  left join book_models on book_models.provider = stg_usage.provider and book_models.model = lower(stg_usage.model)
),

parted as (
  select
    counted.*,
    {% for part, whole, taken in [('image_in', 'input_uncached', 'priced_audio_in'), ('image_out', 'output', 'priced_audio_out')] %}
    case
      when wanted_{{ part }} < coalesce({{ whole }}, 0) - {{ taken }} then wanted_{{ part }}
      else coalesce({{ whole }}, 0) - {{ taken }}
    end as priced_{{ part }}{% if not loop.last %},{% endif %}
    {% endfor %}
  from counted
),

-- Everything that is the same for all kinds of a usage row is found before it is unpivoted.
usage as (
  select
    parted.usage_no,
    parted.provider,
    parted.model_key,
    parted.model_no,
    parted.requests,
    parted.input_uncached - parted.priced_audio_in - parted.priced_image_in as input_uncached,
    {% for kind in input_kinds %}parted.{{ kind }}, {% endfor %}
    parted.output - parted.priced_audio_out - parted.priced_image_out as output,
    parted.embedding,
    {% for kind in modalities %}parted.priced_{{ kind }} as {{ kind }}, {% endfor %}
    parted.characters,
    parted.seconds,
    parted.tool_calls,
    case
      when {% for kind in ['input_uncached'] + input_kinds + ['output', 'embedding'] %}coalesce(parted.{{ kind }}, 0){% if not loop.last %} + {% endif %}{% endfor %} = 0
        then parted.image_count
    end as image_count,
    parted.quantity,
    coalesce({% for kind in ['input_uncached'] + input_kinds + ['output', 'embedding'] + other_units %}parted.{{ kind }}{% if not loop.last %}, {% endif %}{% endfor %}) is not null as is_metered,
    parted.default_write,
    price_days.price_day_no,
    factors.contract_factor,
    factors.priced_as_of,
    cast(factors.service_tier_factor * factors.geo_factor as decimal(18, 12)) as factor,
    case
      when factors.service_tier_factor is null then 'tier_unpriced'
      when factors.geo_factor is null then 'geo_unpriced'
    end as factor_gap,
    case
      when parted.context_tier in ('short', 'long') then parted.context_tier
      when not coalesce(price_days.is_tiered, false) then 'short'
      when {% for kind in ['input_uncached'] + input_kinds + ['embedding'] %}coalesce(parted.{{ kind }}, 0){% if not loop.last %} + {% endif %}{% endfor %} <= price_days.long_context_above then 'short'
      when parted.requests = 1 then 'long'
      else 'assumed'
    end as tier,
    parted.service_tier is null as is_service_tier_assumed
  from parted
  left join price_days
    on price_days.provider = parted.provider and price_days.model = parted.model_key and price_days.usage_day = parted.usage_day
  left join factors
    on factors.provider = parted.provider and factors.usage_day = parted.usage_day
    and coalesce(factors.model, '') = coalesce(parted.model_key, '')
    and coalesce(factors.billing_account, '') = coalesce(parted.billing_account, '')
    and coalesce(factors.service_tier, '') = coalesce(parted.service_tier, '')
    and coalesce(factors.geo, '') = coalesce(parted.geo, '')
),

ordered as (
  select
    usage.*,
    case {% for kind in kinds %}when {{ kind }} > 0 then {{ loop.index }} {% endfor %}else 0 end as first_kind_no
  from usage
),

kinds as (
  select token_kind, kind_no
  from (values {% for kind in kinds %}('{{ kind }}', {{ loop.index }}){% if not loop.last %}, {% endif %}{% endfor %}) as list (token_kind, kind_no)
),

{% set carried = ['usage_no', 'provider', 'model_key', 'model_no', 'default_write', 'price_day_no', 'contract_factor', 'priced_as_of', 'factor', 'factor_gap', 'tier', 'is_service_tier_assumed'] %}
unpivoted as (
  select
    {% for column in carried %}ordered.{{ column }}, {% endfor %}
    kinds.token_kind,
    case when kinds.kind_no = ordered.first_kind_no then ordered.requests end as requests,
    case kinds.token_kind {% for kind in kinds %}when '{{ kind }}' then ordered.{{ kind }} {% endfor %}end as tokens
  from ordered
  cross join kinds
  where ordered.first_kind_no > 0
),

-- A row that meters nothing but requests or an amount stays visible; a pure activity row has nothing to price.
measured as (
  select * from unpivoted where tokens > 0
  union all
  select {{ carried | join(', ') }}, 'none', requests, case when is_metered then cast(0 as bigint) end
  from ordered
  where first_kind_no = 0 and (is_metered or requests > 0 or quantity > 0)
),

rated as (
  select
    measured.*,
    case when token_kind = 'cache_write_unsplit' then default_write else token_kind end as price_kind,
    token_kind in ({% for unit in other_units %}'{{ unit }}'{% if not loop.last %}, {% endif %}{% endfor %}) as is_other_unit
  from measured
),

-- Tier and geography factors, and the long tier, are for tokens only.
priced as (
  select
    rated.usage_no,
    rated.token_kind,
    rated.tokens,
    rated.requests,
    rated.contract_factor,
    rated.is_service_tier_assumed,
    prices.currency,
    case when rated.is_other_unit then 'short' else rated.tier end as tier,
    case when rated.is_other_unit then prices.short_unit_price else cast(prices.short_unit_price * rated.factor as decimal(38, 18)) end
      as short_unit_price,
    cast(prices.long_unit_price * rated.factor as decimal(38, 18)) as long_unit_price,
    case
      when rated.token_kind = 'none' then case when rated.tokens is null then 'not_metered' end
      when rated.model_no is null then 'model_unknown'
      when book_kinds.first_known is null then 'price_missing'
      when book_kinds.first_known > rated.priced_as_of then 'price_not_known'
      when prices.price_day_no is null then 'price_not_valid'
      when prices.short_unit_price is null then 'price_unknown'
      when not rated.is_other_unit then rated.factor_gap
    end as gap
  from rated
  left join prices on prices.price_day_no = rated.price_day_no and prices.token_kind = rated.price_kind
  left join book_kinds
    on book_kinds.provider = rated.provider and book_kinds.model = rated.model_key and book_kinds.token_kind = rated.price_kind
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
  gap as unpriced_reason,
  token_kind <> 'none' and (tier = 'assumed' or is_service_tier_assumed) as is_tier_assumed
from costed
