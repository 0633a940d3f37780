import { describe, expect, it } from 'vitest';
import { lintProject, lintSql } from '../../../src/core/dbt/lint.ts';
import { formatProblem } from '../../../src/core/dbt/problem.ts';
import { smallProject } from './support.ts';

/** SQL that only one engine takes, or that means different things, and a part of what the lint says. */
const REFUSED: readonly [string, string][] = [
  ['select x::date as d from t', 'write CAST(x AS type)'],
  ['select a from t qualify row_number() over (order by a) = 1', 'QUALIFY is DuckDB only'],
  ['select a, count(*) as n from t group by all', 'GROUP BY ALL and ORDER BY ALL are DuckDB only'],
  ['select a from t order by all', 'GROUP BY ALL and ORDER BY ALL are DuckDB only'],
  ["select a from t where a ilike 'x'", 'ILIKE is DuckDB only'],
  ['select a / b as c from t', '{{ safe_divide(a, b) }} for ratios'],
  ['select a // b as c from t', '// is DuckDB only'],
  ['select a % b as c from t', 'write mod(a, b)'],
  ['select a from t where a == 1', '== is DuckDB only'],
  ['select distinct on (a) a, b from t', 'DISTINCT ON is DuckDB only'],
  ['select * exclude (a) from t', '* exclude is DuckDB only'],
  ['select * replace (1 as a) from t', '* replace is DuckDB only'],
  ['from t', 'FROM first is DuckDB only'],
  ['select a from (from t) as u', 'FROM first is DuckDB only'],
  ['select a, from t', 'Trino refuses a trailing comma'],
  ['select a from t where a in (1, 2,)', 'Trino refuses a trailing comma'],
  ['select now() as at', "pass the logical date with var('as_of')"],
  ['select current_date as d', 'models read no clock'],
  ['select current_timestamp as at', 'models read no clock'],
  ["select date_trunc('month', d) as m from t", 'date_trunc gives a DATE or a TIMESTAMP'],
  ['select row_number() over (partition by a) as n from t', 'row_number needs a total ORDER BY'],
  ['select lag(a, 1) over (partition by a) as n from t', 'lag needs a total ORDER BY'],
  ['select a from t limit 3', 'LIMIT needs a total ORDER BY'],
  ['select a from t order by a limit 3 offset 2', 'Trino wants OFFSET m LIMIT n'],
  ['select sum(tokens) as tokens from t', 'CAST(sum(…) AS BIGINT)'],
  ['select count_if(a > 0) as n from t', 'CAST(count_if(…) AS BIGINT)'],
  ['select round(a, 2) as a from t', 'CAST(round(…) AS DECIMAL(…))'],
  ['select avg(amount) as a from t', 'avg() is not on the list of functions'],
  ["select strftime(d, '%Y') as y from t", 'use date_format'],
  ['select list_transform(a, x -> x) as b from t', 'lambdas'],
  ['select greatest(a, b) as c from t', 'NULL arguments are ignored on DuckDB'],
  ['select concat(a, b) as c from t', 'use ||'],
  ["select split_part(a, '/', 2) as b from t", 'NULLIF(split_part(…)'],
  ['select substr(a, 0, 3) as b from t', 'positions start at 1'],
  ['select d + interval 3 day as e from t', "write INTERVAL '3' DAY"],
  ["select d + interval '3 days' as e from t", "write INTERVAL '3' DAY"],
  ['select a[1] as b from t', 'element_at(a, i)'],
  ['select [1, 2] as b', 'ARRAY[…] for a list'],
  ["select {'a': 1} as s", 'struct literals are DuckDB only'],
  ['select 1_000 as n', 'the number 1_000 reads differently'],
  ["select x'41' as n", "x'…' literals differ"],
  ['select a as user from t', 'user is reserved in Trino'],
  ['select a from t asof join u on t.a >= u.a', 'ASOF joins are DuckDB only'],
  ['select a from t tablesample 10', 'no samples'],
  ['select 1 as a; select 2 as b', 'a model is one SELECT without a semicolon'],
  ['create table t as select 1 as a', 'the runner writes all DDL'],
  ['select made(a) as b from t', 'made() is not on the list of functions'],
  ['select a + 1 as b, b + 1 as c from t', 'b is made in this same SELECT'],
  ['select a + 1 as b from t where b > 1', 'b is made in this same SELECT'],
  ['select a + 1 as b, count(*) as n from t group by b', 'b is made in this same SELECT'],
];

