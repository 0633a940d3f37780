-- A seat line's money per holding of a seat: over the seats by price (equally when a price is missing), then over each
-- seat's holders by days held.
with lines as (
  select * from {{ ref('int_bill_line') }} where charge_kind = 'seat' and amount_micros <> 0
),

holdings as (
  select * from {{ ref('stg_seat') }} where days_held > 0
),

matches as (
  select
    lines.line_no, lines.amount_micros as line_micros, holdings.holding_id, holdings.days_held, holdings.seat_price,
    {{ hash_key(['holdings.source', 'holdings.connection_id', 'holdings.provider', 'holdings.billing_account', 'holdings.tool', 'holdings.seat_id']) }} as seat_key
  from lines
  inner join holdings
    on holdings.provider = lines.provider and holdings.period = lines.period
    and {{ compatible('holdings.billing_account', 'lines.billing_account') }}
    and {{ compatible('holdings.tool', 'lines.tool') }}
    and (lines.source <> 'seats' or holdings.plan is not distinct from lines.sku)
),

seats as (
  select line_no, seat_key, max(line_micros) as line_micros, max(seat_price) as seat_price
  from matches
  group by line_no, seat_key
),

weighed_seats as (
  select
    line_no, seat_key, line_micros,
    case
      when count(*) over (partition by line_no) = count(seat_price) over (partition by line_no)
        then {{ to_pico('seat_price') }}
      else cast(1 as decimal(38, 0))
    end as weight
  from seats
),

seat_shares as (
  select line_no, seat_key, amount_micros
  from {{ split_amount('weighed_seats', ['line_no'], ['seat_key'], 'line_micros', 'weight') }} as parts
),

weighed_holdings as (
  select matches.line_no, matches.seat_key, matches.holding_id, matches.days_held, seat_shares.amount_micros as seat_micros
  from matches
  inner join seat_shares on seat_shares.line_no = matches.line_no and seat_shares.seat_key = matches.seat_key
)

select line_no, holding_id, amount_micros
from {{ split_amount('weighed_holdings', ['line_no', 'seat_key'], ['holding_id'], 'seat_micros', 'days_held') }} as parts
