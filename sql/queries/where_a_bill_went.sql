-- How each bill line of the newest month was divided: by whom it was owned and by which rule.
-- Finance question: an invoice amount looks wrong; who carries it, and why?
select
  lines.provider,
  lines.billing_account,
  lines.charge_kind,
  lines.charge_description,
  ledger.owner_class,
  ledger.owner_method,
  coalesce(ledger.team_id, 'nobody') as team,
  ledger.split_method,
  ledger.currency,
  cast(count(*) as bigint) as atoms,
  cast(sum(ledger.amount_micros) * 0.000001 as decimal(18, 6)) as amount
from fct_ledger as ledger
inner join fct_bill_line as lines on lines.bill_line_id = ledger.bill_line_id
where ledger.period = (select max(period) from fct_ledger)
group by lines.provider, lines.billing_account, lines.charge_kind, lines.charge_description, ledger.owner_class,
  ledger.owner_method, coalesce(ledger.team_id, 'nobody'), ledger.split_method, ledger.currency
order by amount desc, lines.provider, lines.charge_kind, team, lines.charge_description, ledger.owner_method, ledger.split_method
