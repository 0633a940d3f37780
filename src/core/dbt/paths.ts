import { compareText } from './problem.ts';
import type { ProjectFiles } from './project-types.ts';

/** Joins and normalises `/` paths: `join('a/b', '../c')` is `a/c`. */
export function joinPath(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${base}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** A project file found below one of the project's paths. */
export interface FoundFile {
  readonly file: string;
  readonly text: string;
  /** File name without folder and extension. */
  readonly base: string;
  /** Folders between the project path and the file, for folder configuration. */
  readonly folders: readonly string[];
}

/** Files with one of the extensions below the given project paths, in path order. */
export function filesBelow(
  files: ProjectFiles,
  root: string,
  paths: readonly string[],
  extensions: readonly string[],
): FoundFile[] {
  const folders = paths.map((p) => joinPath(root, p));
  return [...files]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([file, text]) => {
      const folder = folders.find((f) => file.startsWith(`${f}/`));
      const extension = extensions.find((e) => file.endsWith(e));
      if (folder === undefined || extension === undefined) return [];
      const inner = file.slice(folder.length + 1, -extension.length).split('/');
      return [{ file, text, base: inner.at(-1)!, folders: inner.slice(0, -1) }];
    });
}
