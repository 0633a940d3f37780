-- Decisions of people. A line that names repository, branch or day outranks one for the whole session.
with slices as (
  select slice_no, session_id, repo, branch, usage_day from {{ ref('int_slice') }}
),

matched as (
  select
    slices.slice_no,
    overrides.outcome_id,
    keys.outcome_no,
    {{ to_pico('overrides.weight') }} as weight,
    case when overrides.repo is null then 0 else 1 end + case when overrides.branch is null then 0 else 1 end
      + case when overrides.day is null then 0 else 1 end as exactness
  from {{ ref('stg_config_link_override') }} as overrides
  inner join slices
    on slices.session_id = overrides.session_id
    and (overrides.repo is null or overrides.repo = slices.repo)
    and (overrides.branch is null or overrides.branch = slices.branch)
    and (overrides.day is null or overrides.day = slices.usage_day)
  left join {{ ref('int_outcome_key') }} as keys on keys.told_outcome_id = overrides.outcome_id
)

select slice_no, outcome_no, cast(sum(weight) as decimal(38, 0)) as weight
from (select matched.*, max(exactness) over (partition by slice_no) as most_exact from matched) as ranked
where exactness = most_exact
group by slice_no, outcome_no
