-- Which session slices the money of a usage row goes to. Usage of a session goes to that session's slices of the day;
-- usage without a session goes to the slices of its API key, else of its person and tool, of the day, as far as their list
-- cost reaches.
with usage as (
  select
    usage_no, session_id, provider, api_key, tool, usage_day, evidence_rank, coalesce(person_key, actor_id) as holder,
    case when project like 'repo:%' then substr(project, 6) else work_hint end as repo,
    case when project like 'repo:%' then work_hint end as branch
  from {{ ref('int_usage') }}
),

slices as (
  select slice_no, session_id, usage_day, repo, branch, provider, api_key, tool, holder, list_cost from {{ ref('int_slice') }}
),

-- Slices of the row's own repository and branch before those of its repository before any of the session and day.
of_session as (
  select
    usage.usage_no,
    slices.slice_no,
    {{ to_pico('coalesce(slices.list_cost, 0)') }} as weight,
    case
      when slices.repo = usage.repo and slices.branch is not distinct from usage.branch then 1
      when slices.repo = usage.repo then 2
      else 3
    end as nearness
  from usage
  inner join slices on slices.session_id = usage.session_id and slices.usage_day = usage.usage_day
),

nearest as (
  select usage_no, slice_no, weight
  from (select of_session.*, min(nearness) over (partition by usage_no) as least from of_session) as ranked
  where nearness = least
),

without_session as (
  select usage.usage_no, usage.provider, usage.api_key, usage.tool, usage.holder, usage.usage_day, usage.evidence_rank, totals.list_cost
  from usage
  inner join {{ ref('int_usage_total') }} as totals on totals.usage_no = usage.usage_no
  where usage.session_id is null
),

-- What usage without a session and sessions have in common: an API key, else a person in a tool.
scoped_usage as (
  select usage_no, evidence_rank, list_cost, 1 as level, {{ hash_key(['provider', 'api_key', 'cast(usage_day as varchar)']) }} as scope_key
  from without_session
  where api_key is not null
  union all
  select usage_no, evidence_rank, list_cost, 2, {{ hash_key(['tool', 'holder', 'cast(usage_day as varchar)']) }}
  from without_session
  where holder is not null and tool is not null
),

scoped_slices as (
  select slice_no, list_cost, {{ hash_key(['provider', 'api_key', 'cast(usage_day as varchar)']) }} as scope_key
  from slices
  where api_key is not null and list_cost > 0
  union all
  select slice_no, list_cost, {{ hash_key(['tool', 'holder', 'cast(usage_day as varchar)']) }}
  from slices
  where holder is not null and list_cost > 0
),

slice_sums as (
  select scope_key, cast(sum(list_cost) as decimal(38, 12)) as list_cost from scoped_slices group by scope_key
),

-- Each usage row at its first level that has sessions; the better evidence of a scope shadows the others.
placed as (
  select usage_no, scope_key, list_cost
  from (
    select ranked.*, min(evidence_rank) over (partition by scope_key) as best_rank
    from (
      select scoped_usage.*, row_number() over (partition by usage_no order by level) as place
      from scoped_usage
      inner join slice_sums on slice_sums.scope_key = scoped_usage.scope_key
    ) as ranked
    where place = 1
  ) as of_scope
  where evidence_rank = best_rank
),

usage_sums as (
  select scope_key, cast(sum(list_cost) as decimal(38, 12)) as list_cost
  from placed
  group by scope_key
  having count(*) = count(list_cost) and sum(list_cost) > 0
),

covered as (
  select
    usage_sums.scope_key,
    slice_sums.list_cost > usage_sums.list_cost as is_scaled_down,
    case when slice_sums.list_cost < usage_sums.list_cost then usage_sums.list_cost - slice_sums.list_cost else 0 end as uncovered
  from usage_sums
  inner join slice_sums on slice_sums.scope_key = usage_sums.scope_key
),

of_scope as (
  select placed.usage_no, scoped_slices.slice_no, {{ to_pico('scoped_slices.list_cost') }} as weight, covered.is_scaled_down
  from placed
  inner join covered on covered.scope_key = placed.scope_key
  inner join scoped_slices on scoped_slices.scope_key = placed.scope_key
  union all
  select placed.usage_no, cast(null as bigint), {{ to_pico('covered.uncovered') }}, covered.is_scaled_down
  from placed
  inner join covered on covered.scope_key = placed.scope_key
  where covered.uncovered > 0
),

parts as (
  select usage_no, slice_no, weight, cast(null as varchar) as split_step, cast(null as varchar) as part_code from nearest
  union all
  select usage_no, slice_no, weight, 'SLICES', case when is_scaled_down then 'SPLIT_KEY_SCALED_DOWN' end from of_scope
)

select
  -- A usage row's own number carries what no slice takes; slices add multiples of 10^12 to it.
  usage_no + case
    when slice_no is null then 0
    else {{ power_of_ten(12) }} * row_number() over (partition by usage_no order by case when slice_no is null then 1 else 0 end, slice_no)
  end as carrier_no,
  usage_no,
  slice_no,
  weight,
  cast(count(*) over (partition by usage_no) as bigint) as carriers,
  split_step,
  part_code
from parts
