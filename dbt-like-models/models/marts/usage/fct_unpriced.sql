select
  cast(provider as varchar) as provider,
  cast(model as varchar) as model,
  cast(token_kind as varchar) as token_kind,
  cast(unpriced_reason as varchar) as reason,
  cast(sum(tokens) as bigint) as tokens,
  cast(count(*) as bigint) as usage_rows,
  cast(period as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('fct_usage') }}
where unpriced_reason is not null and role = 'counted' and coalesce(cost_basis, '') <> 'included'
group by provider, model, token_kind, period, unpriced_reason
