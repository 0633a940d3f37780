import { count, money, type Question, ratio, text } from './summary.ts';

/** Share of usage and seat money by rung, strongest evidence first, what is not linked last. */
const COVERAGE: Question = {
  title: 'Links to work',
  note: (m) =>
    `${m}; usage and seat money by the evidence that links it to an outcome, and the rest; evidence is a label, not a probability`,
  columns: [text('evidence'), money('amount'), ratio('share'), count('sessions')],
  sql: (m) => `
    select rung as evidence, sum(amount) as amount, cast(sum(sessions) as bigint) as sessions,
      round(cast(sum(amount) as double) / nullif(sum(sum(amount)) over (partition by currency), 0), 4) as share, currency
    from fin_link_coverage_v1 where period = '${m}' group by rung, work_class, currency
    order by case when work_class = 'linked' then rung else 'X' || work_class end, rung, currency`,
};

/** What a unit of accepted work cost: what is linked to it, and with all spend of the month on it. */
const UNIT_COST: Question = {
  title: 'Cost per accepted outcome',
  note: (m) =>
    `accepted in ${m}; linked: money tied to them; loaded: all spend of the month on each of them; durable only counts closed windows`,
  columns: [
    text('outcome'),
    count('accepted'),
    count('durable'),
    count('with_cost'),
    money('linked'),
    money('per_outcome'),
    money('loaded'),
  ],
  sql: (m) => `
    with accepted as (
      select outcome_type, count(*) as accepted, count_if(is_durable) as durable
      from fct_outcome where is_accepted and substr(cast(accepted_at as varchar), 1, 7) = '${m}'
        and outcome_type in ('pull_request', 'work_item', 'support_ticket', 'workflow_run') group by 1
    ), cost as (
      select outcome_type, currency, sum(case when outcome_type = 'pull_request' then direct_cost else total_cost end) as linked, count(*) as with_cost
      from fin_outcome_cost_v1 where accepted_month = '${m}' and total_cost <> 0 group by 1, 2
    ), spend as (
      select currency, sum(amount_micros) * 0.000001 as spent from fct_ledger where period = '${m}' group by 1
    )
    select case accepted.outcome_type when 'pull_request' then 'merged pull request' when 'support_ticket' then 'resolved ticket'
        when 'work_item' then 'finished work item' else 'workflow run' end as outcome,
      accepted.accepted, accepted.durable, coalesce(cost.with_cost, 0) as with_cost, coalesce(cost.linked, 0) as linked,
      cast(cast(coalesce(cost.linked, 0) as double) / accepted.accepted as decimal(18, 2)) as per_outcome,
      cast(cast(spend.spent as double) / accepted.accepted as decimal(18, 2)) as loaded, spend.currency
    from accepted cross join spend
    left join cost on cost.outcome_type = accepted.outcome_type and cost.currency = spend.currency
    order by accepted.outcome_type, spend.currency`,
};

const BY_WORK_TYPE: Question = {
  title: 'Spend by work type',
  note: (m) => `${m}; work that shipped or will, by its type; the rest by why it has none`,
  columns: [text('work'), money('amount'), ratio('share'), count('units')],
  sql: (m) => `
    select case when work_class = 'linked' then work_type else '(' || replace(work_class, '_', ' ') || ')' end as work,
      sum(amount) as amount, round(cast(sum(amount) as double) / sum(sum(amount)) over (partition by currency), 4) as share,
      cast(sum(outcome_units) as bigint) as units, currency
    from fin_spend_by_work_v1 where period = '${m}' group by 1, currency order by max(work_class <> 'linked'), amount desc, 1`,
};

const ORPHANS: Question = {
  title: 'Largest orphans',
  note: (m) =>
    `${m}; sessions linked to nothing, with the best candidate; decide with 'tokenledger link --in FILE', columns session,outcome,who,why,when`,
  columns: [
    text('day'),
    text('session'),
    text('tool'),
    text('repo'),
    text('branch'),
    text('why'),
    text('candidate'),
    money('amount'),
  ],
  sql: (m) => `
    select cast(usage_day as varchar) as day, substr(session_id, 1, 18) as session, coalesce(tool, '–') as tool, coalesce(repo, '–') as repo,
      coalesce(branch, '–') as branch, coalesce(work_item, reason) as why, coalesce(best_candidate, '–') as candidate, amount, currency
    from fin_orphans_v1 where period = '${m}' order by amount desc, session_slice_id limit 8`,
};

const ALERTS: Question = {
  title: 'Alerts',
  note: (m) => `${m}; what the ledger watches and is above its limit (thresholds.csv)`,
  columns: [text('alert'), ratio('value'), ratio('limit'), text('meaning')],
  sql: (m) => `
    select alert, value, limit_value as "limit", meaning, currency from fin_alerts_v1
    where period = '${m}' and is_firing order by alert, currency`,
};

/** Finance's questions on work: what spend was for, what an outcome cost, how well it is known, what is not linked. */
export const WORK_QUESTIONS: readonly Question[] = [BY_WORK_TYPE, UNIT_COST, COVERAGE, ORPHANS, ALERTS];

/** Cost per branch on the own machine: what a pull request or merge of the repository cost at list price. */
export const MERGED_BRANCHES: Question = {
  title: 'By merged branch',
  note: () => 'all months, the fifteen newest merges with cost; list-price estimate of the sessions linked to them',
  columns: [text('merged'), text('repo'), text('branch'), text('work'), count('sessions'), money('cost')],
  sql: () => `
    select cast(accepted_on as varchar) as merged, coalesce(repo, '–') as repo, coalesce(head_branch, outcome_id) as branch, work_type as work,
      sessions, direct_cost as cost, currency
    from fin_outcome_cost_v1 where outcome_type = 'pull_request' and is_accepted and direct_cost <> 0
    order by accepted_on desc, direct_cost desc, outcome_id limit 15`,
};
