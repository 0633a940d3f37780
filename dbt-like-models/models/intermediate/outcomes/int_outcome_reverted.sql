-- Which outcomes were undone, by what they or others say or by the reverse change, unless that was undone again.
with outcomes as (
  select outcome_no, accepted_at, reverted_at from {{ ref('int_outcome') }}
),

reversals as (
  select outcome_no, target_no, evidence, confidence_bp
  from {{ ref('int_outcome_relation') }}
  where relation = 'reverts'
  union all
  select mirrored.outcome_no, mirrored.target_no, 'reverse_diff', 8000
  from {{ ref('int_outcome_reverse') }} as mirrored
  left join (select outcome_no, target_no from {{ ref('int_outcome_relation') }} where relation in ('reverts', 'reapplies')) as said
    on said.outcome_no = mirrored.outcome_no
  where said.outcome_no is null
),

-- Only what was itself accepted undoes something.
done as (
  select reversals.*, outcomes.accepted_at as reversed_at
  from reversals
  inner join outcomes on outcomes.outcome_no = reversals.outcome_no
  where outcomes.accepted_at is not null
),

undone_again as (
  select target_no as outcome_no, max(reversed_at) as reversed_at from done group by target_no
  union all
  select target_no, max(happened_at)
  from {{ ref('int_outcome_relation') }}
  where relation = 'reapplies'
  group by target_no
),

standing as (
  select done.*
  from done
  left join (select outcome_no, max(reversed_at) as reversed_at from undone_again group by outcome_no) as again
    on again.outcome_no = done.outcome_no and again.reversed_at > done.reversed_at
  where again.outcome_no is null
),

-- A deployment that was rolled back undoes the one change it carried.
rolled_back as (
  select carried.target_no, max(deployments.ended_at) as reversed_at
  from {{ ref('int_outcome_key') }} as keys
  inner join {{ ref('stg_outcome_deployment') }} as deployments on deployments.outcome_id = keys.told_outcome_id
  inner join (
    select outcome_no, target_no, count(*) over (partition by outcome_no) as carries
    from {{ ref('int_outcome_relation') }}
    where relation = 'carries'
  ) as carried on carried.outcome_no = keys.outcome_no
  where deployments.result = 'rolled_back' and carried.carries = 1
  group by carried.target_no
),

found as (
  select target_no as outcome_no, outcome_no as by_no, evidence, confidence_bp, reversed_at from standing
  union all
  select target_no, cast(null as bigint), 'rolled_back', 9000, reversed_at from rolled_back
  union all
  select outcome_no, cast(null as bigint), 'source', 10000, reverted_at from outcomes where reverted_at is not null
)

select outcome_no, by_no, evidence, confidence_bp, reversed_at as reverted_at
from (
  select found.*, row_number() over (partition by outcome_no order by reversed_at, confidence_bp desc, evidence, by_no) as place
  from found
) as ranked
where place = 1
