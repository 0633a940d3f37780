import { didYouMean } from './nearest.ts';
import { ProjectProblems } from './problem.ts';
import type { Model, Project } from './project-types.ts';
import { renderTemplate, type Template } from './template.ts';
import { readBlankMarks } from './template-lines.ts';
import type { MacroNode, Node } from './template-tree.ts';

/** SQL variant that macros dispatch to. Athena and Trino are one. */
export type Dialect = 'duckdb' | 'trino';

/** What a compilation needs besides the project. */
export interface CompileOptions {
  readonly dialect: Dialect;
  /** Overrides of `vars:` in dbt_project.yml. */
  readonly vars?: Readonly<Record<string, unknown>>;
  /** SQL text that stands for a relation after FROM. Sources are named `schema.table`. */
  readonly relation: (kind: 'model' | 'seed' | 'source', name: string) => string;
  /** SQL text of `{{ this }}`; needed only by models that use it. */
  readonly this?: string;
  /** Value of `is_incremental()`; false unless given. */
  readonly incremental?: boolean;
  /** Schema shown by `target.schema`. */
  readonly schema?: string;
  /** Macros replaced by a fixed value, for unit tests. */
  readonly macroOverrides?: Readonly<Record<string, unknown>>;
}

/** A compiled model. */
export interface CompiledModel {
  readonly name: string;
  /** One SELECT without a closing semicolon. */
  readonly sql: string;
  readonly dependsOn: readonly string[];
}

/** Compiles a model to SQL of one engine. Throws {@link ProjectProblems} with file and line when rendering fails. */
export function compileModel(project: Project, name: string, options: CompileOptions): CompiledModel {
  const { sql } = compileWithLines(project, name, options);
  return { name, sql, dependsOn: modelNamed(project, name).dependsOn };
}

/** Like {@link compileModel}, with the line of the model file for each line of the SQL. */
export function compileWithLines(
  project: Project,
  name: string,
  options: CompileOptions,
): { readonly sql: string; readonly lines: readonly number[] } {
  const { text, lines } = readBlankMarks(render(project, modelNamed(project, name).template, options));
  return { sql: text, lines };
}

/** The model of a name; an unknown one throws with the nearest names. */
export function modelNamed(project: Project, name: string): Model {
  const node = project.nodes.get(name);
  if (node?.kind === 'model') return node;
  const known = [...project.nodes.values()].filter((n) => n.kind === 'model').map((n) => n.name);
  throw new Error(`there is no model ${name}${didYouMean(name, known)}`);
}

/** Renders a macro of the project with plain values as arguments, as `{{ name(…) }}` would. */
export function renderMacro(
  project: Project,
  name: string,
  args: readonly unknown[],
  options: Pick<CompileOptions, 'dialect' | 'vars'>,
): string {
  if (!project.macros.has(name)) throw new Error(`there is no macro ${name}${didYouMean(name, project.macros.keys())}`);
  const relation = () => {
    throw new Error('a macro names no relation');
  };
  return renderSql(project, callMacro(name, args, {}), { ...options, relation });
}

/** The template `{{ name(args…, named…) }}` with values in place of expressions. */
export function callMacro(name: string, args: readonly unknown[], named: Readonly<Record<string, unknown>>): Template {
  const call: Node = {
    type: 'CallExpression',
    callee: { type: 'Identifier', value: name },
    args: [
      ...args.map(valueNode),
      ...Object.entries(named).map(
        ([key, value]): Node => ({
          type: 'KeywordArgumentExpression',
          key: { type: 'Identifier', value: key },
          value: valueNode(value),
        }),
      ),
    ],
  };
  return { file: `macro ${name}`, body: [call] };
}

function valueNode(value: unknown): Node {
  if (typeof value === 'string') return { type: 'StringLiteral', value };
  if (typeof value === 'number') return { type: Number.isInteger(value) ? 'IntegerLiteral' : 'FloatLiteral', value };
  if (typeof value === 'boolean') return { type: 'Identifier', value: String(value) };
  if (value === null || value === undefined) return { type: 'Identifier', value: 'none' };
  if (Array.isArray(value)) return { type: 'ArrayLiteral', value: value.map(valueNode) };
  const entries = Object.entries(value).map(([k, v]): [Node, Node] => [valueNode(k), valueNode(v)]);
  return { type: 'ObjectLiteral', value: new Map(entries) };
}

/** Renders a template of the project; shared by models, tests and hooks. */
export function renderSql(project: Project, template: Template, options: CompileOptions): string {
  return readBlankMarks(render(project, template, options)).text;
}

function render(project: Project, template: Template, options: CompileOptions): string {
  const { dialect } = options;
  const vars = { ...project.yml.vars, ...options.vars };
  const context = {
    ref: (name: string) => options.relation(project.nodes.get(name)?.kind === 'seed' ? 'seed' : 'model', name),
    source: (source: string, table: string) => options.relation('source', `${source}.${table}`),
    config: () => '',
    var: (name: string, fallback?: unknown) => {
      const value = vars[name] ?? fallback;
      if (value !== undefined && value !== null) return value;
      throw new Error(`var('${name}') has no value${didYouMean(name, Object.keys(vars))}`);
    },
    is_incremental: () => options.incremental ?? false,
    target: { type: dialect, name: dialect, schema: options.schema ?? 'main' },
    exceptions: {
      raise_compiler_error: (message: string) => {
        throw new Error(message);
      },
    },
    range: (...bounds: number[]) => range(bounds),
    ...(options.this === undefined ? {} : { this: options.this }),
  };
  return renderTemplate(template, {
    context,
    macros: macroNodes(project, options.macroOverrides ?? {}),
    dispatched: dispatchTable(project, dialect),
  });
}

function macroNodes(project: Project, overrides: Readonly<Record<string, unknown>>): MacroNode[] {
  return [...project.macros.values()].map(({ node, name }) => {
    if (!(name in overrides)) return node;
    return { ...node, body: [{ type: 'StringLiteral', value: String(overrides[name]) }] };
  });
}

/** For each dispatched name the variant this dialect uses: its own, else the default one (which is Trino's SQL). */
function dispatchTable(project: Project, dialect: Dialect): Map<string, string> {
  const table = new Map<string, string>();
  for (const name of project.macros.keys()) {
    const base = /^default__(.+)$/.exec(name)?.[1];
    if (base === undefined) continue;
    const own = `${dialect}__${base}`;
    table.set(base, project.macros.has(own) ? own : name);
  }
  return table;
}

function range(bounds: number[]): number[] {
  const [start, stop, step = 1] = bounds.length === 1 ? [0, bounds[0]!] : (bounds as [number, number, number?]);
  if (step === 0) throw new ProjectProblems([{ file: 'range()', line: 1, message: 'the step of range must not be 0' }]);
  const values: number[] = [];
  for (let n = start; step > 0 ? n < stop : n > stop; n += step) values.push(n);
  return values;
}
