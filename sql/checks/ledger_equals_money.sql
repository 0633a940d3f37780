-- Passes when it returns no row: every bill line equals the sum of its atoms, on whole micros.
select lines.period, lines.bill_line_id, lines.amount_micros as billed, coalesce(atoms.amount_micros, 0) as in_ledger
from fct_bill_line as lines
left join (
  select bill_line_id, cast(sum(amount_micros) as bigint) as amount_micros from fct_ledger group by bill_line_id
) as atoms on atoms.bill_line_id = lines.bill_line_id
where lines.amount_micros <> coalesce(atoms.amount_micros, 0)
order by lines.period, lines.bill_line_id
