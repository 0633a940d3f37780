import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RunError } from './errors.ts';
import type { OpenProject } from './project.ts';

const NAME = 'TOKENLEDGER_PERSON_KEY';

/** Files of a project folder that hold or hide secrets, ready to be written: `.env` with a fresh key, and a .gitignore. */
export const secretFiles = (): readonly { readonly name: string; readonly text: string; readonly mode?: number }[] => [
  { name: '.env', text: `${NAME}=${randomBytes(32).toString('hex')}\n`, mode: 0o600 },
  { name: '.gitignore', text: '.env\nlake/\nmail/\n' },
];

/**
 * The secret that turns e-mails into pseudonyms, and a sentence when it had to be made: a folder without tokenledger.yaml
 * gets one in its `.env`, as `init` makes it. Throws RunError with the remedy when a configured project has none.
 */
export async function personKeyFor(
  project: Pick<OpenProject, 'environment' | 'root' | 'implicit'>,
): Promise<{ readonly key: string; readonly notice?: string }> {
  const key = project.environment[NAME];
  if (key !== undefined && key !== '') return { key };
  if (!project.implicit) {
    throw new RunError(
      `the secret ${NAME} is missing: 'tokenledger init --project ${project.root}' makes one in .env; on a server, set it in the environment`,
    );
  }
  const file = path.join(project.root, '.env');
  const made = secretFiles();
  await mkdir(project.root, { recursive: true });
  for (const { name, text, mode } of made) await addFile(path.join(project.root, name), name === '.env', text, mode);
  const written = made[0]!.text.slice(NAME.length + 1).trim();
  return { key: written, notice: `made a key for pseudonyms in ${file}: keep it, figures of people hang on it` };
}

/** Writes a file that is not there; an `.env` that is there gets the line at its end. */
async function addFile(target: string, append: boolean, text: string, mode?: number): Promise<void> {
  try {
    await writeFile(target, text, { flag: 'wx', ...(mode === undefined ? {} : { mode }) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!append) return;
    const there = await readFile(target, 'utf8');
    await appendFile(target, there === '' || there.endsWith('\n') ? text : `\n${text}`);
  }
}
