with scopes as (
  select distinct provider, billing_account, usage_day, is_included, model, level, level_value, scope_key
  from {{ ref('int_split_scope') }}
  where role = 'counted'
),

-- Each split row serves one scope: the first level at which counted rows carry its value.
placed as (
  select usage_no, evidence_rank, holder, scope_key
  from (
    select
      split_side.usage_no, split_side.evidence_rank, split_side.holder, scopes.scope_key,
      row_number() over (partition by split_side.usage_no order by split_side.level, scopes.scope_key) as place
    from {{ ref('int_split_scope') }} as split_side
    inner join scopes
      on scopes.provider = split_side.provider and scopes.usage_day = split_side.usage_day
      and scopes.is_included = split_side.is_included and scopes.model = split_side.model
      and scopes.level = split_side.level and scopes.level_value = split_side.level_value
      and {{ compatible('scopes.billing_account', 'split_side.billing_account') }}
    where split_side.role = 'split_key'
  ) as ranked
  where place = 1
)

-- One evidence per person and scope: the better source shadows the others.
select placed.usage_no, placed.scope_key, totals.list_cost, totals.tokens
from (
  select placed.*, min(evidence_rank) over (partition by scope_key, holder) as best_rank from placed
) as placed
inner join {{ ref('int_usage_total') }} as totals on totals.usage_no = placed.usage_no
where placed.evidence_rank = placed.best_rank
