-- Passes when it returns no row: the rows of the team view add up to the bill of each month and currency.
select billed.period, billed.currency, billed.amount, shown.amount as shown
from (
  select period, currency, cast(sum(amount_micros) * 0.000001 as decimal(18, 6)) as amount
  from fct_bill_line
  group by period, currency
) as billed
left join (
  select period, currency, cast(sum(total) as decimal(18, 6)) as amount
  from fin_spend_by_team_month_v1
  group by period, currency
) as shown on shown.period = billed.period and shown.currency = billed.currency
where shown.amount is null or shown.amount <> billed.amount
order by billed.period, billed.currency
