import { isCollection, isPair, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Problem } from './problem.ts';

/** A YAML file checked against a schema, with the line of every value. */
export interface YamlFile<T> {
  readonly data: T;
  /** 1-based line of the value at a path; the nearest enclosing line when the path does not exist. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Parses and checks a YAML text; syntax and schema errors become Problems with their lines and give undefined. */
export function readYaml<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  problems: Problem[],
): YamlFile<T> | undefined {
  const counter = new LineCounter();
  const doc = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: true });
  for (const error of doc.errors) {
    problems.push({ file, line: counter.linePos(error.pos[0]).line, message: `YAML: ${error.message}` });
  }
  if (doc.errors.length > 0) return undefined;
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const parent = length === 1 ? doc.contents : doc.getIn(path.slice(0, length - 1) as unknown[], true);
      const key = path[length - 1];
      if (!isCollection(parent)) continue;
      const item = parent.items[typeof key === 'number' ? key : parent.items.findIndex((p) => keyOf(p) === key)];
      const start = isPair(item) ? item.key : item;
      const range = (start as { range?: [number, number, number] } | undefined)?.range;
      if (range) return counter.linePos(range[0]).line;
    }
    return 1;
  };
  const parsed = schema.safeParse(doc.toJS() ?? {});
  if (parsed.success) return { data: parsed.data, lineOf };
  for (const issue of parsed.error.issues) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
    const path = keys[0] === undefined ? issue.path : [...issue.path, keys[0]];
    const where = issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ` : '';
    const message = keys.length > 0 ? `unknown key ${keys.join(', ')}${insteadOf(keys)}` : issue.message;
    problems.push({ file, line: lineOf(path), message: where + message });
  }
  return undefined;
}

function keyOf(pair: unknown): unknown {
  return isPair(pair) ? (pair.key as { value?: unknown } | null)?.value : undefined;
}

/** What to write in place of keys that dbt knows under another name or that we leave out on purpose. */
function insteadOf(keys: readonly string[]): string {
  const alternatives: Record<string, string> = {
    tests: 'write data_tests',
    meta: 'write it under config.meta',
    tags: 'write it under config.tags',
    schema: 'there is one schema; leave it out',
    database: 'leave it out',
    loader: 'leave it out',
    freshness: 'coverage is a model, leave it out',
    constraints: 'write data_tests',
  };
  const found = keys.flatMap((k) => (alternatives[k] ? [alternatives[k]] : []));
  return found.length > 0 ? `: ${found.join('; ')}` : '';
}
