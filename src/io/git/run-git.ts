import { spawn } from 'node:child_process';

/** git could not do what was asked; the message is git's own. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** Nothing of a repository or of the user's settings may start a program, ask a question or change the output. */
const SAFE = [
  '--no-pager',
  '--no-optional-locks',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'log.showSignature=false',
  '-c',
  'core.quotePath=false',
];

const environment = (): NodeJS.ProcessEnv => {
  const { GIT_DIR: _, GIT_WORK_TREE: __, GIT_INDEX_FILE: ___, ...rest } = process.env;
  return { ...rest, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
};

/** Output of a git command as it comes. Throws GitError with git's words when it fails, or when there is no git. */
export async function* gitOutput(
  folder: string,
  args: readonly string[],
  input?: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const child = spawn('git', [...SAFE, '-C', folder, ...args], {
    env: environment(),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    if (complaint.length < 2000) complaint += text;
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(new GitError(error.code === 'ENOENT' ? 'git is not installed, or not in PATH' : error.message)),
    );
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new GitError(`git ${args[0]} failed: ${complaint.trim() || `code ${code}`}`)),
    );
  });
  ended.catch(() => 'awaited below');
  if (input !== undefined) {
    const feeding = (async () => {
      for await (const part of input) {
        if (!child.stdin!.write(part)) await new Promise<void>((resolve) => child.stdin!.once('drain', resolve));
      }
      child.stdin!.end();
    })();
    feeding.catch(() => child.kill());
    yield* child.stdout as AsyncIterable<Uint8Array>;
    await feeding;
  } else {
    yield* child.stdout as AsyncIterable<Uint8Array>;
  }
  await ended;
}

/** Whole output of a git command as text, without the last line break. Throws GitError. */
export async function gitText(folder: string, args: readonly string[]): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of gitOutput(folder, args)) parts.push(part);
  return Buffer.concat(parts).toString('utf8').replace(/\n$/, '');
}

/** The same, or null where the command fails: for questions git answers with an error. */
export async function gitAnswer(folder: string, args: readonly string[]): Promise<string | null> {
  try {
    return await gitText(folder, args);
  } catch (error) {
    if (error instanceof GitError && !error.message.startsWith('git is not installed')) return null;
    throw error;
  }
}
