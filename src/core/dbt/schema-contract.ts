import { type Problem, sortProblems } from './problem.ts';
import type { Project } from './project-types.ts';

/** A column as an engine describes it: `DESCRIBE` on DuckDB, information_schema on Trino. */
export interface DescribedColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * Compares what an engine says about a built model with its yml: every column declared, every declared column there, in
 * the same order, with the same type. Problems point to the yml; none means the contract holds.
 */
export function checkSchema(project: Project, model: string, described: readonly DescribedColumn[]): Problem[] {
  const node = project.nodes.get(model);
  if (node === undefined) throw new Error(`there is no model ${model}`);
  const place = node.yml ?? { file: node.kind === 'source' ? '' : node.file, line: 1 };
  const problems: Problem[] = [];
  const say = (line: number, message: string) =>
    problems.push({ file: place.file, line, message: `${model}: ${message}` });
  const declared = new Map(node.columns.map((c) => [c.name.toLowerCase(), c]));
  const found = new Map(described.map((c) => [c.name, c]));
  for (const { name, type } of described) {
    const column = declared.get(name);
    if (column === undefined) {
      say(place.line, `column ${name} (${normalType(type)}) is not described: add it with data_type and description`);
    } else if (column.type === undefined) {
      say(column.line, `column ${name} has no data_type: it is ${normalType(type)}`);
    } else if (normalType(column.type) !== normalType(type)) {
      say(
        column.line,
        `column ${name} is ${normalType(type)} but declared ${column.type}: cast it in the final SELECT`,
      );
    }
  }
  for (const column of node.columns) {
    if (!found.has(column.name)) say(column.line, `column ${column.name} is declared but the SELECT does not give it`);
  }
  const order = described.map((c) => c.name).filter((n) => declared.has(n));
  const wanted = node.columns.map((c) => c.name).filter((n) => found.has(n));
  if (order.join() !== wanted.join())
    say(place.line, `columns come as ${order.join(', ')} but are declared as ${wanted.join(', ')}`);
  return sortProblems(problems);
}

/** One spelling for the types of both engines: lower case, without spaces, without engine-only detail. */
export function normalType(type: string): string {
  const plain = type.toLowerCase().replace(/\s+/g, ' ').trim();
  const array = /^array\((.+)\)$/.exec(plain)?.[1] ?? /^(.+)\[\]$/.exec(plain)?.[1];
  if (array !== undefined) return `array(${normalType(array)})`;
  if (/^(varchar|char|text|string)(\(\d+\))?$/.test(plain)) return 'varchar';
  if (/^timestamp(\(\d\))?( without time zone)?$/.test(plain) || /^timestamp_(ms|s|ns)$/.test(plain))
    return 'timestamp';
  if (plain === 'int') return 'integer';
  if (plain === 'bool') return 'boolean';
  return plain.replaceAll(' ', '').replace(/^numeric\(/, 'decimal(');
}
