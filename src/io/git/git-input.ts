import path from 'node:path';
import type { InputBytes } from '../../core/input-bytes.ts';
import { type GitQuestion, repositoryLines } from './repository-lines.ts';
import { gitText } from './run-git.ts';

/**
 * A clone as a file to read: its bytes are the JSON lines of `repositoryLines`, made by running git when it is opened.
 * Throws GitError when the folder is in no repository.
 */
export async function gitInput(question: GitQuestion): Promise<InputBytes> {
  const top = await gitText(question.folder, ['rev-parse', '--show-toplevel']);
  return { path: `${path.basename(top)}.git`, size: 0, open: () => bytesOf(question) };
}

async function* bytesOf(question: GitQuestion): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const line of repositoryLines(question)) yield encoder.encode(`${JSON.stringify(line)}\n`);
}
