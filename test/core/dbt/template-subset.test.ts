import { describe, expect, it } from 'vitest';
import { compileModel } from '../../../src/core/dbt/compile.ts';
import { problemsOf, smallProject } from './support.ts';

const relation = (_: string, name: string) => name;
const compiled = (text: string, vars = {}) =>
  compileModel(smallProject({ 'models/report.sql': text }), 'report', { dialect: 'duckdb', relation, vars }).sql;

/** A template outside the subset and the beginning of the problem it gives. */
const REFUSED: readonly [string, string][] = [
  ['{% do x.append(1) %}', '1: {% do %} is not in the template subset: use {% set x = … %}'],
  ['{% test a(model) %}{% endtest %}', '1: {% test %} is not in the template subset: write a generic test as'],
  ['{% docs a %}{% enddocs %}', '1: {% docs %} is not in the template subset: write the description in the yml'],
  ['{% call f() %}x{% endcall %}', '1: {% call %} is not in the subset: pass the text as an argument'],
  ['{% filter upper %}x{% endfilter %}', '1: {% filter %} is not in the subset: use {{ … | filter }}'],
  ['{% macro m() %}x{% endmacro %}', '1: macro m is defined in a model: move it to the macros folder'],
  ['\n\n{{ env_var("SECRET") }}', '3: env_var is not in the template subset: pass the value with var()'],
  ['{{ run_query("select 1") }}', '1: run_query is not in the template subset: models are compiled without a database'],
  ['{{ modules.datetime.now() }}', '1: now(…) is not in the template subset: compute dates in SQL'],
  ['{{ dbt_utils.star("x") }}', '1: dbt_utils.star(…) is not in the template subset: write the macro in macros/'],
  ['{{ adapter.get_relation("x") }}', "1: adapter.get_relation: only adapter.dispatch('name')(…) is in the subset"],
  ["{{ adapter.dispatch('nope')(1) }}", "1: adapter.dispatch('nope') has no macro default__nope"],
  ['{{ this.schema }}', '1: only {{ this }} as a whole is in the subset'],
  ['{{ target.password }}', '1: target.password: only target.type, .name and .schema'],
  ['{{ "a" | tojson }}', '1: the filter "tojson" is not in the subset'],
  ['{{ "abc"[0:2] }}', '1: slices are not in the subset'],
  ['{{ 7 / 2 }}', '1: "/" in a template makes a float: do arithmetic in SQL'],
  ['{{ 12345678901234567890 }}', '1: the number 12345678901234567000 loses digits in a template'],
  ['{{ unknown_name }}', '1: unknown_name is neither a variable set above nor a macro'],
  ['{{ qoted_label("x") }}', '1: qoted_label is neither a variable set above nor a macro; did you mean quoted_label'],
  ['{{ quoted_label() }}', '1: quoted_label(x) needs x'],
  ['{{ quoted_label("a", "b") }}', '1: too many arguments for quoted_label(x)'],
  ['{{ quoted_label(y="a") }}', '1: quoted_label(x) has no parameter y'],
  ['{{ ref("a", "b") }}', '1: ref takes one name in quotes'],
  ['{{ ref("te" ~ "am") }}', '1: ref takes one name in quotes'],
  ['{% set ref = 1 %}', '1: ref is taken by dbt or by a macro: choose another variable name'],
  ['{% set x %}a{% endset %}{{ y }}', '1: y is neither a variable set above nor a macro'],
  ['{{ config(materialized="tabel") }}', '1: config materialized: materialized is table, view or incremental'],
  ['{{ config(schema="x") }}', '1: config: Unrecognized key: "schema"'],
  ['{{ config(tags=[x]) }}', '1: config tags must be written out, not computed'],
  ["{{ var('as_off') }}", "1: var('as_off') is not declared under vars: in dbt_project.yml"],
  ['select 1 {{ ', '1: template does not parse'],
  ['select\u2003 1', '1: a typographic blank (U+2000 to U+200A) stands here: use a plain space'],
];

describe('the template subset', () => {
  for (const [text, problem] of REFUSED) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(problemsOf({ 'models/report.sql': text }).join('\n')).toContain(`models/report.sql:${problem}`);
    });
  }

  it('refuses relations inside macros, so that the graph shows every dependency', () => {
    const macro = "{% macro m() %}\nselect * from {{ ref('team') }}{% endmacro %}";
    expect(problemsOf({ 'macros/m.sql': macro })).toEqual([
      'macros/m.sql:2: ref inside a macro hides a dependency: call ref in the model and pass the result',
    ]);
  });

  it('refuses a macro that reads variables of its caller', () => {
    const changes = { 'macros/m.sql': '{% macro m() %}{{ column }}{% endmacro %}' };
    expect(problemsOf(changes)[0]).toContain('macros/m.sql:1: column is neither a variable set above nor a macro');
  });

  it('renders loops, conditions, lists, dictionaries, namespaces and text functions', () => {
    const text = `{% set columns = ['a', 'b'] -%}
{% set total = namespace(n=0) -%}
select {% for c in columns %}{{ c | upper }}{% if not loop.last %}, {% endif %}{% endfor %}
{%- for name, type in [('x', 'date'), ('y', 'bigint')] %}, cast(null as {{ type }}) as {{ name }}{% endfor %}
{%- for key, value in {'p': 1, 'q': 2}.items() %}{% set total.n = total.n + value %}, {{ value }} as {{ key }}{% endfor %}
, {{ total.n }} as total, '{{ columns | join('-') }}' as joined, {{ 'yes' if 'a' in columns else 'no' }} as answer`;
    expect(compiled(text)).toBe(
      "select A, B, cast(null as date) as x, cast(null as bigint) as y, 1 as p, 2 as q\n, 3 as total, 'a-b' as joined, yes as answer",
    );
  });

  it('renders nothing for a loop over an empty list', () => {
    expect(compiled('select 1 as one{% for x in [] %}, {{ x }}{% endfor %}')).toBe('select 1 as one');
  });

  it('stops at a value that is missing when rendering, instead of leaving a hole', () => {
    expect(() => compiled("select\n {{ {'a': 1}.b }}")).toThrow('models/report.sql:');
    expect(() => compiled('select {{ ["a", "b"] }}')).toThrow('a list is printed here');
    expect(() => compiled('select {{ none }}')).toThrow('models/report.sql:1: none is printed here');
  });

  it('gives variables from the project, overridden by the run', () => {
    expect(compiled("select '{{ var('as_of') }}' as d")).toBe("select '2026-10-25' as d");
    expect(compiled("select '{{ var('as_of') }}' as d", { as_of: '2026-11-01' })).toBe("select '2026-11-01' as d");
    expect(compiled("select '{{ var('nowhere', 'else') }}' as d")).toBe("select 'else' as d");
  });
});
