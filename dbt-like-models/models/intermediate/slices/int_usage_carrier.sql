-- Which session slices the money of a usage row goes to. Usage of a session goes to that session's slices of the day;
-- usage that names a person only goes to that person's slices of the day and tool, as far as their list cost reaches.
with usage as (
  select
    usage_no, session_id, tool, usage_day, evidence_rank, coalesce(person_key, actor_id) as holder,
    case when project like 'repo:%' then substr(project, 6) else work_hint end as repo,
    case when project like 'repo:%' then work_hint end as branch
  from {{ ref('int_usage') }}
),

slices as (
  select slice_no, session_id, usage_day, repo, branch, tool, holder, list_cost from {{ ref('int_slice') }}
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
  select usage_no, tool, usage_day, holder, list_cost
  from (
    select usage.*, totals.list_cost, min(usage.evidence_rank) over (partition by holder, tool, usage_day) as best_rank
    from usage
    inner join {{ ref('int_usage_total') }} as totals on totals.usage_no = usage.usage_no
    where usage.session_id is null and usage.holder is not null and usage.tool is not null
  ) as ranked
  where evidence_rank = best_rank
),

slice_days as (
  select holder, tool, usage_day, cast(sum(list_cost) as decimal(38, 12)) as list_cost
  from slices
  where holder is not null
  group by holder, tool, usage_day
  having sum(list_cost) > 0
),

usage_days as (
  select holder, tool, usage_day, cast(sum(list_cost) as decimal(38, 12)) as list_cost
  from without_session
  group by holder, tool, usage_day
  having count(*) = count(list_cost) and sum(list_cost) > 0
),

covered_days as (
  select usage_days.holder, usage_days.tool, usage_days.usage_day,
    slice_days.list_cost > usage_days.list_cost as is_scaled_down,
    case when slice_days.list_cost < usage_days.list_cost then usage_days.list_cost - slice_days.list_cost else 0 end as uncovered
  from usage_days
  inner join slice_days
    on slice_days.holder = usage_days.holder and slice_days.tool = usage_days.tool and slice_days.usage_day = usage_days.usage_day
),

of_person as (
  select without_session.usage_no, slices.slice_no, {{ to_pico('coalesce(slices.list_cost, 0)') }} as weight, covered_days.is_scaled_down
  from without_session
  inner join covered_days
    on covered_days.holder = without_session.holder and covered_days.tool = without_session.tool
    and covered_days.usage_day = without_session.usage_day
  inner join slices
    on slices.holder = without_session.holder and slices.tool = without_session.tool and slices.usage_day = without_session.usage_day
  where slices.list_cost > 0
  union all
  select without_session.usage_no, cast(null as bigint), {{ to_pico('covered_days.uncovered') }}, covered_days.is_scaled_down
  from without_session
  inner join covered_days
    on covered_days.holder = without_session.holder and covered_days.tool = without_session.tool
    and covered_days.usage_day = without_session.usage_day
  where covered_days.uncovered > 0
),

parts as (
  select usage_no, slice_no, weight, cast(null as varchar) as split_step, cast(null as varchar) as part_code from nearest
  union all
  select usage_no, slice_no, weight, 'SLICES', case when is_scaled_down then 'SPLIT_KEY_SCALED_DOWN' end from of_person
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
