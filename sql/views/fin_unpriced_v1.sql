select
  cast(provider as varchar) as provider,
  cast(model as varchar) as model,
  cast(token_kind as varchar) as token_kind,
  cast(period as varchar) as period,
  cast(tokens as bigint) as tokens,
  cast(usage_rows as bigint) as usage_rows,
  cast(reason as varchar) as reason,
  cast(build_id as varchar) as build_id
from {{ ref('fct_unpriced') }}
