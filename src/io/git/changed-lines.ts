import type { CommitLines, FileLines, LineChange } from '../../core/outcomes/line-owners.ts';
import { gitOutput } from './run-git.ts';

const [NEWLINE, PLUS, MINUS, BACKSLASH] = [10, 43, 45, 92];
const START = '\u0001';
/** Bytes of a line that are looked at: paths are shorter, and the text of changed lines is passed over. */
const MOST_BYTES = 16_384;

interface Draft {
  from: string | null;
  to: string | null;
  readonly changes: LineChange[];
}

/** Lines of a diff that say what changes where. Changed lines themselves are counted and passed over, never decoded. */
async function* headers(output: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let [left, isStart, isText] = [0, true, false];
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const part of output) {
    for (let at = 0; at < part.length; ) {
      if (isStart) {
        const first = part[at]!;
        isText = (left > 0 && (first === PLUS || first === MINUS)) || first === BACKSLASH;
        if (isText && first !== BACKSLASH) left -= 1;
        isStart = false;
      }
      const end = part.indexOf(NEWLINE, at);
      const stop = end < 0 ? part.length : end;
      if (!isText && size < MOST_BYTES) {
        held.push(part.subarray(at, Math.min(stop, at + MOST_BYTES - size)));
        size += stop - at;
      }
      at = stop + 1;
      if (end < 0) break;
      if (!isText) {
        const line = decoder.decode(held.length === 1 ? held[0] : Buffer.concat(held));
        const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
        if (hunk !== null) left = Number(hunk[1] ?? 1) + Number(hunk[2] ?? 1);
        yield line;
      }
      [held, size, isStart] = [[], 0, true];
    }
  }
}

/** Path behind `--- ` or `+++ `; a tab ends one that holds blanks. */
const pathOf = (line: string): string | null => {
  const name = line.slice(4).replace(/\t$/, '');
  return name === '/dev/null' ? null : name;
};

const filesOf = (drafts: readonly Draft[]): FileLines[] =>
  drafts.filter(({ from, to, changes }) => changes.length > 0 || from !== to);

/**
 * The last `count` commits of a branch's first parents, oldest first, with the lines each changes against its first parent.
 * Renamed files keep their lines. Streams: one commit's line numbers are held at a time, no text. Throws GitError.
 */
export async function* changedLines(folder: string, branch: string, count: number): AsyncGenerator<CommitLines> {
  const log = gitOutput(folder, [
    'log',
    '--first-parent',
    '--diff-merges=first-parent',
    '--reverse',
    `--max-count=${count}`,
    '-p',
    '-U0',
    // Settings of the user that would change what a diff says.
    '--root',
    '--inter-hunk-context=0',
    '--diff-algorithm=default',
    '--submodule=short',
    '--no-relative',
    '--no-prefix',
    '--find-renames',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    `--format=${START}%H %ct`,
    branch,
    '--',
  ]);
  let commit: { sha: string; committed: number } | null = null;
  let drafts: Draft[] = [];
  for await (const line of headers(log)) {
    const draft = drafts.at(-1);
    if (line.startsWith(START)) {
      if (commit !== null) yield { ...commit, files: filesOf(drafts) };
      const [sha, committed] = line.slice(1).split(' ');
      commit = { sha: sha!, committed: Number(committed) };
      drafts = [];
    } else if (line.startsWith('diff --git ')) drafts.push({ from: null, to: null, changes: [] });
    else if (draft === undefined) continue;
    else if (line.startsWith('rename from ')) draft.from = line.slice('rename from '.length);
    else if (line.startsWith('rename to ')) draft.to = line.slice('rename to '.length);
    else if (line.startsWith('--- ')) draft.from = pathOf(line);
    else if (line.startsWith('+++ ')) draft.to = pathOf(line);
    else {
      const hunk = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
      if (hunk !== null)
        draft.changes.push({ start: Number(hunk[1]), removed: Number(hunk[2] ?? 1), added: Number(hunk[3] ?? 1) });
    }
  }
  if (commit !== null) yield { ...commit, files: filesOf(drafts) };
}
