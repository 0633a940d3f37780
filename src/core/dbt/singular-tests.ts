import { didYouMean } from './nearest.ts';
import { filesBelow } from './paths.ts';
import type { Problem } from './problem.ts';
import type { DataTest, ProjectFiles } from './project-types.ts';
import type { ProjectYml } from './project-yml.ts';
import type { DescribedProject } from './properties.ts';
import { parseTemplate } from './template.ts';
import { checkTemplate, type MacroSignature } from './template-subset.ts';

/** Reads `tests/*.sql`: each is a SELECT whose rows are failures. `config(severity='warn')` works as in yml. */
export function singularTests(
  files: ProjectFiles,
  root: string,
  yml: ProjectYml,
  signatures: ReadonlyMap<string, MacroSignature>,
  described: DescribedProject,
  problems: Problem[],
): DataTest[] {
  const tests: DataTest[] = [];
  for (const found of filesBelow(files, root, yml['test-paths'], ['.sql'])) {
    const template = parseTemplate(found.file, found.text, problems);
    if (template === undefined) continue;
    const facts = checkTemplate(template.body, 'test', signatures, problems);
    const about = described.singular.get(found.base);
    const severity = facts.config.severity ?? about?.severity ?? 'error';
    if (severity !== 'error' && severity !== 'warn') {
      problems.push({ file: found.file, line: facts.configLine ?? 1, message: 'severity is error or warn' });
      continue;
    }
    for (const key of Object.keys(facts.config).filter((k) => k !== 'severity' && k !== 'tags')) {
      const line = facts.configLine ?? 1;
      problems.push({ file: found.file, line, message: `config ${key} has no effect on a test: severity or tags` });
    }
    tests.push({
      name: found.base,
      description: about?.description ?? '',
      how: { kind: 'singular', template, facts, text: found.text },
      severity,
      tags: [...(about?.tags ?? []), ...([facts.config.tags ?? []].flat() as string[])],
      dependsOn: [...new Set([...facts.refs, ...facts.sources].map((u) => u.name))].sort(),
      file: found.file,
      line: 1,
    });
  }
  for (const [name, { place }] of described.singular) {
    if (tests.some((t) => t.name === name)) continue;
    const near = didYouMean(
      name,
      tests.map((t) => t.name),
    );
    problems.push({ ...place, message: `there is no test file ${name}.sql${near}` });
  }
  return tests;
}
