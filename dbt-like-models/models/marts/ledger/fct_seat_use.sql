select
  cast(provider as varchar) as provider,
  cast(billing_account as varchar) as billing_account,
  cast(tool as varchar) as tool,
  cast(team_id as varchar) as team_id,
  cast(currency as varchar) as currency,
  cast(sum(amount_micros) as bigint) as seat_micros,
  cast(sum(case when work_class = 'idle_seat' then amount_micros else 0 end) as bigint) as idle_micros,
  cast(count(distinct usage_id) as bigint) as paid_seats,
  cast(count(distinct case when work_class = 'idle_seat' then usage_id end) as bigint) as idle_seats,
  cast(period as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('fct_ledger') }}
where charge_kind = 'seat'
group by period, provider, billing_account, tool, team_id, currency
