with followers as (
  select * from {{ ref('int_bill_line') }}
  where charge_kind in ('credit', 'tax', 'adjustment') and amount_micros <> 0
),

base_lines as (
  select bill_line_id, amount_micros from {{ ref('int_bill_line') }}
),

bases as (
  select * from {{ ref('int_follow_base') }}
),

-- A named line is followed as it was divided, whatever its sign; without a name only positive money is followed.
shares as (
  select
    bases.bill_line_id, parts.part_key, parts.owner_key, bases.how, bases.follow_code, parts.usage_id, parts.session_id,
    parts.session_slice_id, parts.work_class, parts.pool,
    case
      when bases.how = 'NAMED' and base_lines.amount_micros < 0 then -parts.amount_micros
      else parts.amount_micros
    end as followed_micros
  from bases
  inner join base_lines on base_lines.bill_line_id = bases.base_line_id
  inner join {{ ref('int_base_part') }} as parts on parts.bill_line_id = bases.base_line_id
),

weighed as (
  select
    shares.bill_line_id, shares.part_key, shares.owner_key,
    max(followers.amount_micros) as line_micros,
    max(shares.how) as how,
    max(shares.follow_code) as part_code,
    max(shares.usage_id) as usage_id,
    max(shares.session_id) as session_id,
    max(shares.session_slice_id) as session_slice_id,
    max(shares.work_class) as work_class,
    max(shares.pool) as pool,
    sum(shares.followed_micros) as weight
  from shares
  inner join followers on followers.bill_line_id = shares.bill_line_id
  where shares.followed_micros > 0
  group by shares.bill_line_id, shares.part_key, shares.owner_key
),

followed as (
  select bill_line_id, part_key, owner_key, how, part_code, usage_id, session_id, session_slice_id, work_class, pool, amount_micros
  from {{ split_amount('weighed', ['bill_line_id'], ['part_key', 'owner_key'], 'line_micros', 'weight', ['how', 'part_code', 'usage_id', 'session_id', 'session_slice_id', 'work_class', 'pool']) }} as parts
)

select
  bill_line_id, part_key, owner_key, usage_id, session_id, session_slice_id, work_class,
  'FOLLOWS_' || how as split_method, part_code, pool, amount_micros
from followed
union all
-- Nothing positive to follow: the vendor's residual is everybody's.
select
  followers.bill_line_id, 'line ' || followers.bill_line_id, followers.owner_key, cast(null as varchar), cast(null as varchar),
  cast(null as varchar), 'shared_platform', 'WHOLE', 'NOTHING_TO_FOLLOW', 'vendor_residual', followers.amount_micros
from followers
where not exists (select 1 from weighed where weighed.bill_line_id = followers.bill_line_id)
