-- What a bill line gives a usage row goes on to the session slices the row belongs to.
with parts as (
  select line_no, usage_no, owner_no, split_method, part_code, amount_micros from {{ ref('int_usage_part') }}
),

carriers as (
  select * from {{ ref('int_usage_carrier') }}
),

carried as (
  select
    parts.line_no,
    coalesce(carriers.carrier_no, parts.usage_no) as carrier_no,
    parts.usage_no,
    parts.owner_no,
    parts.split_method || case when carriers.split_step is not null or carriers.carriers > 1 then '+SLICES' else '' end as split_method,
    coalesce(parts.part_code, carriers.part_code) as part_code,
    parts.amount_micros as whole_micros,
    carriers.weight,
    coalesce(carriers.carriers, 1) as carriers
  from parts
  left join carriers on carriers.usage_no = parts.usage_no
),

several as (
  select * from carried where carriers > 1
)

select line_no, carrier_no, owner_no, split_method, part_code, whole_micros as amount_micros
from carried
where carriers = 1
union all
select line_no, carrier_no, owner_no, split_method, part_code, amount_micros
from {{ split_amount('several', ['line_no', 'usage_no'], ['carrier_no'], 'whole_micros', 'weight', ['owner_no', 'split_method', 'part_code']) }} as divided
