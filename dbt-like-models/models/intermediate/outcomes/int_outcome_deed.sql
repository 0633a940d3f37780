-- What outcomes have that a session may say it made: their commits, and pull requests themselves.
select 'commit' as kind, commits.outcome_no, commits.sha as deed_id, commits.committed_at as done_at, commits.holder, outcomes.repo
from {{ ref('int_outcome_commit') }} as commits
inner join {{ ref('int_outcome') }} as outcomes on outcomes.outcome_no = commits.outcome_no
where commits.committed_at is not null and commits.holder is not null
union all
select 'pr', outcome_no, outcome_id, opened_at, holder, repo
from {{ ref('int_outcome') }}
where outcome_type = 'pull_request' and opened_at is not null and holder is not null
