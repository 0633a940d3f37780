select
  usage_no,
  max(list_currency) as list_currency,
  case when count(*) = count(list_cost) then cast(sum(list_cost) as decimal(28, 12)) end as list_cost,
  cast(coalesce(sum(list_cost), 0) as decimal(28, 12)) as priced_list_cost,
  case when count(*) = count(tokens) then cast(sum(tokens) as bigint) end as tokens,
  cast(sum(requests) as bigint) as requests
from {{ ref('int_usage_kind') }}
group by usage_no
