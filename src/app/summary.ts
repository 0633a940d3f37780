import type { Cell, QueryResult } from '../io/query-engine.ts';

/** A titled result of one finance question, ready to print as a table or as JSON. */
export interface SummarySection {
  readonly title: string;
  /** One sentence under the title: basis, month, how to read it. */
  readonly note: string;
  readonly columns: readonly { readonly name: string; readonly kind: 'text' | 'money' | 'ratio' | 'count' }[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** Runs one read-only query on the published warehouse. */
export type RunQuery = (sql: string) => Promise<QueryResult>;

/** A standing question: SQL on the published views for a month, and how its answer is shown. */
export interface Question {
  readonly title: string;
  readonly note: (month: string) => string;
  readonly columns: SummarySection['columns'];
  readonly sql: (month: string) => string;
}

/** A column of text. */
export const text = (name: string) => ({ name, kind: 'text' as const });
/** A column of money. */
export const money = (name: string) => ({ name, kind: 'money' as const });
/** A column of ratios. */
export const ratio = (name: string) => ({ name, kind: 'ratio' as const });
/** A column of whole numbers. */
export const count = (name: string) => ({ name, kind: 'count' as const });

const QUESTIONS: readonly Question[] = [
  {
    title: 'Spend by team',
    note: (m) =>
      `${m}; index compares spend per active person with all other teams (1.0 = alike); budget is the whole month's, pace compares it with the days gone`,
    columns: [
      text('team'),
      money('direct'),
      money('allocated'),
      money('total'),
      ratio('index'),
      money('budget'),
      text('pace'),
    ],
    sql: (m) => `
      select coalesce(t.team_name, t.team) as team, t.direct, t.allocated, t.total, t.baseline_index as "index", b.budget, b.pace_status as pace, t.currency
      from fin_spend_by_team_month_v1 t
      left join fin_budget_status_v1 b
        on b.scope_kind = 'team' and b.scope_id = t.team and b.period = t.period and b.currency = t.currency
      where t.period = '${m}' order by t.total desc, t.team, t.currency`,
  },
  {
    title: 'Spend by tool and model',
    note: (m) => `${m}; the twelve largest, billed beside list price`,
    columns: [text('tool'), text('model'), money('billed'), money('at_list')],
    sql: (m) => `
      select coalesce(tool, '–') as tool, coalesce(model, '–') as model, sum(billed_cost) as billed, sum(list_cost) as at_list, currency
      from fin_spend_daily_v1 where substr(cast(usage_date as varchar), 1, 7) = '${m}'
      group by 1, 2, currency order by billed desc nulls last, tool, model limit 12`,
  },
  {
    title: 'Reconciliation',
    note: () => 'all months; explained: the reason is named in explained_by; open: look into it',
    columns: [
      text('provider'),
      text('pair'),
      money('left'),
      money('right'),
      money('delta'),
      count('ok'),
      count('explained'),
      count('open'),
      text('why'),
    ],
    sql: () => `
      select provider, pair, sum(left_amount) as "left", sum(right_amount) as "right", sum(delta) as delta,
        count_if(status = 'ok') as ok, count_if(status = 'explained') as explained, count_if(status = 'open') as "open",
        coalesce(max(explained_by), '') as why, currency
      from fin_reconciliation_v1 group by provider, pair, currency order by provider, pair, currency`,
  },
  {
    title: 'Coverage',
    note: (m) => `${m}; every billed dollar has exactly one of these owners`,
    columns: [text('owner'), money('amount'), ratio('share')],
    sql: (m) => `
      select owner_class as owner, sum(amount_micros) * 0.000001 as amount,
        round(cast(sum(amount_micros) as double) / sum(sum(amount_micros)) over (partition by currency), 4) as share, currency
      from fct_ledger where period = '${m}' group by owner_class, currency order by amount desc`,
  },
  {
    title: 'Unattributed',
    note: (m) => `${m}; money without an owner, by what leaks it`,
    columns: [text('provider'), text('tool'), text('reason'), money('amount'), ratio('share')],
    sql: (m) => `
      select provider, coalesce(tool, '–') as tool, reason, amount, share, currency
      from fin_unattributed_v1 where period = '${m}' order by amount desc, provider, tool, reason limit 10`,
  },
  {
    title: 'Unpriced tokens',
    note: () => 'all months; no price means no cost, never zero',
    columns: [text('provider'), text('model'), text('reason'), count('tokens')],
    sql: () => `
      select provider, model, reason, sum(tokens) as tokens
      from fin_unpriced_v1 group by 1, 2, 3 order by tokens desc, provider, model limit 10`,
  },
];

/** The newest month with spend, `YYYY-MM`; null in an empty warehouse. */
export async function newestMonth(query: RunQuery): Promise<string | null> {
  const { rows } = await query('select max(period) as month from fin_spend_by_team_month_v1');
  return (rows[0]?.month as string | null | undefined) ?? null;
}

/** Answers the standing questions on money, and more where the caller has some, from the published views. */
export async function summarise(
  query: RunQuery,
  month: string,
  more: readonly Question[] = [],
): Promise<SummarySection[]> {
  return ask(query, [...QUESTIONS, ...more], month);
}

/** Answers questions in order. `month` is given to those that are about one month. */
export async function ask(query: RunQuery, questions: readonly Question[], month: string): Promise<SummarySection[]> {
  const sections: SummarySection[] = [];
  for (const question of questions) {
    const { rows } = await query(question.sql(month));
    sections.push({ title: question.title, note: question.note(month), columns: question.columns, rows });
  }
  return sections;
}
