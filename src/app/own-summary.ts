import {
  ask,
  count,
  money,
  newestMonth,
  type Question,
  type RunQuery,
  type SummarySection,
  summarise,
  text,
} from './summary.ts';
import { MERGED_BRANCHES, WORK_QUESTIONS } from './work-questions.ts';

const ESTIMATE = 'list-price estimate, no bill is known';

const usageBy = (
  title: string,
  note: string,
  column: string,
  sql: { what: string; order: string; limit: number },
): Question => ({
  title,
  note: () => `${ESTIMATE}; ${note}`,
  columns: [text(column), count('tokens'), count('cached'), money('at_list')],
  sql: () => `
    select * from (
      select ${sql.what} as ${column}, sum(tokens) as tokens,
        sum(case when token_kind = 'cache_read' then tokens end) as cached, sum(list_cost) as at_list, max(currency) as currency
      from fct_usage where role = 'counted' group by 1
      order by ${sql.order}, 1 limit ${sql.limit}
    ) order by ${sql.order === 'day desc' ? '1' : `${sql.order}, 1`}`,
});

const UNPRICED: Question = {
  title: 'Unpriced tokens',
  note: () => 'all months; no price means no cost, never zero',
  columns: [text('provider'), text('model'), text('reason'), count('tokens')],
  sql: () => `
    select provider, model, reason, sum(tokens) as tokens
    from fin_unpriced_v1 group by 1, 2, 3 order by tokens desc, provider, model limit 10`,
};

const BY_COST = 'at_list desc nulls last';

/** Usage without any bill: what a person asks of the logs of the own machine. */
const USAGE_ONLY: readonly Question[] = [
  usageBy('By month', 'all logs found', 'month', { what: 'period', order: 'month', limit: 60 }),
  usageBy('By tool and model', 'all months, the fifteen largest', 'tool_and_model', {
    what: "concat(coalesce(tool, 'unknown tool'), ' / ', coalesce(model, 'unknown model'))",
    order: BY_COST,
    limit: 15,
  }),
  usageBy('By project', 'all months, the fifteen largest', 'project', {
    what: "coalesce(regexp_replace(project, '^repo:', ''), 'not stated')",
    order: BY_COST,
    limit: 15,
  }),
  usageBy('By day', 'the last fourteen days with usage', 'day', {
    what: 'cast(usage_day as varchar)',
    order: 'day desc',
    limit: 14,
  }),
  UNPRICED,
];

/** A billing export without a company around it. */
const EXPORT_ONLY: readonly Question[] = [
  {
    title: 'Billed by provider',
    note: () => 'all months; every line of the export, and which part of it is spend on AI services',
    columns: [text('invoiced_by'), count('lines'), money('billed'), money('ai'), money('other')],
    sql: () => `
      select coalesce(invoicing_provider, 'not stated') as invoiced_by, count(*) as "lines", sum(billed_cost) as billed,
        coalesce(sum(case when is_ai then billed_cost end), 0) as ai,
        coalesce(sum(case when not is_ai then billed_cost end), 0) as other, currency
      from fct_cost group by 1, currency order by billed desc, 1`,
  },
  {
    title: 'AI spend by tool and model',
    note: () => 'all months; billed beside effective cost (commitments spread over their term)',
    columns: [text('tool'), text('model'), money('billed'), money('effective')],
    sql: () => `
      select coalesce(tool, '–') as tool, coalesce(model, '–') as model, sum(billed_cost) as billed, sum(effective_cost) as effective, currency
      from fin_spend_daily_v1 group by 1, 2, currency order by billed desc nulls last, tool, model limit 15`,
  },
  {
    title: 'Largest services not counted as AI',
    note: () => "all months; is one of them AI? 'focus: { include: all }' in tokenledger.yaml takes every line",
    columns: [text('service'), count('lines'), money('billed')],
    sql: () => `
      select coalesce(service_name, 'not stated') as service, count(*) as "lines", sum(billed_cost) as billed, currency
      from fct_cost where not is_ai group by 1, currency order by billed desc, 1 limit 10`,
  },
];

/**
 * The summary that fits what is known: finance's questions for a company; for a folder without tokenledger.yaml, usage at
 * list price where there is no bill, else what the export bills. Empty when nothing has been published.
 */
export async function summariseProject(query: RunQuery, isImplicit: boolean): Promise<SummarySection[]> {
  const month = await newestMonth(query);
  if (month === null) return [];
  const { rows } = await query(
    'select (select count(*) from fct_cost) as billed, (select count(*) from fct_outcome) as outcomes',
  );
  const hasOutcomes = Number(rows[0]?.outcomes) > 0;
  if (!isImplicit) return summarise(query, month, hasOutcomes ? WORK_QUESTIONS : []);
  if (Number(rows[0]?.billed) > 0) return ask(query, EXPORT_ONLY, month);
  return ask(query, hasOutcomes ? [MERGED_BRANCHES, ...USAGE_ONLY] : USAGE_ONLY, month);
}
