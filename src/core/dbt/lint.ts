import { type CompileOptions, compileWithLines } from './compile.ts';
import { type LintText, RULES } from './lint-rules.ts';
import { fromFirst, reusedAliases, uncastAggregates } from './lint-scopes.ts';
import { type Problem, ProjectProblems, sortProblems } from './problem.ts';
import type { Model, Project } from './project-types.ts';
import { sqlTokens } from './sql-tokens.ts';

/** Something in an SQL text that does not mean the same on DuckDB and on Trino/Athena. */
export interface LintFinding {
  /** 1-based line of the SQL text given. */
  readonly line: number;
  readonly message: string;
}

/** What the lint may know about the inputs of an SQL text. */
export interface LintInputs {
  /** Columns of the inputs that are declared as decimals, lower case. */
  readonly decimalColumns?: ReadonlySet<string>;
  /** All declared columns of the inputs, lower case. */
  readonly columns?: ReadonlySet<string>;
}

/** Comment that our division macros put before their `/`: only they may divide. */
export const EXACT_MARK = '/*exact*/';

/** Macros that may write {@link EXACT_MARK}. */
const DIVISION_MACROS = ['safe_divide', 'default__divide_decimal', 'default__integer_quotient'];

/** Checks one compiled Trino statement. Findings come by line. */
export function lintSql(sql: string, inputs: LintInputs = {}): LintFinding[] {
  const all = sqlTokens(sql);
  const exact = new Set<number>();
  let index = 0;
  for (const [i, token] of all.entries()) {
    if (token.kind === 'comment') continue;
    if (token.text === '/' && all[i - 1]?.text === EXACT_MARK) exact.add(index);
    index++;
  }
  const text: LintText = { tokens: all.filter((t) => t.kind !== 'comment'), exact };
  const { tokens } = text;
  const findings: LintFinding[] = [];
  const first = tokens[0];
  if (first === undefined || !['select', 'with', '('].includes(first.text)) {
    findings.push({
      line: first?.line ?? 1,
      message: 'a model is one SELECT (or WITH … SELECT); the runner writes all DDL',
    });
  }
  for (const [i, token] of tokens.entries()) {
    for (const rule of Object.values(RULES)) {
      const message = rule(text, i);
      if (message !== undefined) findings.push({ line: token.line, message });
    }
  }
  const scoped = [
    ...fromFirst(tokens),
    ...uncastAggregates(tokens, inputs.decimalColumns ?? new Set()),
    ...reusedAliases(tokens, inputs.columns ?? new Set()),
  ];
  for (const { token, message } of scoped) findings.push({ line: token.line, message });
  return findings.sort((a, b) => a.line - b.line);
}

/**
 * Compiles every model for Trino and lints it; lines are those of the model file. Also refuses the division mark
 * outside the division macros. Returns all problems, sorted; none means the project is portable as far as text shows.
 */
export function lintProject(project: Project, options: Pick<CompileOptions, 'vars'> = {}): Problem[] {
  const problems: Problem[] = [];
  for (const node of project.nodes.values()) {
    if (node.kind === 'model') problems.push(...lintModel(project, node, options));
  }
  for (const macro of project.macros.values()) {
    if (DIVISION_MACROS.includes(macro.name) || !JSON.stringify(macro.node.body).includes(EXACT_MARK)) continue;
    problems.push({
      file: macro.file,
      line: macro.line,
      message: `${EXACT_MARK} is for ${DIVISION_MACROS.join(', ')} only`,
    });
  }
  return sortProblems(problems);
}

function lintModel(project: Project, model: Model, options: Pick<CompileOptions, 'vars'>): Problem[] {
  const marked = model.text.split('\n').findIndex((line) => line.includes(EXACT_MARK));
  if (marked >= 0) {
    const message = `${EXACT_MARK} belongs to the division macros: call safe_divide or divide_decimal`;
    return [{ file: model.file, line: marked + 1, message }];
  }
  try {
    const relation = (_: string, name: string) => name;
    const { sql, lines } = compileWithLines(project, model.name, {
      ...options,
      dialect: 'trino',
      relation,
      this: model.name,
    });
    const inputs = model.dependsOn.flatMap((name) => project.nodes.get(name)?.columns ?? []);
    const columns = new Set(inputs.map((c) => c.name.toLowerCase()));
    const decimalColumns = new Set(
      inputs.filter((c) => c.type?.startsWith('decimal')).map((c) => c.name.toLowerCase()),
    );
    return lintSql(sql, { columns, decimalColumns }).map(({ line, message }) => ({
      file: model.file,
      line: lines[line - 1] ?? 1,
      message,
    }));
  } catch (error) {
    if (error instanceof ProjectProblems) return [...error.problems];
    throw error;
  }
}
