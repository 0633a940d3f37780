-- The ledger without its single atoms: what monthly questions group by, and the money.
select
  cast(provider as varchar) as provider,
  cast(billing_account as varchar) as billing_account,
  cast(tool as varchar) as tool,
  cast(team_id as varchar) as team_id,
  cast(currency as varchar) as currency,
  cast(charge_kind as varchar) as charge_kind,
  cast(owner_class as varchar) as owner_class,
  cast(reason as varchar) as reason,
  cast(work_class as varchar) as work_class,
  cast(work_method as varchar) as work_method,
  cast(sum(amount_micros) as bigint) as amount_micros,
  cast(count(*) as bigint) as atoms,
  cast(period as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('fct_ledger') }}
group by period, provider, billing_account, tool, team_id, currency, charge_kind, owner_class, reason, work_class, work_method