/** SQL that both engines take and read alike. */
const ACCEPTED: readonly string[] = [
  "select cast(x as date) as d, lower(y) like '%a%' as m from t where y not like 'b%' order by 1",
  'with a as (select 1 as x), b (y) as (select 2) select x, y from a cross join b',
  "select cast(date_trunc('month', d) as date) as m from t",
  'select extract(year from d) as y, a is distinct from b as differs from t',
  'select row_number() over (partition by a order by b, c) as n from t',
  'select a, b from t order by a, b offset 2 limit 3',
  'select cast(sum(tokens) as bigint) as tokens from t',
  'select sum(amount) as amount from t',
  'select sum(case when kind = 1 then t.amount else 0 end) as amount from t',
  'select cast(coalesce(sum(tokens), 0) as bigint) as tokens from t',
  'select s.tokens_cast from (select cast(x.tokens as bigint) as tokens_cast from (select sum(n) as tokens from t) as x) as s',
  'select a from t group by a having sum(tokens) > 0',
  'select case when sum(tokens) > 0 then 1 else 0 end as any_tokens from t',
  "select d + interval '3' day as e, date '2026-01-01' as f from t",
  "select nullif(split_part(a, '/', 2), '') as b from t",
  "select element_at(array[1, 2], 1) as b, u.k from t cross join unnest(array['a']) with ordinality as u (k, i)",
  'select max_by(a, b) filter (where a is not null) as c from t -- a::comment // with % now()',
  "select 'it''s a :: string / now()' as a, \"quoted/name\" as b from t",
  'select cast(a as double) /*exact*/ / nullif(cast(b as double), 0) as c from t',
  'select a + 1 as b from t order by b',
  'select x.b + 1 as c from (select a + 1 as b from t) as x',
  'select a as b, count(*) as n from t group by a',
  'select cast(period as varchar) as period, count(*) as n from t group by period',
  'select max(day) as day, coalesce(t.day, other.day) as first_day from t',
  'select a from t where exists (select 1 from u where u.a = t.a) and a in (select a from v)',
  'select grouping(a) as g from t group by grouping sets ((a), ())',
  'select first_value(a) over (partition by b order by c rows between 1 preceding and current row) as d from t',
];

const inputs = { decimalColumns: new Set(['amount']), columns: new Set(['a', 'day', 'amount', 'tokens']) };
const messages = (sql: string) => lintSql(sql, inputs).map((f) => f.message);

describe('the lint on compiled SQL', () => {
  for (const [sql, message] of REFUSED) {
    it(`refuses ${sql}`, () => expect(messages(sql).join('\n')).toContain(message));
  }
  for (const sql of ACCEPTED) {
    it(`accepts ${sql}`, () => expect(messages(sql)).toEqual([]));
  }

  it('gives the line of each finding', () => {
    expect(lintSql("select\n  a::date as d,\n  'x\ny' as t,\n  b / c as e\nfrom t").map((f) => f.line)).toEqual([2, 5]);
  });
});

describe('the lint on a project', () => {
  const problems = (changes: Record<string, string>) =>
    lintProject(smallProject(changes)).map((p) => formatProblem(p).replace('test/fixtures/dbt/small/', ''));

  it('accepts the small project', () => expect(problems({})).toEqual([]));

  it('points to the line of the model, past templates that change the number of lines', () => {
    const model =
      "{% set names = ['a', 'b'] %}\nselect\n{% for n in names %}\n  {{ n }},\n{% endfor %}\n  amount::date as d\nfrom {{ ref('spend') }}";
    expect(problems({ 'models/report.sql': model })).toEqual([
      'models/report.sql:6: x::type is DuckDB only: write CAST(x AS type)',
    ]);
  });

  it('points to the call when the text comes from a macro', () => {
    const changes = {
      'macros/bad.sql': '{% macro bad(x) %}\n\n{{ x }}::date\n{% endmacro %}',
      'models/report.sql': "select\n  1 as one,\n  {{ bad('amount') }} as d\nfrom {{ ref('spend') }}",
    };
    expect(problems(changes)).toEqual(['models/report.sql:3: x::type is DuckDB only: write CAST(x AS type)']);
  });

  it('knows decimal columns from the yml of the inputs', () => {
    const model = "select sum(amount) as amount, sum(points) as points from {{ ref('spend') }}";
    expect(problems({ 'models/report.sql': model })).toEqual([
      'models/report.sql:1: sum(…) has another type on each engine: CAST(sum(…) AS BIGINT)',
    ]);
  });

  it('does not let a model or another macro call its own division exact', () => {
    const changes = {
      'models/report.sql': "select amount /*exact*/ / 2 as half from {{ ref('spend') }}",
      'macros/half.sql': '{% macro half(x) %}{{ x }} /*exact*/ / 2{% endmacro %}',
    };
    expect(problems(changes)).toEqual([
      'macros/half.sql:1: /*exact*/ is for safe_divide, default__divide_decimal, default__integer_quotient only',
      'models/report.sql:1: /*exact*/ belongs to the division macros: call safe_divide or divide_decimal',
    ]);
  });

  it('reports what cannot be rendered as a problem of its model', () => {
    const model = "select '{{ var('as_of').nothing }}' as d";
    expect(problems({ 'models/report.sql': model })[0]).toMatch(/^models\/report.sql:1: /);
  });
});
