import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { GitLine } from '../../core/outcomes/git-lines.ts';
import { LineOwners } from '../../core/outcomes/line-owners.ts';
import { changedLines } from './changed-lines.ts';
import { gitAnswer, gitOutput, gitText } from './run-git.ts';

/** What is asked of a repository. */
export interface GitQuestion {
  /** Folder of a clone or worktree, absolute. */
  readonly folder: string;
  /** First UTC day of interest. */
  readonly since: string;
  /** Branch whose first parents are the accepted work; found out unless told. */
  readonly defaultBranch?: string;
}

/** Folders below the top that sessions may have been started in. */
const MOST_FOLDERS = 500;

async function defaultBranchOf(question: GitQuestion): Promise<string | null> {
  const { folder, defaultBranch } = question;
  const exists = async (ref: string) =>
    (await gitAnswer(folder, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`])) !== null;
  const remoteHead = await gitAnswer(folder, ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD']);
  const names = defaultBranch === undefined ? ['main', 'master'] : [defaultBranch];
  const candidates = [
    ...(remoteHead === null || defaultBranch !== undefined ? [] : [remoteHead]),
    ...names.flatMap((name) => [name, `origin/${name}`]),
  ];
  for (const candidate of candidates) {
    if (!(await exists(candidate))) continue;
    // A clone that works on its own default branch is ahead of what it fetched last.
    const local = candidate.replace(/^origin\//, '');
    if (local === candidate || !(await exists(`refs/heads/${local}`))) return candidate;
    const isAhead =
      (await gitAnswer(folder, ['merge-base', '--is-ancestor', candidate, `refs/heads/${local}`])) !== null;
    return isAhead ? local : candidate;
  }
  return null;
}

const lines = (text: string | null) => (text === null || text === '' ? [] : text.split('\n'));

async function repositoryLine(question: GitQuestion): Promise<Extract<GitLine, { kind: 'repository' }>> {
  const { folder, since } = question;
  const ask = (...args: string[]) => gitAnswer(folder, args);
  const top = await gitText(folder, ['rev-parse', '--show-toplevel']);
  const branch = await defaultBranchOf(question);
  const [remote, shallow, worktrees, folders, mainline, heads] = [
    await ask('config', '--get', 'remote.origin.url'),
    await ask('rev-parse', '--is-shallow-repository'),
    await ask('worktree', 'list', '--porcelain'),
    branch === null ? null : await ask('ls-tree', '-d', '-r', '--name-only', branch),
    branch === null ? null : await ask('rev-list', '--first-parent', `--since=${since}T00:00:00Z`, branch),
    await ask('for-each-ref', '--format=%(objectname) %(refname:short)', 'refs/heads', 'refs/remotes/origin'),
  ];
  return {
    kind: 'repository',
    top,
    worktrees: lines(worktrees).flatMap((l) => (l.startsWith('worktree ') ? [l.slice('worktree '.length)] : [])),
    folders: lines(folders)
      .filter((f) => f.split('/').length <= 3)
      .slice(0, MOST_FOLDERS),
    remote,
    branch,
    shallow: shallow === 'true',
    mainline: lines(mainline),
    heads: lines(heads).map(
      (l) => [l.slice(0, l.indexOf(' ')), l.slice(l.indexOf(' ') + 1).replace(/^origin\//, '')] as const,
    ),
  };
}

const START = '\u0001';
const FIELD = '\u0002';
const END = '\u0003';

async function* records(output: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let held = '';
  for await (const part of output) {
    held += decoder.decode(part, { stream: true });
    const parts = held.split(START);
    held = parts.pop()!;
    for (const record of parts) if (record !== '') yield record;
  }
  if (held !== '') yield held;
}

function commitLine(record: string): GitLine | null {
  const [head, changed] = record.split(`${END}`, 2);
  const [sha, parents, committed, email, note, ...message] = head!.split(FIELD);
  if (sha === undefined || !/^[0-9a-f]{40,64}$/.test(sha)) return null;
  const files = (changed ?? '')
    .split('\0')
    .map((line) => /^\n?(\d+|-)\t(\d+|-)\t([\s\S]+)$/.exec(line))
    .filter((found) => found !== null)
    .map(([, added, deleted, file]) => [countOf(added!), countOf(deleted!), file!] as const);
  return {
    kind: 'commit',
    sha,
    parents: parents === '' ? [] : parents!.split(' '),
    committed: Number(committed),
    email: email ?? '',
    message: message.join(FIELD),
    note: note ?? '',
    files,
  };
}

const countOf = (text: string) => (text === '-' ? null : Number(text));

async function* patchLines(folder: string, branch: string, since: string, reversed: boolean): AsyncGenerator<GitLine> {
  const log = gitOutput(folder, [
    'log',
    '--first-parent',
    '--diff-merges=first-parent',
    '-p',
    '--no-prefix', // reversed diffs swap the prefixes, and patch ids read them
    ...(reversed ? ['-R'] : []),
    '--no-ext-diff',
    '--no-textconv',
    '--no-renames',
    `--since=${since}T00:00:00Z`,
    branch,
  ]);
  const ids = createInterface({ input: Readable.from(gitOutput(folder, ['patch-id', '--stable'], log)) });
  for await (const line of ids) {
    const [id, sha] = line.split(' ');
    if (id !== undefined && sha !== undefined) yield { kind: 'patch', sha, id, reversed };
  }
}

/** What became of the lines each commit of the mainline added. The first one of a shallow clone seems to add everything. */
async function* fateLines(repository: Extract<GitLine, { kind: 'repository' }>): AsyncGenerator<GitLine> {
  const { top, branch, shallow, mainline } = repository;
  if (branch === null || mainline.length === 0) return;
  const owners = new LineOwners();
  let isFirst = true;
  for await (const commit of changedLines(top, branch, mainline.length)) {
    owners.add(commit, !(isFirst && shallow));
    isFirst = false;
  }
  for (const fate of owners.fates()) yield { kind: 'fate', ...fate };
}

async function* traceLines(top: string): AsyncGenerator<GitLine> {
  const folder = path.join(top, '.agent-trace');
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  for (const name of names.filter((n) => /\.jsonl?$/.test(n)).sort()) {
    for await (const line of createInterface({ input: createReadStream(path.join(folder, name)) })) {
      try {
        yield { kind: 'trace', record: JSON.parse(line) as unknown };
      } catch {
        yield { kind: 'trace', record: null }; // counted by the reader as a line that is no record
      }
    }
  }
}

/**
 * Everything a clone can tell of its accepted work, line by line: the repository, commits with changed paths and git-ai
 * notes, patch ids in both directions, how long added lines stayed, agent traces. Keeps metadata only: file contents go from
 * git to git, and of diffs line numbers are read. Throws GitError.
 */
export async function* repositoryLines(question: GitQuestion): AsyncGenerator<GitLine> {
  const { folder, since } = question;
  const repository = await repositoryLine(question);
  yield repository;
  const { branch, top } = repository;
  if (branch === null) return;
  const format = `${START}%H${FIELD}%P${FIELD}%ct${FIELD}%ae${FIELD}%N${FIELD}%B${END}`;
  const log = gitOutput(folder, [
    'log',
    '-z',
    '--numstat',
    '--diff-merges=first-parent',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--notes=refs/notes/ai',
    `--format=${format}`,
    `--since=${since}T00:00:00Z`,
    branch,
  ]);
  for await (const record of records(log)) {
    const line = commitLine(record);
    if (line !== null) yield line;
  }
  yield* patchLines(folder, branch, since, false);
  yield* patchLines(folder, branch, since, true);
  yield* fateLines(repository);
  yield* traceLines(top);
}
