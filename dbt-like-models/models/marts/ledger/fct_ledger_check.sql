with lines as (
  select period, currency, bill_line_id, cast(sum(amount_micros) as decimal(38, 0)) as atom_micros
  from {{ ref('fct_ledger') }}
  group by period, currency, bill_line_id
)

select
  cast(bills.currency as varchar) as currency,
  cast(count(*) as bigint) as bill_lines,
  {{ count_where('coalesce(lines.atom_micros, 0) <> bills.amount_micros') }} as broken_lines,
  cast(bills.period as varchar) as period,
  cast('{{ var('build_id', 'dbt') }}' as varchar) as build_id
from {{ ref('fct_bill_line') }} as bills
left join lines on lines.bill_line_id = bills.bill_line_id and lines.period = bills.period and lines.currency = bills.currency
group by bills.period, bills.currency
