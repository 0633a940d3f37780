-- Who owns a bill line by its own evidence.
select lines.line_no, owners.owner_no, owners.rung
from {{ ref('int_bill_line') }} as lines
inner join {{ ref('int_owner') }} as owners on owners.owner_key = lines.owner_key
