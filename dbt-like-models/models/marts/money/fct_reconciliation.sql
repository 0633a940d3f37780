-- Each pair with what is known to make the sides differ; the residual is what is left after that.
with pairs as (
  select
    provider, billing_account, day, 'usage_vs_cost' as pair, currency, left_amount, right_amount,
    left_amount - right_amount + kindless_amount + unpriced_amount - other_unit_amount as residual,
    case
      when right_amount is null then 'NO_COST'
      when left_amount is null and unpriced_tokens > 0 then 'UNPRICED_USAGE'
      when left_amount is null then 'NO_USAGE'
      when unpriced_amount <> 0 and (kindless_amount <> 0 or other_unit_amount <> 0) then 'CHARGES_WITHOUT_TOKENS,UNPRICED_USAGE'
      when unpriced_amount <> 0 then 'UNPRICED_USAGE'
      when kindless_amount <> 0 or other_unit_amount <> 0 then 'CHARGES_WITHOUT_TOKENS'
    end as known_reason,
    is_provisional,
    period
  from {{ ref('int_usage_vs_cost') }}
  union all
  select
    provider, billing_account, day, 'estimate_vs_cost', currency, left_amount, right_amount, left_amount - right_amount,
    case when right_amount is null then 'NO_COST' end, false, period
  from {{ ref('int_estimate_vs_cost') }}
  union all
  select
    provider, billing_account, day, witness || '_vs_' || coalesce(ledger, 'nothing'), currency, left_amount, right_amount,
    left_amount - right_amount - other_delta,
    case when right_amount is null then 'NO_LEDGER' when other_delta <> 0 then 'TAX_CREDIT_OR_FEE' end, false, period
  from {{ ref('int_witness_vs_ledger') }}
  union all
  select
    provider, billing_account, day, 'loaded_vs_in_scope', currency, left_amount, right_amount,
    left_amount - right_amount - out_of_scope_amount,
    case when out_of_scope_amount <> 0 then 'OUT_OF_SCOPE' end, false, period
  from {{ ref('int_loaded_vs_scope') }}
),

-- The tolerance of a pair: finance's own, else ours for the provider, else ours for all; pairs without one must be equal.
own_tolerances as (
  select threshold, value, valid_from, lead(valid_from) over (partition by threshold order by valid_from) as valid_to
  from {{ ref('stg_config_threshold') }}
  where threshold like 'reconcile_%'
),

tolerances as (
  select * from {{ ref('reconciliation_tolerances') }}
),

measured as (
  select
    pairs.*,
    pairs.left_amount - pairs.right_amount as delta,
    cast(coalesce(own_tolerances.value, of_provider.tolerance, of_all.tolerance, 0) as decimal(18, 6)) as tolerance
  from pairs
  left join own_tolerances
    on own_tolerances.threshold = 'reconcile_' || pairs.pair and {{ valid_on('own_tolerances', 'pairs.day') }}
  left join tolerances as of_provider on of_provider.pair = pairs.pair and of_provider.provider = pairs.provider
  left join tolerances as of_all on of_all.pair = pairs.pair and of_all.provider = '*'
),

judged as (
  select
    measured.*,
    -- Half a cent is the least anybody is told about.
    coalesce(abs(delta) <= abs(right_amount) * tolerance or abs(delta) < 0.005, false) as is_within,
    coalesce(abs(residual) <= abs(right_amount) * tolerance or abs(residual) < 0.005, false) as is_residual_within
  from measured
),

explained as (
  select
    judged.*,
    case
      when is_within then null
      when left_amount is null or right_amount is null or is_residual_within then known_reason
      when is_provisional then 'PROVISIONAL'
    end as explanation
  from judged
)

select
  cast(provider as varchar) as provider,
  cast(billing_account as varchar) as billing_account,
  cast(day as date) as day,
  cast(pair as varchar) as pair,
  cast(currency as varchar) as currency,
  cast(left_amount as decimal(38, 12)) as left_amount,
  cast(right_amount as decimal(38, 12)) as right_amount,
  cast(delta as decimal(38, 12)) as delta,
  cast(residual as decimal(38, 12)) as residual,
  cast({{ safe_divide('delta', 'right_amount') }} as decimal(18, 6)) as delta_pct,
  cast(tolerance as decimal(18, 6)) as tolerance,
  cast(case when is_within then 'ok' when explanation is not null then 'explained' else 'open' end as varchar) as status,
  cast(explanation as varchar) as explained_by,
  cast(period as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from explained
