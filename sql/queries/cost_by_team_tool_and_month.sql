-- What each team spent, by tool and month, with the shared part apart.
-- Finance question: which tool makes a team's bill, and how much of it is allocated rather than its own?
select
  period,
  coalesce(team_id, owner_class) as team,
  coalesce(tool, 'other') as tool,
  currency,
  cast(sum(case when owner_class = 'attributed' then amount_micros else 0 end) * 0.000001 as decimal(18, 6)) as direct,
  cast(sum(case when owner_class = 'shared' then amount_micros else 0 end) * 0.000001 as decimal(18, 6)) as allocated,
  cast(sum(amount_micros) * 0.000001 as decimal(18, 6)) as total
from fct_ledger
group by period, coalesce(team_id, owner_class), coalesce(tool, 'other'), currency
order by period, team, total desc, tool, currency
