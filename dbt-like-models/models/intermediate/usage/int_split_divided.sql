with served_scopes as (
  select distinct scope_key from {{ ref('int_split_serving') }}
)

-- Each counted row is divided in one scope: the first level that has split rows.
select ranked.usage_no, ranked.scope_key, totals.list_cost, totals.tokens
from (
  select
    counted_side.usage_no, counted_side.scope_key,
    row_number() over (partition by counted_side.usage_no order by counted_side.level) as place
  from {{ ref('int_split_scope') }} as counted_side
  inner join served_scopes on served_scopes.scope_key = counted_side.scope_key
) as ranked
inner join {{ ref('int_usage_total') }} as totals on totals.usage_no = ranked.usage_no
where ranked.place = 1
