with scopes as (
  select provider, billing_account, usage_day, is_included, min(evidence_rank) as own_rank
  from (
    select stg_usage.*, coalesce(cost_basis = 'included', false) as is_included from {{ ref('stg_usage') }} as stg_usage
  ) as usage
  group by provider, billing_account, usage_day, is_included
)

-- A source that does not know the account speaks for every account of the provider.
select mine.provider, mine.billing_account, mine.usage_day, mine.is_included, min(other.own_rank) as counted_rank
from scopes as mine
inner join scopes as other
  on other.provider = mine.provider and other.usage_day = mine.usage_day and other.is_included = mine.is_included
  and {{ compatible('other.billing_account', 'mine.billing_account') }}
group by mine.provider, mine.billing_account, mine.usage_day, mine.is_included
