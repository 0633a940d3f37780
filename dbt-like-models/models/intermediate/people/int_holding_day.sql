with seats as (
  select * from {{ ref('stg_seat') }}
),

offsets as (
  select offset_days
  from (values {% for n in range(31) %}({{ n }}){% if not loop.last %}, {% endif %}{% endfor %}) as numbers (offset_days)
)

select
  seats.holding_id,
  seats.provider,
  seats.billing_account,
  seats.tool,
  seats.actor_id,
  {{ add_days('seats.held_from', 'offsets.offset_days') }} as usage_day,
  {{ owner_key('seats.provider', 'seats.billing_account', 'cast(null as varchar)', 'cast(null as varchar)', 'cast(null as varchar)', 'cast(null as varchar)', 'cast(null as varchar)', 'seats.tool', 'cast(null as varchar)', 'seats.actor_id', add_days('seats.held_from', 'offsets.offset_days')) }} as owner_key,
  seats.period
from seats
inner join offsets on offsets.offset_days < seats.days_held
