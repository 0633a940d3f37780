-- A session that another one started takes over what links that one, where nothing of its own does.
with own as (
  select slice_no, outcome_no, cast(0 as bigint) as rung, cast(10000 as bigint) as confidence_bp, weight from {{ ref('int_link_override') }} where outcome_no is not null
  union all
  select slice_no, outcome_no, rung, confidence_bp, cast(null as decimal(38, 0)) from {{ ref('int_link_evidence') }}
  union all
  select slice_no, outcome_no, rung, confidence_bp, cast(null as decimal(38, 0)) from {{ ref('int_link_event') }}
  union all
  select slice_no, outcome_no, rung, confidence_bp, cast(null as decimal(38, 0)) from {{ ref('int_link_place') }}
),

linked as (
  select distinct slice_no from own
),

children as (
  select slices.slice_no, slices.parent_session_id, slices.usage_day, slices.repo
  from {{ ref('int_slice') }} as slices
  left join linked on linked.slice_no = slices.slice_no
  where slices.parent_session_id is not null and linked.slice_no is null
),

inherited as (
  select children.slice_no, own.outcome_no, own.rung, own.confidence_bp, own.weight, min(own.rung) over (partition by children.slice_no) as best_rung
  from children
  inner join {{ ref('int_slice') }} as parents
    on parents.session_id = children.parent_session_id and parents.usage_day = children.usage_day
    and {{ compatible('parents.repo', 'children.repo') }}
  inner join own on own.slice_no = parents.slice_no
)

select slice_no, outcome_no, rung, max(confidence_bp) as confidence_bp, cast(sum(weight) as decimal(38, 0)) as weight
from inherited
where rung = best_rung
group by slice_no, outcome_no, rung
