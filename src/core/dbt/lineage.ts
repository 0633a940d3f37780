import { buildOrder, inputsOf, readersOf } from './graph.ts';
import { compareText } from './problem.ts';
import type { Project } from './project-types.ts';

/** The graph as data: nodes in build order, edges from input to reader. */
export interface Lineage {
  readonly nodes: readonly {
    readonly name: string;
    readonly kind: 'model' | 'seed' | 'source';
    readonly file?: string;
    readonly tags: readonly string[];
    readonly published: boolean;
    readonly description: string;
  }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** Lineage of the whole project, or of the given names and the edges between them. */
export function lineageOf(project: Project, names?: ReadonlySet<string>): Lineage {
  const wanted = (name: string) => names === undefined || names.has(name);
  const readers = readersOf(project);
  const order = buildOrder(project).filter(wanted);
  const nodes = order.map((name) => {
    const node = project.nodes.get(name)!;
    const { kind, description, config } = node;
    const base = { name, kind, tags: config.tags, published: config.published, description };
    return node.kind === 'source' ? base : { ...base, file: node.file };
  });
  const edges = order.flatMap((from) => (readers.get(from) ?? []).filter(wanted).map((to) => ({ from, to })));
  return { nodes, edges };
}

/** A Mermaid flow chart of a lineage, left to right: landed tables as cylinders, published marts in double frames. */
export function mermaidOf(lineage: Lineage): string {
  const id = (name: string) => name.replaceAll('.', '__');
  const shapes = lineage.nodes.map((n) => {
    if (n.kind === 'source') return `  ${id(n.name)}[(${n.name})]`;
    if (n.kind === 'seed') return `  ${id(n.name)}[/${n.name}/]`;
    return n.published ? `  ${id(n.name)}[[${n.name}]]` : `  ${id(n.name)}[${n.name}]`;
  });
  const arrows = lineage.edges.map((e) => `  ${id(e.from)} --> ${id(e.to)}`);
  return ['flowchart LR', ...shapes.sort(compareText), ...arrows.sort(compareText)].join('\n');
}

/** Direct inputs and readers of a node, sorted. */
export function neighboursOf(project: Project, name: string): { upstream: string[]; downstream: string[] } {
  const node = project.nodes.get(name);
  if (node === undefined) throw new Error(`there is no model, seed or source ${name}`);
  return { upstream: [...inputsOf(node)].sort(compareText), downstream: readersOf(project).get(name) ?? [] };
}
