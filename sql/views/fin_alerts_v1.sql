-- One row per month and alert of the ledger, whether it fires or not.
with ledger as (
  select period, currency, charge_kind, owner_class, work_class, work_method, amount_micros, build_id from {{ ref('fct_ledger_month') }}
),

limits as (
  select
    {% for key in ['unattributed_target_bp', 'idle_seat_share_bp', 'weak_link_share_bp', 'strong_link_drop_bp'] %}
    cast(max_by(case when threshold = '{{ key }}' then value end, case when threshold = '{{ key }}' then valid_from end) * 0.0001 as decimal(38, 12)) as {{ key }}{% if not loop.last %},{% endif %}
    {% endfor %}
  from {{ ref('dim_threshold') }}
),

checks as (
  select period, currency, broken_lines from {{ ref('fct_ledger_check') }}
),

sums as (
  select
    period, currency,
    sum(amount_micros) as all_micros,
    sum(case when owner_class = 'unattributed' then amount_micros else 0 end) as unattributed_micros,
    sum(case when charge_kind in ('usage', 'seat') then amount_micros else 0 end) as linkable_micros,
    sum(case when charge_kind in ('usage', 'seat') and work_method in ('L0_OVERRIDE', 'L1_SESSION_ID', 'L2_VENDOR_COMMIT') then amount_micros else 0 end) as strong_micros,
    sum(case when charge_kind in ('usage', 'seat') and work_class = 'linked' then amount_micros else 0 end) as linked_micros,
    sum(case when charge_kind in ('usage', 'seat') and work_method = 'L6_AUTHOR_REPO_WINDOW' then amount_micros else 0 end) as weak_micros,
    sum(case when charge_kind = 'seat' then amount_micros else 0 end) as seat_micros,
    sum(case when charge_kind = 'seat' and work_class = 'idle_seat' then amount_micros else 0 end) as idle_micros,
    max(build_id) as build_id
  from ledger
  group by period, currency
),

shares as (
  select
    sums.period, sums.currency, sums.build_id,
    coalesce(checks.broken_lines, 0) as broken_lines,
    {{ safe_divide('sums.unattributed_micros', 'sums.all_micros') }} as unattributed_share,
    {{ safe_divide('sums.strong_micros', 'sums.linkable_micros') }} as strong_share,
    {{ safe_divide('sums.weak_micros', 'sums.linked_micros') }} as weak_share,
    {{ safe_divide('sums.idle_micros', 'sums.seat_micros') }} as idle_share
  from sums
  left join checks on checks.period = sums.period and checks.currency = sums.currency
),

compared as (
  select shares.*, lag(strong_share) over (partition by currency order by period) as earlier_strong_share from shares
),

alerts as (
  select period, currency, build_id, 'invariant_broken' as alert, cast(broken_lines as decimal(38, 12)) as value, cast(0 as decimal(38, 12)) as limit_value from compared
  union all
  select period, currency, build_id, 'unattributed_share', unattributed_share, limits.unattributed_target_bp from compared cross join limits
  union all
  select period, currency, build_id, 'strong_link_share_fell', earlier_strong_share - strong_share, limits.strong_link_drop_bp from compared cross join limits
  union all
  select period, currency, build_id, 'weak_link_share', weak_share, limits.weak_link_share_bp from compared cross join limits
  union all
  select period, currency, build_id, 'idle_seat_share', idle_share, limits.idle_seat_share_bp from compared cross join limits
)

select
  cast(period as varchar) as period,
  cast(alert as varchar) as alert,
  cast(currency as varchar) as currency,
  cast(value as decimal(18, 6)) as value,
  cast(limit_value as decimal(18, 6)) as limit_value,
  cast(coalesce(value > limit_value, false) as boolean) as is_firing,
  cast(case alert
    when 'invariant_broken' then 'Bill lines whose ledger rows do not sum to their amount'
    when 'unattributed_share' then 'Share of spend without an owner'
    when 'strong_link_share_fell' then 'Fall of the share of usage and seat money linked by session id or vendor commit, against the month before'
    when 'weak_link_share' then 'Share of linked money that only person, repository and time link'
    else 'Share of seat money for seats nobody used'
  end as varchar) as meaning,
  cast(build_id as varchar) as build_id
from alerts
