with accounts as (
  select distinct provider, billing_account, usage_day, period from {{ ref('int_cost_row') }}
),

named as (
  select provider, billing_account, usage_day, source
  from (
    select
      accounts.provider, accounts.billing_account, accounts.usage_day, ledgers.money_source as source,
      row_number() over (
        partition by accounts.provider, accounts.billing_account, accounts.usage_day
        order by
          case when ledgers.provider = '*' then 1 else 0 end,
          case when ledgers.billing_account = '*' then 1 else 0 end,
          ledgers.valid_from desc,
          ledgers.money_source
      ) as place
    from accounts
    inner join {{ ref('stg_config_ledger_of_money') }} as ledgers
      on ledgers.provider in (accounts.provider, '*')
      and (ledgers.billing_account = '*' or ledgers.billing_account = accounts.billing_account)
      and ledgers.valid_from <= accounts.usage_day
  ) as ranked
  where place = 1
),

-- Where nothing is named: export, then vendor cost API, then invoices; seat lists are money only where named.
by_default as (
  select provider, billing_account, period, source
  from (
    select
      provider, billing_account, period, source,
      row_number() over (
        partition by provider, billing_account, period
        order by case source when 'focus' then 1 when 'invoices' then 3 else 2 end, source
      ) as place
    from (
      select distinct provider, billing_account, period, source from {{ ref('int_cost_row') }} where source <> 'seats'
    ) as present
  ) as ranked
  where place = 1
)

select
  {{ hash_key(['accounts.provider', 'accounts.billing_account', 'cast(accounts.usage_day as varchar)', 'accounts.period']) }} as account_key,
  accounts.provider,
  accounts.billing_account,
  accounts.usage_day,
  accounts.period,
  coalesce(named.source, by_default.source) as source,
  named.source is not null as is_named
from accounts
left join named
  on named.provider = accounts.provider and named.usage_day = accounts.usage_day
  and coalesce(named.billing_account, '') = coalesce(accounts.billing_account, '')
left join by_default
  on by_default.provider = accounts.provider and by_default.period = accounts.period
  and coalesce(by_default.billing_account, '') = coalesce(accounts.billing_account, '')
