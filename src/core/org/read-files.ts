import { readTable } from '../csv-table.ts';
import { didYouMean } from '../dbt/nearest.ts';
import type { Problem } from '../problem.ts';
import { type OrgFile, type OrgLines, orgTables } from './tables.ts';

/** Config files beyond this many bytes are refused; the shell checks before it reads one. */
export const CONFIG_FILE_LIMIT = 64 * 1024 * 1024;

/** The problem of a config file that is too large to be hand-written. */
export function tooLarge(file: string, bytes: number): Problem {
  return {
    file,
    line: 1,
    message: `the file has ${Math.ceil(bytes / 1024 / 1024)} MB`,
    remedy: 'config files hold at most 64 MB; check that this is not a data export',
  };
}

/** Reads every config CSV by its columns. `files` maps a file name below config/ to its text. */
export function readOrgFiles(files: ReadonlyMap<string, string>): { lines: OrgLines; problems: Problem[] } {
  const problems: Problem[] = [];
  const known = Object.keys(orgTables);
  for (const file of files.keys()) {
    if (known.includes(file)) continue;
    problems.push({
      file,
      line: 1,
      message: 'no config file has this name',
      remedy: `rename or move it; known are ${known.join(', ')}${didYouMean(file, known)}`,
    });
  }
  const lines = Object.fromEntries(
    (Object.keys(orgTables) as OrgFile[]).map((file) => {
      const text = files.get(file);
      if (text === undefined) return [file, []];
      if (text.length > CONFIG_FILE_LIMIT) {
        problems.push(tooLarge(file, text.length));
        return [file, []];
      }
      const read = readTable(file, text, orgTables[file]);
      problems.push(...read.problems);
      return [file, read.lines];
    }),
  );
  return { lines: lines as unknown as OrgLines, problems };
}
