select
  lines.period,
  lines.currency,
  atoms.team_id,
  cast(sum(atoms.amount_micros) as bigint) as direct_micros
from {{ ref('int_attributed_atom') }} as atoms
inner join {{ ref('int_bill_line') }} as lines on lines.line_no = atoms.line_no
where atoms.team_id is not null
group by lines.period, lines.currency, atoms.team_id
