{% set levels = [(1, 'api_key'), (2, 'holder'), (3, 'workspace'), (4, 'project')] %}
with totals as (
  select * from {{ ref('int_usage_total') }}
),

split_side as (
  select
    usage.usage_no, usage.provider, usage.billing_account, usage.usage_day, usage.is_included, usage.model,
    usage.api_key, usage.workspace, usage.project, usage.evidence_rank, coalesce(usage.person_key, usage.actor_id) as holder
  from {{ ref('int_usage') }} as usage
  where usage.role = 'split_key' and usage.model is not null
),

split_days as (
  select distinct provider, usage_day, is_included, model from split_side
),

counted_side as (
  select
    usage.usage_no, usage.provider, usage.billing_account, usage.usage_day, usage.is_included, usage.model,
    usage.api_key, usage.workspace, usage.project, coalesce(usage.person_key, usage.actor_id) as holder
  from {{ ref('int_usage') }} as usage
  inner join split_days
    on split_days.provider = usage.provider and split_days.usage_day = usage.usage_day
    and split_days.is_included = usage.is_included and split_days.model = usage.model
  where usage.role = 'counted'
),

-- What counted rows can be divided by: one scope per key, person, workspace or project they carry.
counted_scopes as (
  {% for level, column in levels %}
  select usage_no, provider, billing_account, usage_day, is_included, model, {{ level }} as level, {{ column }} as level_value
  from counted_side
  where {{ column }} is not null
  {% if not loop.last %}union all{% endif %}
  {% endfor %}
),

split_scopes as (
  {% for level, column in levels %}
  select usage_no, provider, billing_account, usage_day, is_included, model, {{ level }} as level, {{ column }} as level_value,
    evidence_rank, holder
  from split_side
  where {{ column }} is not null
  {% if not loop.last %}union all{% endif %}
  {% endfor %}
),

-- Each split row serves one scope: the first level at which counted rows carry its value.
placed as (
  select usage_no, evidence_rank, holder, scope_key
  from (
    select
      split_scopes.usage_no, split_scopes.evidence_rank, split_scopes.holder, scopes.scope_key,
      row_number() over (partition by split_scopes.usage_no order by split_scopes.level, scopes.scope_key) as place
    from split_scopes
    inner join (
      select distinct
        provider, billing_account, usage_day, is_included, model, level, level_value,
        {{ hash_key(['provider', 'billing_account', 'cast(usage_day as varchar)', "case when is_included then 'included' end", 'model', 'cast(level as varchar)', 'level_value']) }} as scope_key
      from counted_scopes
    ) as scopes
      on scopes.provider = split_scopes.provider and scopes.usage_day = split_scopes.usage_day
      and scopes.is_included = split_scopes.is_included and scopes.model = split_scopes.model
      and scopes.level = split_scopes.level and scopes.level_value = split_scopes.level_value
      and {{ compatible('scopes.billing_account', 'split_scopes.billing_account') }}
  ) as ranked
  where place = 1
),

-- One evidence per person and scope: the better source shadows the others.
serving as (
  select placed.usage_no, placed.scope_key, totals.list_cost, totals.tokens
  from (
    select placed.*, min(evidence_rank) over (partition by scope_key, holder) as best_rank from placed
  ) as placed
  inner join totals on totals.usage_no = placed.usage_no
  where placed.evidence_rank = placed.best_rank
),

served_scopes as (
  select distinct scope_key from serving
),

-- Each counted row is divided in one scope: the first level that has split rows.
divided as (
  select ranked.usage_no, ranked.scope_key, totals.list_cost, totals.tokens
  from (
    select
      counted_scopes.usage_no, served_scopes.scope_key,
      row_number() over (partition by counted_scopes.usage_no order by counted_scopes.level) as place
    from counted_scopes
    inner join served_scopes
      on served_scopes.scope_key = {{ hash_key(['counted_scopes.provider', 'counted_scopes.billing_account', 'cast(counted_scopes.usage_day as varchar)', "case when counted_scopes.is_included then 'included' end", 'counted_scopes.model', 'cast(counted_scopes.level as varchar)', 'counted_scopes.level_value']) }}
  ) as ranked
  inner join totals on totals.usage_no = ranked.usage_no
  where ranked.place = 1
),

counted_sums as (
  select
    scope_key,
    case when count(*) = count(list_cost) then sum(list_cost) end as list_cost,
    case when count(*) = count(tokens) then sum(tokens) end as tokens
  from divided
  group by scope_key
),

serving_sums as (
  select
    scope_key,
    case when count(*) = count(list_cost) then sum(list_cost) end as list_cost,
    case when count(*) = count(tokens) then sum(tokens) end as tokens
  from serving
  group by scope_key
),

coverage as (
  select
    counted_sums.scope_key,
    case
      when counted_sums.list_cost > 0 and serving_sums.list_cost > 0 then 'LIST_COST'
      when counted_sums.tokens > 0 and serving_sums.tokens > 0 then 'TOKENS'
    end as unit,
    counted_sums.list_cost as counted_cost,
    serving_sums.list_cost as serving_cost,
    counted_sums.tokens as counted_tokens,
    serving_sums.tokens as serving_tokens
  from counted_sums
  inner join serving_sums on serving_sums.scope_key = counted_sums.scope_key
),

weighed as (
  select
    scope_key,
    unit,
    {{ to_pico('case when counted_cost > serving_cost then counted_cost - serving_cost else 0 end') }} as cost_left,
    case when counted_tokens > serving_tokens then counted_tokens - serving_tokens else 0 end as tokens_left,
    case unit when 'LIST_COST' then serving_cost > counted_cost else serving_tokens > counted_tokens end as is_scaled_down
  from coverage
  where unit is not null
)

select
  divided.usage_no,
  serving.usage_no as split_usage_no,
  cast(case weighed.unit when 'LIST_COST' then {{ to_pico('serving.list_cost') }} else serving.tokens end as decimal(38, 0)) as weight,
  weighed.unit as split_unit,
  weighed.is_scaled_down
from divided
inner join weighed on weighed.scope_key = divided.scope_key
inner join serving on serving.scope_key = divided.scope_key
union all
-- What the split rows do not cover stays with the counted row.
select
  divided.usage_no,
  divided.usage_no,
  cast(case weighed.unit when 'LIST_COST' then weighed.cost_left else weighed.tokens_left end as decimal(38, 0)),
  weighed.unit,
  weighed.is_scaled_down
from divided
inner join weighed on weighed.scope_key = divided.scope_key
where case weighed.unit when 'LIST_COST' then weighed.cost_left else weighed.tokens_left end > 0
