import { BUILT_IN_TESTS } from './macros.ts';
import { didYouMean } from './nearest.ts';
import type { Problem } from './problem.ts';
import type { DataTest, MacroDefinition } from './project-types.ts';
import type { DataTestEntry } from './properties-yml.ts';

/** Where an entry under `data_tests:` stands. */
export interface EntryPlace {
  readonly relation: string;
  readonly column?: string;
  readonly file: string;
  readonly line: number;
}

const BUILT_IN_ARGUMENTS: Record<string, readonly string[]> = {
  not_null: [],
  unique: [],
  accepted_values: ['values', 'quote'],
  relationships: ['to', 'field'],
};

/** Relation named by an argument such as `ref('x')` or `source('a', 'b')`; undefined for other texts. */
export function relationArgument(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const ref = /^\s*(?:\{\{)?\s*ref\(\s*(['"])([^'"]+)\1\s*\)\s*(?:\}\})?\s*$/.exec(value);
  if (ref) return ref[2];
  const source = /^\s*(?:\{\{)?\s*source\(\s*(['"])([^'"]+)\1\s*,\s*(['"])([^'"]+)\3\s*\)\s*(?:\}\})?\s*$/.exec(value);
  return source ? `${source[2]}.${source[4]}` : undefined;
}

/** Turns a yml entry into a data test; unknown tests and wrong arguments become Problems. */
export function dataTestOf(
  entry: DataTestEntry,
  place: EntryPlace,
  macros: ReadonlyMap<string, MacroDefinition>,
  problems: Problem[],
): DataTest | undefined {
  const { relation, column, file, line } = place;
  const written = typeof entry === 'string' ? { test: entry, arguments: {}, config: {} } : entry;
  const { test, arguments: args, config } = written;
  const macro = macros.get(`test_${test}`);
  const builtIn = BUILT_IN_ARGUMENTS[test];
  const refuse = (message: string): undefined => {
    problems.push({ file, line, message });
    return undefined;
  };
  if (macro === undefined && builtIn === undefined) {
    const known = [
      ...BUILT_IN_TESTS,
      ...[...macros.keys()].filter((m) => m.startsWith('test_')).map((m) => m.slice(5)),
    ];
    return refuse(`no test named ${test} (it would be a macro test_${test})${didYouMean(test, known)}`);
  }
  if (builtIn !== undefined && column === undefined && !('column_name' in args)) {
    return refuse(`${test} belongs under a column of ${relation}`);
  }
  const known = macro?.signature.parameters.map((p) => p.name).slice(1) ?? builtIn!;
  for (const key of Object.keys(args)) {
    if (!known.includes(key))
      return refuse(`test ${test} has no argument ${key}; there are ${known.join(', ') || 'none'}`);
  }
  const needed = macro
    ? macro.signature.parameters.slice(1).filter((p) => p.required && p.name !== 'column_name')
    : builtIn!.filter((p) => p !== 'quote').map((name) => ({ name }));
  for (const { name } of needed) {
    if (!(name in args)) return refuse(`test ${test} needs the argument ${name}`);
  }
  const texts = [config.where ?? '', ...Object.values(args)].filter((v) => relationArgument(v) === undefined);
  if (texts.some((v) => typeof v === 'string' && /\{[{%]/.test(v))) {
    return refuse(
      `test ${test}: templates are not rendered in yml; only ref('…') and source('…', '…') are known there`,
    );
  }
  const references = Object.values(args).flatMap((v) => relationArgument(v) ?? []);
  return {
    name: ('name' in written && written.name) || defaultName(test, place, args),
    description: ('description' in written && written.description) || '',
    how: { kind: 'generic', test, arguments: args },
    relation,
    ...(column === undefined ? {} : { column }),
    severity: config.severity ?? 'error',
    ...(config.where === undefined ? {} : { where: config.where }),
    tags: [config.tags ?? []].flat(),
    dependsOn: [...new Set([relation, ...references])].sort(),
    file,
    line,
  };
}

/** `unique_dim_team_team_id`, with argument values where they tell two tests apart. */
function defaultName(test: string, { relation, column }: EntryPlace, args: Readonly<Record<string, unknown>>): string {
  const values = Object.values(args).flatMap(
    (v) => relationArgument(v) ?? (Array.isArray(v) ? v.join('_') : String(v)),
  );
  return [test, relation, column ?? '', ...values]
    .filter((part) => part !== '')
    .join('_')
    .replace(/[^A-Za-z0-9_]+/g, '_');
}
