with windows as (
  select * from {{ ref('stg_coverage') }} where table_name = 'seat'
)

select
  {{ hash_key(['landed.source', 'landed.connection_id', 'landed.provider', 'landed.tool', 'landed.period', 'landed.seat_id', 'cast(landed.held_from as varchar)']) }} as holding_id,
  landed.source,
  landed.connection_id,
  landed.provider,
  landed.billing_account,
  landed.tool,
  landed.seat_id,
  landed.plan,
  landed.actor_id,
  landed.seat_price,
  landed.currency,
  landed.held_from,
  landed.held_to,
  {{ days_between('landed.held_from', 'landed.held_to') }} as days_held,
  landed.period
from {{ source('raw', 'seat') }} as landed
inner join windows
  on {{ same_window('landed', 'windows') }} and landed.dt = cast(windows.data_day as varchar)
