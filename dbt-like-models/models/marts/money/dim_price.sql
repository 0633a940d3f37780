select
  cast({{ hash_key(['provider', 'model', 'token_kind', 'context_tier', 'currency', 'cast(valid_from as varchar)', 'cast(known_from as varchar)']) }} as varchar) as price_id,
  cast(provider as varchar) as provider,
  cast(model as varchar) as model,
  cast(token_kind as varchar) as token_kind,
  cast(context_tier as varchar) as context_tier,
  cast(long_context_above as bigint) as long_context_above,
  cast(price_per_million as decimal(28, 12)) as price_per_million,
  cast(currency as varchar) as currency,
  cast(valid_from as date) as valid_from,
  cast(valid_to as date) as valid_to,
  cast(known_from as date) as known_from,
  cast(origin as varchar) as origin,
  cast('all' as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('stg_config_price') }}
