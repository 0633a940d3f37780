with followers as (
  select * from {{ ref('int_bill_line') }}
  where charge_kind in ('credit', 'tax', 'adjustment') and amount_micros <> 0
),

base_lines as (
  select line_no, amount_micros from {{ ref('int_bill_line') }}
),

bases as (
  select * from {{ ref('int_follow_base') }}
),

ranks as (
  select owner_no, rung * {{ power_of_ten(12) }} + owner_no as ranked_owner from {{ ref('int_owner') }}
),

-- A named line is followed as it was divided, whatever its sign; without a name only positive money is followed.
shares as (
  select
    bases.line_no, parts.carrier_no, ranks.ranked_owner, bases.how, bases.follow_code, parts.pool,
    case when bases.how = 'NAMED' and base_lines.amount_micros < 0 then -parts.amount_micros else parts.amount_micros end
      as followed_micros
  from bases
  inner join base_lines on base_lines.line_no = bases.base_no
  inner join {{ ref('int_base_part') }} as parts on parts.line_no = bases.base_no
  inner join ranks on ranks.owner_no = parts.owner_no
),

weighed as (
  select
    shares.line_no,
    shares.carrier_no,
    max(followers.amount_micros) as line_micros,
    mod(min(shares.ranked_owner), {{ power_of_ten(12) }}) as owner_no,
    max('FOLLOWS_' || shares.how) as split_method,
    max(shares.follow_code) as part_code,
    max(shares.pool) as pool,
    cast(sum(shares.followed_micros) as decimal(38, 0)) as weight
  from shares
  inner join followers on followers.line_no = shares.line_no
  where shares.followed_micros > 0
  group by shares.line_no, shares.carrier_no
)

select line_no, carrier_no, owner_no, split_method, part_code, pool, amount_micros
from {{ split_amount('weighed', ['line_no'], ['carrier_no'], 'line_micros', 'weight', ['owner_no', 'split_method', 'part_code', 'pool']) }} as parts
union all
-- Nothing positive to follow: the vendor's residual is everybody's.
select
  followers.line_no, {{ line_carrier('followers.line_no') }}, links.owner_no, 'WHOLE', 'NOTHING_TO_FOLLOW',
  'vendor_residual', followers.amount_micros
from followers
inner join {{ ref('int_line_link') }} as links on links.line_no = followers.line_no
where not exists (select 1 from weighed where weighed.line_no = followers.line_no)
