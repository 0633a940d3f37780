-- What each model cost at list price per month, by kind of token.
-- Finance question: is it more use, or dearer tokens? The unit price per million shows which.
select
  period,
  provider,
  model,
  token_kind,
  currency,
  cast(sum(tokens) as bigint) as tokens,
  cast(sum(list_cost) as decimal(18, 6)) as list_cost,
  cast(cast(sum(list_cost) as double) * 1000000 / nullif(cast(sum(tokens) as double), 0) as decimal(18, 6)) as list_cost_per_million,
  cast(count_if(unpriced_reason is not null) as bigint) as rows_without_price
from fct_usage
where role = 'counted'
group by period, provider, model, token_kind, currency
order by period, list_cost desc, provider, model, token_kind, currency
