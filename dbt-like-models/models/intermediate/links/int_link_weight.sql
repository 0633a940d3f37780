-- How a slice with several outcomes is divided: as a person said, by the commits its events led to, by AI lines, by changed
-- lines up to a cap, else evenly.
{% set line_cap = 400 %}
with candidates as (
  select * from {{ ref('int_link_candidate') }} where candidates > 1
),

measured as (
  select
    candidates.slice_no, candidates.outcome_no, candidates.rung, candidates.weight as told_weight,
    segments.weight as segment_weight, ai.ai_lines,
    case when sizes.changed_lines < {{ line_cap }} then sizes.changed_lines when sizes.changed_lines is not null then {{ line_cap }} end as capped_lines
  from candidates
  left join {{ ref('int_link_segment') }} as segments on segments.slice_no = candidates.slice_no and segments.outcome_no = candidates.outcome_no
  left join {{ ref('int_outcome_ai_lines') }} as ai on ai.outcome_no = candidates.outcome_no
  left join {{ ref('int_outcome_size') }} as sizes on sizes.outcome_no = candidates.outcome_no
),

rules as (
  select
    slice_no,
    case
      when min(rung) = 0 then 'OVERRIDE'
      when sum(segment_weight) > 0 then 'SEGMENT'
      when count(*) = count(ai_lines) and sum(ai_lines) > 0 then 'AI_LINES'
      when count(*) = count(capped_lines) and sum(capped_lines) > 0 then 'CAPPED_LINES'
      else 'EVEN'
    end as link_split
  from measured
  group by slice_no
),

weighed as (
  select
    measured.slice_no,
    measured.outcome_no,
    rules.link_split,
    cast(case rules.link_split
      when 'OVERRIDE' then measured.told_weight
      when 'SEGMENT' then coalesce(measured.segment_weight, 0)
      when 'AI_LINES' then measured.ai_lines
      when 'CAPPED_LINES' then measured.capped_lines
      else 1
    end as decimal(38, 0)) as weight
  from measured
  inner join rules on rules.slice_no = measured.slice_no
)

select
  slice_no,
  outcome_no,
  link_split,
  weight,
  row_number() over (partition by slice_no order by weight desc, outcome_no) as place,
  cast(sum(case when weight > 0 then 1 else 0 end) over (partition by slice_no) as bigint) as sharers
from weighed
