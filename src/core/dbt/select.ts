import { inputsOf, reachable, readersOf } from './graph.ts';
import { didYouMean } from './nearest.ts';
import type { DataTest, Project, ProjectNode, UnitTest } from './project-types.ts';

/** A selection that names nothing that exists, with the nearest names. */
export class SelectionError extends Error {
  override readonly name = 'SelectionError';
}

/** `--select` and `--exclude` as given; several words are a union, words joined by commas an intersection. */
export interface Selection {
  readonly select?: string;
  readonly exclude?: string;
}

/**
 * Names of the models and seeds that a selection takes; without `select` all of them. A word is a model name (`*` stands
 * for any text), `tag:x`, `path:folder`, `source:schema.table` or `config:published`; `+word` adds everything it is made
 * from, `word+` everything made from it, `+word+` both. Throws {@link SelectionError} for a word that matches nothing.
 */
export function selectNodes(project: Project, selection: Selection): Set<string> {
  const buildable = (names: Iterable<string>) => [...names].filter((n) => project.nodes.get(n)?.kind !== 'source');
  const all = buildable(project.nodes.keys());
  const chosen = selection.select === undefined ? all : buildable(union(project, selection.select));
  const left = new Set(chosen);
  if (selection.exclude !== undefined) for (const name of union(project, selection.exclude)) left.delete(name);
  return left;
}

/** Data tests that belong to the selected relations: attached to one, or (singular) reading at least one. */
export function dataTestsOf(project: Project, names: ReadonlySet<string>): DataTest[] {
  return project.dataTests.filter((t) =>
    t.relation === undefined ? t.dependsOn.some((d) => names.has(d)) : names.has(t.relation),
  );
}

/** Unit tests of the selected models. */
export function unitTestsOf(project: Project, names: ReadonlySet<string>): UnitTest[] {
  return project.unitTests.filter((t) => names.has(t.model));
}

function union(project: Project, text: string): Set<string> {
  const words = text.trim().split(/\s+/);
  if (words[0] === '') throw new SelectionError('the selection is empty: give a model name, tag:… or path:…');
  return new Set(words.flatMap((word) => [...intersection(project, word)]));
}

function intersection(project: Project, word: string): Set<string> {
  const [first, ...others] = word.split(',').map((atom) => withGraph(project, atom));
  return new Set([...first!].filter((name) => others.every((set) => set.has(name))));
}

function withGraph(project: Project, atom: string): Set<string> {
  const [, before, core, after] = /^(\+?)(.*?)(\+?)$/.exec(atom)!;
  if (core === '' || core!.includes('+') || core!.includes('@')) {
    throw new SelectionError(`${atom} is not a selector: write model, +model, model+, +model+, tag:x or path:x`);
  }
  const roots = matching(project, core!);
  const found = new Set(roots);
  const readers = readersOf(project);
  for (const root of roots) {
    if (before) for (const n of reachable(root, (name) => inputsOf(project.nodes.get(name)!))) found.add(n);
    if (after) for (const n of reachable(root, (name) => readers.get(name) ?? [])) found.add(n);
  }
  return found;
}

function matching(project: Project, core: string): string[] {
  const [, method = 'name', value = ''] = /^(?:(\w+):)?(.+)$/.exec(core) ?? [];
  const pattern = new RegExp(
    `^${value
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );
  const nodes = [...project.nodes.values()];
  const filters: Record<string, (node: ProjectNode) => boolean> = {
    name: (n) => n.kind !== 'source' && pattern.test(n.name),
    tag: (n) => n.config.tags.some((t) => pattern.test(t)),
    path: (n) => n.kind !== 'source' && isBelow(n.file, project.root, value),
    source: (n) => n.kind === 'source' && (pattern.test(n.name) || pattern.test(n.source)),
    config: (n) => n.kind === 'model' && value === 'published' && n.config.published,
  };
  const filter = filters[method];
  if (filter === undefined) {
    throw new SelectionError(`${method}: is not a way to select${didYouMean(method, Object.keys(filters))}`);
  }
  const found = nodes.filter(filter).map((n) => n.name);
  if (found.length > 0) return found;
  const known: Record<string, Iterable<string>> = {
    tag: nodes.flatMap((n) => n.config.tags),
    source: nodes.filter((n) => n.kind === 'source').map((n) => n.name),
    config: ['published'],
    path: nodes.flatMap((n) => (n.kind === 'source' ? [] : [n.file])),
  };
  const candidates = known[method] ?? nodes.filter((n) => n.kind !== 'source').map((n) => n.name);
  throw new SelectionError(`${core} matches no model${didYouMean(value, candidates)}`);
}

/** A path may be given from the repository root or from the project folder; a folder or a file. */
function isBelow(file: string, root: string, path: string): boolean {
  const wanted = path.replace(/^\.\//, '').replace(/\/+$/, '');
  return [wanted, `${root}/${wanted}`].some((p) => file === p || file.startsWith(`${p}/`));
}
