import { checkGraph } from './graph.ts';
import { loadMacros } from './macros.ts';
import { didYouMean } from './nearest.ts';
import { type ConfigLayer, folderLayers, resolveConfig } from './node-config.ts';
import { filesBelow, joinPath } from './paths.ts';
import { type Problem, ProjectProblems } from './problem.ts';
import type { Model, Project, ProjectFiles, ProjectNode, Seed, SourceTable } from './project-types.ts';
import { projectSchema } from './project-yml.ts';
import { type DescribedRelation, readProperties } from './properties.ts';
import { singularTests } from './singular-tests.ts';
import { parseTemplate } from './template.ts';
import { checkTemplate } from './template-subset.ts';
import { readYaml } from './yaml-file.ts';

/**
 * Reads a dbt project from file texts (paths relative to the repository root, so that `../sql/views` in model-paths
 * resolves). Throws {@link ProjectProblems} with every problem found: YAML, templates, names, tests, graph.
 */
export function loadProject(files: ProjectFiles, root: string): Project {
  const problems: Problem[] = [];
  const file = joinPath(root, 'dbt_project.yml');
  const text = files.get(file);
  if (text === undefined) {
    throw new ProjectProblems([{ file, line: 1, message: 'no dbt_project.yml: is this the model project folder?' }]);
  }
  const projectFile = readYaml(file, text, projectSchema, problems);
  if (projectFile === undefined) throw new ProjectProblems(problems);
  const yml = projectFile.data;

  const macros = loadMacros(filesBelow(files, root, yml['macro-paths'], ['.sql']), problems);
  const signatures = new Map([...macros].map(([name, m]) => [name, m.signature]));
  const described = readProperties(files, root, yml, macros, problems);
  const nodes = new Map<string, ProjectNode>();
  const add = (node: ProjectNode, where: { file: string; line: number }) => {
    const earlier = nodes.get(node.name);
    if (earlier !== undefined) {
      const other = earlier.kind === 'source' ? earlier.yml!.file : earlier.file;
      problems.push({ ...where, message: `${node.kind} ${node.name} is also defined in ${other}: rename one` });
    } else if (node.config.enabled) nodes.set(node.name, node);
  };

  for (const found of filesBelow(files, root, yml['model-paths'], ['.sql'])) {
    const template = parseTemplate(found.file, found.text, problems, true);
    if (template === undefined) continue;
    const facts = checkTemplate(template.body, 'model', signatures, problems);
    const about = described.relations.get(`model ${found.base}`);
    const layers = [
      ...folderLayers({ file, ...projectFile }, 'models', found.folders),
      ...configOf(about),
      { file: found.file, line: facts.configLine ?? 1, values: facts.config },
    ];
    const dependsOn = [...new Set([...facts.refs, ...facts.sources].map((u) => u.name))].sort();
    const base = { ...common(found.base, about), config: resolveConfig(layers, problems) };
    const model: Model = { kind: 'model', ...base, file: found.file, text: found.text, template, facts, dependsOn };
    add(model, { file: found.file, line: 1 });
  }
  for (const found of filesBelow(files, root, yml['seed-paths'], ['.csv'])) {
    const about = described.relations.get(`seed ${found.base}`);
    const layers = [...folderLayers({ file, ...projectFile }, 'seeds', found.folders), ...configOf(about)];
    const base = { ...common(found.base, about), config: resolveConfig(layers, problems) };
    const seed: Seed = { kind: 'seed', ...base, file: found.file, text: found.text };
    add(seed, { file: found.file, line: 1 });
  }
  for (const about of described.relations.values()) {
    if (about.kind !== 'source') {
      const exists = nodes.get(about.name)?.kind === about.kind || isDisabled(about, files, root, yml['model-paths']);
      if (exists) continue;
      const known = [...nodes.values()].filter((n) => n.kind === about.kind).map((n) => n.name);
      problems.push({
        ...about.place,
        message: `there is no ${about.kind} ${about.name}${didYouMean(about.name, known)}`,
      });
      continue;
    }
    const [source, table] = about.name.split('.') as [string, string];
    const base = { ...common(about.name, about), config: resolveConfig(configOf(about), problems) };
    const node: SourceTable = { kind: 'source', ...base, source, table };
    add(node, about.place);
  }

  const dataTests = [...described.dataTests, ...singularTests(files, root, yml, signatures, described, problems)];
  const project: Project = { name: yml.name, root, yml, nodes, macros, dataTests, unitTests: described.unitTests };
  checkGraph(project, problems);
  if (problems.length > 0) throw new ProjectProblems(problems);
  return project;
}

function common(name: string, about: DescribedRelation | undefined) {
  const described = { name, description: about?.description ?? '', columns: about?.columns ?? [] };
  return about === undefined ? described : { ...described, yml: about.place };
}

function configOf(about: DescribedRelation | undefined): ConfigLayer[] {
  return about === undefined ? [] : [{ ...about.place, values: about.config }];
}

/** A described model whose file exists but is switched off. */
function isDisabled(about: DescribedRelation, files: ProjectFiles, root: string, paths: readonly string[]): boolean {
  const extension = about.kind === 'model' ? '.sql' : '.csv';
  return filesBelow(files, root, paths, [extension]).some((f) => f.base === about.name);
}
