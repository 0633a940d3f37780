with seats as (
  select
    period, provider, billing_account, tool, coalesce(team_id, 'unattributed') as team, currency, seat_micros, idle_micros, paid_seats,
    idle_seats, build_id
  from {{ ref('fct_seat_use') }}
),

smallest as (
  select cast(max_by(value, valid_from) as bigint) as group_size from {{ ref('dim_threshold') }} where threshold = 'k_anonymity'
)

select
  cast(seats.period as varchar) as period,
  cast(seats.provider as varchar) as provider,
  cast(seats.billing_account as varchar) as billing_account,
  cast(seats.tool as varchar) as tool,
  cast(seats.team as varchar) as team,
  cast(seats.currency as varchar) as currency,
  {{ from_micros('seats.seat_micros') }} as seat_amount,
  {{ from_micros('seats.idle_micros') }} as idle_amount,
  cast({{ safe_divide('seats.idle_micros', 'seats.seat_micros') }} as decimal(18, 6)) as idle_share,
  cast(case when seats.paid_seats >= smallest.group_size then seats.paid_seats end as bigint) as paid_seats,
  cast(case when seats.paid_seats >= smallest.group_size then seats.idle_seats end as bigint) as idle_seats,
  cast(seats.build_id as varchar) as build_id
from seats
cross join smallest
