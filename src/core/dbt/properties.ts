import { dataTestOf } from './data-test-entries.ts';
import { filesBelow } from './paths.ts';
import type { Problem } from './problem.ts';
import type { DataTest, DeclaredColumn, MacroDefinition, ProjectFiles, UnitTest } from './project-types.ts';
import type { NodeConfigInput, ProjectYml } from './project-yml.ts';
import { propertiesSchema, type RelationProperties } from './properties-yml.ts';
import { readYaml } from './yaml-file.ts';

/** What the yml files say about one relation. */
export interface DescribedRelation {
  readonly kind: 'model' | 'seed' | 'source';
  readonly name: string;
  readonly description: string;
  readonly columns: readonly DeclaredColumn[];
  readonly config: NodeConfigInput;
  readonly place: { readonly file: string; readonly line: number };
}

/** A singular test's entry: its description and configuration. */
export interface DescribedSingular {
  readonly description: string;
  readonly severity: 'error' | 'warn';
  readonly tags: readonly string[];
  readonly place: { readonly file: string; readonly line: number };
}

/** Everything the properties files declare. Relations are keyed by `<kind> <name>`. */
export interface DescribedProject {
  readonly relations: Map<string, DescribedRelation>;
  readonly dataTests: DataTest[];
  readonly unitTests: UnitTest[];
  readonly singular: Map<string, DescribedSingular>;
}

/** Reads all `*.yml` below the model, seed, test and macro paths. */
export function readProperties(
  files: ProjectFiles,
  root: string,
  yml: ProjectYml,
  macros: ReadonlyMap<string, MacroDefinition>,
  problems: Problem[],
): DescribedProject {
  const result: DescribedProject = { relations: new Map(), dataTests: [], unitTests: [], singular: new Map() };
  const paths = [...yml['model-paths'], ...yml['seed-paths'], ...yml['test-paths'], ...yml['macro-paths']];
  for (const { file, text } of filesBelow(files, root, paths, ['.yml', '.yaml'])) {
    const parsed = readYaml(file, text, propertiesSchema, problems);
    if (parsed === undefined) continue;
    const { data, lineOf } = parsed;
    const describe = (
      kind: DescribedRelation['kind'],
      name: string,
      about: RelationProperties,
      config: NodeConfigInput,
      path: readonly PropertyKey[],
    ) => {
      const place = { file, line: lineOf(path) };
      const key = `${kind} ${name}`;
      const earlier = result.relations.get(key);
      if (earlier !== undefined) {
        const { file: other, line } = earlier.place;
        problems.push({ ...place, message: `${key} is also described at ${other}:${line}: keep one` });
        return;
      }
      const columns = about.columns.map((c, i) => column(c, lineOf([...path, 'columns', i])));
      for (const [i, c] of columns.entries()) {
        if (columns.findIndex((other) => other.name === c.name) < i) {
          problems.push({ file, line: c.line, message: `column ${c.name} of ${name} is described twice` });
        }
      }
      const { description = '' } = about;
      result.relations.set(key, { kind, name, description, columns, config, place });
      const addTests = (tests: RelationProperties['data_tests'], at: readonly PropertyKey[], columnName?: string) => {
        for (const [i, entry] of tests.entries()) {
          const line = lineOf([...at, 'data_tests', i]);
          const where = columnName === undefined ? { relation: name } : { relation: name, column: columnName };
          const test = dataTestOf(entry, { ...where, file, line }, macros, problems);
          if (test !== undefined) result.dataTests.push(test);
        }
      };
      addTests(about.data_tests, path);
      for (const [i, c] of about.columns.entries()) addTests(c.data_tests, [...path, 'columns', i], c.name);
    };
    for (const [i, m] of data.models.entries()) describe('model', m.name, m, m.config, ['models', i]);
    for (const [i, s] of data.seeds.entries()) describe('seed', s.name, s, s.config, ['seeds', i]);
    for (const [i, source] of data.sources.entries()) {
      for (const [j, t] of source.tables.entries()) {
        const config = { ...source.config, ...t.config };
        describe('source', `${source.name}.${t.name}`, t, config, ['sources', i, 'tables', j]);
      }
    }
    for (const [i, u] of data.unit_tests.entries()) {
      result.unitTests.push({ ...u, file, line: lineOf(['unit_tests', i]) });
    }
    for (const [i, t] of data.data_tests.entries()) {
      const { description = '', config } = t;
      const place = { file, line: lineOf(['data_tests', i]) };
      const entry = {
        description,
        severity: config.severity ?? 'error',
        tags: [config.tags ?? []].flat(),
        place,
      } as const;
      result.singular.set(t.name, entry);
    }
    for (const [i, m] of data.macros.entries()) {
      if (macros.has(m.name)) continue;
      problems.push({ file, line: lineOf(['macros', i]), message: `there is no macro ${m.name}` });
    }
  }
  nameApart(result.dataTests, problems);
  return result;
}

function column(c: RelationProperties['columns'][number], line: number): DeclaredColumn {
  return {
    name: c.name,
    ...(c.data_type === undefined ? {} : { type: c.data_type.toLowerCase() }),
    ...(c.description === undefined ? {} : { description: c.description.trim() }),
    line,
  };
}

/** Refuses the same test twice, as dbt does; gives other tests with equal names a running number, in file order. */
function nameApart(tests: DataTest[], problems: Problem[]): void {
  const named = new Map<string, DataTest[]>();
  for (const [i, test] of tests.entries()) {
    const { name, file, line } = test;
    const earlier = named.get(name) ?? [];
    named.set(name, [...earlier, test]);
    const identity = (t: DataTest) => JSON.stringify([t.how, t.relation, t.column, t.where]);
    const twin = earlier.find((t) => identity(t) === identity(test));
    if (twin !== undefined) {
      problems.push({ file, line, message: `test ${name} stands also at ${twin.file}:${twin.line}: keep one` });
    }
    if (earlier.length > 0) tests[i] = { ...test, name: `${name}_${earlier.length + 1}` };
  }
}
