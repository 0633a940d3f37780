import { type CompileOptions, callMacro, renderSql } from './compile.ts';
import { relationArgument } from './data-test-entries.ts';
import { builtInTestSql } from './data-test-sql.ts';
import type { DataTest, Project } from './project-types.ts';

/** A data test as SQL: its rows are the failures. */
export interface CompiledDataTest {
  readonly name: string;
  /** One SELECT of all failing rows; none means passed. */
  readonly sql: string;
  /** `error` stops publishing, `warn` is only reported. */
  readonly severity: 'error' | 'warn';
  readonly relation?: string;
  readonly column?: string;
  readonly dependsOn: readonly string[];
  readonly file: string;
  readonly line: number;
}

/** Compiles a data test for one engine; relations are named by `options.relation` as in models. */
export function compileDataTest(project: Project, test: DataTest, options: CompileOptions): CompiledDataTest {
  return {
    name: test.name,
    sql: testSql(project, test, options),
    severity: test.severity,
    ...(test.relation === undefined ? {} : { relation: test.relation }),
    ...(test.column === undefined ? {} : { column: test.column }),
    dependsOn: test.dependsOn,
    file: test.file,
    line: test.line,
  };
}

/** The first failing rows of a compiled test, for the error message. */
export function sampleSql(test: CompiledDataTest, limit: number): string {
  return `select *\nfrom (\n${test.sql}\n) as failures\nlimit ${limit}`;
}

/** How many rows fail each of several compiled tests: one row per test with the columns `test_no` (place in the list) and `failures`. */
export function failureCountsSql(tests: readonly CompiledDataTest[]): string {
  return tests
    .map((t, i) => `select ${i} as test_no, cast(count(*) as bigint) as failures\nfrom (\n${t.sql}\n) as failures_${i}`)
    .join('\nunion all\n');
}

/**
 * Tests in groups of which each fits one statement: at most `maxTests` of them and `maxCharacters` of SQL (a longer test
 * is a group of its own). The order stays.
 */
export function testGroups(
  tests: readonly CompiledDataTest[],
  maxTests: number,
  maxCharacters: number,
): CompiledDataTest[][] {
  const groups: CompiledDataTest[][] = [];
  let size = 0;
  for (const test of tests) {
    const last = groups.at(-1);
    const fits = last !== undefined && last.length < maxTests && size + test.sql.length <= maxCharacters;
    if (fits) last.push(test);
    else groups.push([test]);
    size = (fits ? size : 0) + test.sql.length;
  }
  return groups;
}

function testSql(project: Project, test: DataTest, options: CompileOptions): string {
  const { how } = test;
  if (how.kind === 'singular') return renderSql(project, how.template, options);
  const relation = (name: string) => options.relation(project.nodes.get(name)!.kind, name);
  const whole = relation(test.relation!);
  const model = test.where === undefined ? whole : `(select * from ${whole} where ${test.where}) as tested`;
  const args: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(how.arguments)) {
    const named = relationArgument(value);
    args[key] = named === undefined ? value : relation(named);
  }
  const macro = `test_${how.test}`;
  if (!project.macros.has(macro)) return builtInTestSql(test, how.test, args, model);
  const column = test.column === undefined ? {} : { column_name: test.column };
  return renderSql(project, callMacro(macro, [], { model, ...column, ...args }), options);
}
