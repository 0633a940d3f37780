-- The verdict on every slice: its outcomes with their weights, or why it has none.
with limits as (
  select cast(max_by(value, valid_from) as bigint) as least_bp from {{ ref('dim_threshold') }} where threshold = 'min_link_confidence_bp'
),

unknown_overrides as (
  select distinct slice_no from {{ ref('int_link_override') }} where outcome_no is null
),

candidates as (
  select
    candidates.slice_no, candidates.outcome_no, candidates.rung, candidates.confidence_bp, candidates.is_inherited, candidates.candidates,
    weights.link_split, coalesce(weights.weight, cast(1 as decimal(38, 0))) as weight,
    coalesce(weights.place, 1) as place, coalesce(weights.sharers, 1) as sharers,
    candidates.confidence_bp >= limits.least_bp as is_strong
  from {{ ref('int_link_candidate') }} as candidates
  cross join limits
  left join {{ ref('int_link_weight') }} as weights on weights.slice_no = candidates.slice_no and weights.outcome_no = candidates.outcome_no
),

-- Strong candidates with a share of the money; of weak ones the best, as a hint.
kept as (
  select * from candidates where case when is_strong then weight > 0 else place = 1 end
),

verdicts as (
  select
    slices.slice_no,
    kept.outcome_no,
    coalesce(kept.place, 1) as place,
    case when kept.is_strong then kept.sharers else 1 end as links,
    coalesce(kept.weight, cast(1 as decimal(38, 0))) as weight,
    kept.rung,
    coalesce(kept.confidence_bp, 0) as confidence_bp,
    coalesce(kept.is_strong, false) as is_linked,
    kept.link_split,
    coalesce(kept.is_inherited, false) as is_inherited,
    coalesce(kept.candidates, 0) as candidates,
    unknown_overrides.slice_no is not null as has_unknown_override,
    slices.work_key
  from {{ ref('int_slice') }} as slices
  left join kept on kept.slice_no = slices.slice_no
  left join unknown_overrides on unknown_overrides.slice_no = slices.slice_no
)

select
  -- No sort over all slices: a slice's number and the place of the outcome in it.
  verdicts.slice_no * {{ power_of_ten(6) }} + verdicts.place as link_no,
  verdicts.slice_no,
  verdicts.weight,
  cast(verdicts.links as bigint) as links,
  case when verdicts.is_linked then 'linked' when verdicts.work_key is not null then 'work_item_only' else 'unlinked' end as work_class,
  case
    when verdicts.is_linked then {{ rung_name('verdicts.rung') }}
    when verdicts.work_key is not null then 'W_ITEM_ONLY'
    when verdicts.outcome_no is not null then 'U_BELOW_MIN'
    else 'U_NO_CANDIDATE'
  end as work_method,
  cast(case when verdicts.is_linked then verdicts.confidence_bp when verdicts.work_key is not null then 6000 else 0 end as bigint) as work_confidence_bp,
  case when verdicts.is_linked then outcomes.outcome_id end as outcome_id,
  case when verdicts.is_linked then coalesce(outcomes.work_item, verdicts.work_key) else verdicts.work_key end as work_item,
  case when verdicts.is_linked and verdicts.links > 1 then verdicts.link_split end as link_split,
  nullif(trim(
    case when verdicts.is_inherited then 'INHERITED' else '' end
    || case when verdicts.has_unknown_override then ' OVERRIDE_UNKNOWN' else '' end
  ), '') as link_codes,
  case when not verdicts.is_linked then outcomes.outcome_id end as hint_outcome_id,
  case when not verdicts.is_linked and verdicts.outcome_no is not null then {{ rung_name('verdicts.rung') }} end as hint_method,
  cast(case when not verdicts.is_linked and verdicts.outcome_no is not null then verdicts.confidence_bp end as bigint) as hint_confidence_bp,
  cast(verdicts.candidates as bigint) as candidates
from verdicts
left join {{ ref('int_outcome') }} as outcomes on outcomes.outcome_no = verdicts.outcome_no
