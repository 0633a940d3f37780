-- Of all candidates of a slice those of the highest rung, and of these the most specific kind of outcome.
with found as (
  select slice_no, outcome_no, cast(0 as bigint) as rung, cast(10000 as bigint) as confidence_bp, weight, false as is_inherited
  from {{ ref('int_link_override') }}
  where outcome_no is not null
  union all
  select slice_no, outcome_no, rung, confidence_bp, cast(null as decimal(38, 0)), false from {{ ref('int_link_evidence') }}
  union all
  select slice_no, outcome_no, rung, confidence_bp, cast(null as decimal(38, 0)), false from {{ ref('int_link_event') }}
  union all
  select slice_no, outcome_no, rung, confidence_bp, cast(null as decimal(38, 0)), false from {{ ref('int_link_place') }}
  union all
  select slice_no, outcome_no, rung, confidence_bp, weight, true from {{ ref('int_link_inherited') }}
  union all
  select slice_no, outcome_no, rung, confidence_bp, cast(null as decimal(38, 0)), false from {{ ref('int_link_person') }}
),

best as (
  select
    found.*, outcomes.type_rank,
    min(found.rung) over (partition by found.slice_no) as best_rung
  from found
  inner join {{ ref('int_outcome') }} as outcomes on outcomes.outcome_no = found.outcome_no
),

-- People may name what they want; evidence names the pull request before its ticket before its deployment.
specific as (
  select best.*, case when rung = 0 then 0 else min(type_rank) over (partition by slice_no) end as best_type
  from best
  where rung = best_rung
)

select slice_no, outcome_no, rung, confidence_bp, weight, is_inherited, cast(count(*) over (partition by slice_no) as bigint) as candidates
from specific
where rung = 0 or type_rank = best_type
