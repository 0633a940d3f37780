import { parseCsv } from '../csv.ts';
import { type CompileOptions, modelNamed, renderSql } from './compile.ts';
import { relationArgument } from './data-test-entries.ts';
import { inlineRelation, sqlType, type TypedColumn } from './inline-relation.ts';
import { didYouMean } from './nearest.ts';
import { ProjectProblems } from './problem.ts';
import type { Model, Project, UnitTest } from './project-types.ts';

/** A unit test as one statement: its rows are the differences, none means passed. */
export interface CompiledUnitTest {
  readonly name: string;
  readonly model: string;
  /**
   * SELECT with the column `difference` (`missing`: expected but not produced; `unexpected`: produced but not expected)
   * and the compared columns.
   */
  readonly sql: string;
  readonly file: string;
  readonly line: number;
}

/** What compiling a unit test needs. */
export interface UnitTestOptions extends Pick<CompileOptions, 'dialect' | 'vars'> {
  /** Columns of a relation whose yml does not declare types, e.g. those of a landed contract by source name. */
  readonly columnsOf?: (relation: string) => readonly TypedColumn[] | undefined;
}

/**
 * Compiles a dbt unit test: each `given` input becomes an inline relation typed by the declared `data_type`s, the
 * model's SELECT runs over them, and the rows are compared with `expect` as multisets, on the columns that `expect`
 * names. Throws {@link ProjectProblems} when an input or a type is missing.
 */
export function compileUnitTest(project: Project, test: UnitTest, options: UnitTestOptions): CompiledUnitTest {
  const refuse = (message: string): never => {
    throw new ProjectProblems([{ file: test.file, line: test.line, message: `unit test ${test.name}: ${message}` }]);
  };
  const { dialect } = options;
  const model = modelNamed(project, test.model);
  const typesOf = (relation: string): readonly TypedColumn[] => {
    const declared = project.nodes.get(relation)?.columns ?? [];
    const typed = declared.filter((c): c is typeof c & TypedColumn => c.type !== undefined);
    return typed.length > 0 ? typed : (options.columnsOf?.(relation) ?? []);
  };
  const attempt = <T>(what: string, make: () => T): T => {
    try {
      return make();
    } catch (error) {
      if (error instanceof ProjectProblems) throw error;
      return refuse(`${what}: ${(error as Error).message}`);
    }
  };

  const given = new Map<string, string>();
  for (const input of test.given) {
    const name = /^\s*this\s*$/.test(input.input) ? model.name : relationArgument(input.input);
    if (name === undefined) return refuse(`input ${input.input} must be ref('…'), source('…', '…') or this`);
    const needed = name === model.name || model.dependsOn.includes(name);
    if (!needed) refuse(`${model.name} does not read ${name}${didYouMean(name, model.dependsOn)}`);
    given.set(
      name,
      attempt(input.input, () => fixtureSql(input, typesOf(name), dialect)),
    );
  }
  for (const name of model.dependsOn) {
    if (!given.has(name)) refuse(`${model.name} reads ${name}: give it rows, or rows: [] for none`);
  }

  const { is_incremental: incremental, ...macroOverrides } = test.overrides.macros ?? {};
  const actual = renderSql(project, model.template, {
    dialect,
    vars: { ...options.vars, ...test.overrides.vars },
    relation: (_, name) => givenName(name),
    this: givenName(model.name),
    incremental: incremental === true,
    macroOverrides,
  });
  const columns = expectedColumns(test, model, typesOf(model.name), refuse);
  const names = columns.map((c) => c.name).join(', ');
  const casts = columns.map((c) => `cast(${c.name} as ${sqlType(c.type, dialect)}) as ${c.name}`).join(', ');
  const expected = attempt('expect', () => fixtureSql(test.expect, columns, dialect));
  const ctes = [
    ...[...given].map(([name, sql]) => `${givenName(name)} as (\n${sql}\n)`),
    `actual_rows as (\nselect ${casts}\nfrom (\n${actual}\n) as model_rows\n)`,
    `expected_rows as (\n${expected}\n)`,
  ];
  const except = (label: string, left: string, right: string) =>
    `select '${label}' as difference, ${names}\nfrom (select ${names} from ${left} except all select ${names} from ${right}) as ${label}_rows`;
  const sql = `with ${ctes.join(',\n')}\n${except('missing', 'expected_rows', 'actual_rows')}\nunion all\n${except('unexpected', 'actual_rows', 'expected_rows')}\norder by ${columns.map((_, i) => i + 2).join(', ')}, 1`;
  return { name: test.name, model: model.name, sql, file: test.file, line: test.line };
}

/** Name of an input's inline relation; differs from the model's own import CTEs. */
function givenName(relation: string): string {
  return `given_${relation.replace('.', '__')}`;
}

type Fixture = UnitTest['given'][number] | UnitTest['expect'];

function fixtureSql(fixture: Fixture, columns: readonly TypedColumn[], dialect: CompileOptions['dialect']): string {
  if (fixture.format === 'sql') {
    if (typeof fixture.rows !== 'string') throw new Error('format sql needs rows: as one SELECT text');
    return fixture.rows.trim();
  }
  const rows = rowsOf(fixture);
  const known = columns.map((c) => c.name);
  for (const name of namesIn(rows)) {
    if (known.includes(name)) continue;
    throw new Error(`column ${name} has no data_type in any yml${didYouMean(name, known)}`);
  }
  if (columns.length === 0) throw new Error('the relation has no declared columns: describe them with data_type');
  return inlineRelation(columns, rows, dialect);
}

function rowsOf(fixture: Fixture): readonly Readonly<Record<string, unknown>>[] {
  const { rows = [] } = fixture;
  if (typeof rows !== 'string') return rows;
  if (fixture.format !== 'csv') throw new Error('rows given as text need format: csv or format: sql');
  return parseCsv(rows).map(({ values }) =>
    Object.fromEntries(Object.entries(values).map(([k, v]) => [k.trim(), v.trim() === '' ? null : v.trim()])),
  );
}

/** Columns named in any row, in order of first appearance. */
function namesIn(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function expectedColumns(
  test: UnitTest,
  model: Model,
  types: readonly TypedColumn[],
  refuse: (message: string) => never,
): TypedColumn[] {
  if (test.expect.format === 'sql') {
    if (types.length === 0) refuse(`describe the columns of ${model.name} with data_type`);
    return [...types];
  }
  const rows = rowsOf(test.expect);
  const names = rows.length > 0 ? namesIn(rows) : types.map((c) => c.name);
  if (names.length === 0) refuse('expect names no column');
  for (const [i, row] of rows.entries()) {
    const left = names.filter((name) => !Object.hasOwn(row, name));
    if (left.length > 0)
      refuse(
        `expect: row ${i + 1} does not name ${left.join(', ')}, as other rows do; dbt takes that for an error: write null`,
      );
  }
  return names.map((name) => {
    const type = types.find((c) => c.name === name)?.type;
    if (type !== undefined) return { name, type };
    return refuse(
      `expect: ${model.name}.${name} has no data_type in its yml${didYouMean(
        name,
        types.map((c) => c.name),
      )}`,
    );
  });
}
