import type { FoundFile } from './paths.ts';
import type { Problem } from './problem.ts';
import type { MacroDefinition } from './project-types.ts';
import { parseTemplate, positionOf } from './template.ts';
import { RESERVED } from './template-names.ts';
import { checkTemplate, type MacroSignature, signatureOf } from './template-subset.ts';
import type { MacroNode } from './template-tree.ts';

/** Generic tests that dbt brings along; their SQL is ours (data-test-sql.ts). */
export const BUILT_IN_TESTS = ['not_null', 'unique', 'accepted_values', 'relationships'];

/** Engine variants of a dispatched macro: `duckdb__x`, `trino__x`, `default__x`. */
export const DISPATCH_PREFIXES = ['default', 'duckdb', 'trino'];

/** Macros that only exist to be dispatched to. */
export function isVariant(name: string): boolean {
  return DISPATCH_PREFIXES.some((prefix) => name.startsWith(`${prefix}__`));
}

/** Reads all macro files; names are global across files, as in dbt. */
export function loadMacros(files: readonly FoundFile[], problems: Problem[]): Map<string, MacroDefinition> {
  const found: MacroNode[] = [];
  for (const { file, text } of files) {
    const template = parseTemplate(file, text, problems);
    for (const node of template?.body ?? []) {
      if (node.type === 'Macro') found.push(node);
      else if (node.type !== 'Comment' && !(node.type === 'StringLiteral' && node.value.trim() === '')) {
        problems.push({ ...positionOf(node), message: 'a macro file holds macros and comments only' });
      }
    }
  }
  const signatures = new Map<string, MacroSignature>();
  const first = new Map<string, MacroNode>();
  for (const node of found) {
    const name = node.name.value;
    const at = positionOf(node.name);
    const earlier = first.get(name);
    if (earlier !== undefined) {
      const { file, line } = positionOf(earlier.name);
      problems.push({ ...at, message: `macro ${name} is also defined at ${file}:${line}: rename one` });
      continue;
    }
    if (RESERVED.includes(name)) problems.push({ ...at, message: `${name} is a dbt name: call the macro otherwise` });
    first.set(name, node);
    signatures.set(name, signatureOf(node));
  }
  return new Map(
    [...first].map(([name, node]) => {
      const facts = checkTemplate([node], 'macro', signatures, problems);
      const { file, line } = positionOf(node.name);
      const { text } = files.find((f) => f.file === file)!;
      return [name, { name, file, line, text, node, signature: signatures.get(name)!, facts }];
    }),
  );
}
