import path from 'node:path';
import { addDays, firstOfMonth } from '../../core/days.ts';
import { gitInput } from '../../io/git/git-input.ts';
import { GitError } from '../../io/git/run-git.ts';
import type { InputFile } from '../../sources/source.ts';
import { RunError } from '../errors.ts';
import type { FilePlaces } from './find-files.ts';

/** Days of history read where the connection names no start. */
const USUAL_DAYS = 400;

/**
 * The clones a connection names (`--input`, `path`, `paths`), else the one the command was started in, each as a file of
 * what git tells of it. Throws RunError for a folder that is no clone and where there is no git.
 */
export async function clonesAsFiles(places: FilePlaces): Promise<InputFile[]> {
  const { settings = {}, logicalDay = '' } = places;
  const listed = Array.isArray(settings.paths) ? (settings.paths as string[]) : [];
  const named =
    places.input === undefined
      ? [...(places.configured === undefined ? [] : [places.configured]), ...listed]
      : [places.input];
  const folders = named.length > 0 ? named.map((f) => path.resolve(places.projectRoot, f)) : [process.cwd()];
  const start = typeof settings.start === 'string' ? settings.start : firstOfMonth(addDays(logicalDay, -USUAL_DAYS));
  const branch = typeof settings.default_branch === 'string' ? { defaultBranch: settings.default_branch } : {};
  const files: InputFile[] = [];
  for (const folder of folders) {
    try {
      files.push(await gitInput({ folder, since: start, ...branch }));
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      throw new RunError(
        `${folder} cannot be read as a git repository: ${error.message}. Name a clone with path or --input.`,
      );
    }
  }
  return files;
}
