import { didYouMean } from './nearest.ts';
import { compareText, type Problem } from './problem.ts';
import type { Project, ProjectNode } from './project-types.ts';

/** Direct inputs of a node; seeds and sources have none. */
export function inputsOf(node: ProjectNode): readonly string[] {
  return node.kind === 'model' ? node.dependsOn : [];
}

/** Direct readers of every node, sorted by name. */
export function readersOf(project: Pick<Project, 'nodes'>): Map<string, string[]> {
  const readers = new Map([...project.nodes.keys()].map((name) => [name, [] as string[]]));
  for (const node of project.nodes.values()) {
    for (const input of inputsOf(node)) readers.get(input)?.push(node.name);
  }
  for (const names of readers.values()) names.sort(compareText);
  return readers;
}

/** Node names so that each comes after its inputs; among free ones by name, so the order is always the same. */
export function buildOrder(project: Pick<Project, 'nodes'>): string[] {
  const waiting = new Map([...project.nodes].map(([name, node]) => [name, new Set(inputsOf(node))]));
  const readers = readersOf(project);
  const ready = [...waiting].filter(([, inputs]) => inputs.size === 0).map(([name]) => name);
  const order: string[] = [];
  while (ready.length > 0) {
    ready.sort(compareText);
    const name = ready.shift()!;
    order.push(name);
    for (const reader of readers.get(name) ?? []) {
      const inputs = waiting.get(reader)!;
      inputs.delete(name);
      if (inputs.size === 0) ready.push(reader);
    }
  }
  return order;
}

/** All nodes that can be reached from `start` along `next`, without `start` itself. */
export function reachable(start: string, next: (name: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const neighbour of next(name)) {
      if (found.has(neighbour) || neighbour === start) continue;
      found.add(neighbour);
      open.push(neighbour);
    }
  }
  return found;
}

/** Adds a Problem for each unknown ref, source, test target and unit-test model, and for each cycle with its chain. */
export function checkGraph(project: Project, problems: Problem[]): void {
  const relations = [...project.nodes.values()].filter((n) => n.kind !== 'source').map((n) => n.name);
  const sources = [...project.nodes.values()].filter((n) => n.kind === 'source').map((n) => n.name);
  const unknownRef = (name: string, file: string, line: number) => {
    if (project.nodes.has(name) && !name.includes('.')) return;
    problems.push({
      file,
      line,
      message: `ref('${name}'): there is no model or seed ${name}${didYouMean(name, relations)}`,
    });
  };
  const unknownSource = (name: string, file: string, line: number) => {
    if (project.nodes.get(name)?.kind === 'source') return;
    const message = `source('${name.replace('.', "', '")}') is not declared in any yml${didYouMean(name, sources)}`;
    problems.push({ file, line, message });
  };
  for (const node of project.nodes.values()) {
    if (node.kind !== 'model') continue;
    for (const { name, line } of node.facts.refs) unknownRef(name, node.file, line);
    for (const { name, line } of node.facts.sources) unknownSource(name, node.file, line);
    for (const input of node.config.grain === 'summary' ? inputsOf(node) : []) {
      const read = project.nodes.get(input);
      if (read === undefined || isStoredMart(read)) continue;
      const line = [...node.facts.refs, ...node.facts.sources].find((r) => r.name === input)?.line ?? 1;
      const message = `${node.name} is a summary and reads ${input}, which is no published mart: read a published one, or make its grain whole or period`;
      problems.push({ file: node.file, line, message });
    }
    for (const { name, line, hasDefault } of node.facts.vars) {
      if (hasDefault || name in project.yml.vars) continue;
      const near = didYouMean(name, Object.keys(project.yml.vars));
      problems.push({
        file: node.file,
        line,
        message: `var('${name}') is not declared under vars: in dbt_project.yml${near}`,
      });
    }
  }
  for (const test of project.dataTests) {
    const uses = test.how.kind === 'singular' ? test.how.facts : undefined;
    for (const { name, line } of uses?.refs ?? []) unknownRef(name, test.file, line);
    for (const { name, line } of uses?.sources ?? []) unknownSource(name, test.file, line);
    if (uses !== undefined) continue;
    for (const name of test.dependsOn.filter((n) => n !== test.relation)) {
      (name.includes('.') ? unknownSource : unknownRef)(name, test.file, test.line);
    }
  }
  for (const test of project.unitTests) {
    if (project.nodes.get(test.model)?.kind === 'model') continue;
    const message = `unit test ${test.name}: there is no model ${test.model}${didYouMean(test.model, relations)}`;
    problems.push({ file: test.file, line: test.line, message });
  }
  for (const cycle of cycles(project)) {
    const node = project.nodes.get(cycle[0]!);
    const file = node?.kind === 'model' ? node.file : '';
    const line = node?.kind === 'model' ? (node.facts.refs.find((r) => r.name === cycle[1])?.line ?? 1) : 1;
    problems.push({ file, line, message: `models read each other in a circle: ${cycle.join(' -> ')}` });
  }
}

/** True for a mart whose rows are published: a summary is made from nothing else. */
function isStoredMart(node: ProjectNode): boolean {
  return node.kind === 'model' && node.config.published && node.config.materialized !== 'view';
}

/** One chain `a -> b -> a` per circle; every circle is reported once, starting at its smallest name. */
function cycles(project: Project): string[][] {
  const ordered = new Set(buildOrder(withoutUnknown(project)));
  const stuck = [...project.nodes.keys()].filter((name) => !ordered.has(name)).sort(compareText);
  const found: string[][] = [];
  const reported = new Set<string>();
  for (const start of stuck) {
    if (reported.has(start)) continue;
    const chain = pathBack(project, start);
    if (chain === undefined) continue;
    for (const name of chain) reported.add(name);
    found.push(chain);
  }
  return found;
}

function withoutUnknown(project: Project): Pick<Project, 'nodes'> {
  const nodes = [...project.nodes].map(([name, node]): [string, ProjectNode] => {
    if (node.kind !== 'model') return [name, node];
    return [name, { ...node, dependsOn: node.dependsOn.filter((d) => project.nodes.has(d)) }];
  });
  return { nodes: new Map(nodes) };
}

/** Shortest chain from a node along its inputs back to itself. */
function pathBack(project: Project, start: string): string[] | undefined {
  const queue: string[][] = [[start]];
  const seen = new Set<string>();
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const node = project.nodes.get(path.at(-1)!);
    for (const input of node === undefined ? [] : inputsOf(node)) {
      if (input === start) return [...path, start];
      if (seen.has(input)) continue;
      seen.add(input);
      queue.push([...path, input]);
    }
  }
  return undefined;
}
