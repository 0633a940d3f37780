/** What the subject of a merge commit says it brought in. */
export interface MergeSubject {
  readonly branch: string | null;
  readonly pullNumber: number | null;
}

const PATTERNS: readonly RegExp[] = [
  /^Merge pull request #(?<number>\d+) from [^/\s]+\/(?<branch>\S+)/,
  /^Merge (?:remote-tracking )?branch '(?:origin\/)?(?<branch>[^']+)'/,
  /^Merged in (?<branch>\S+) \(pull request #(?<number>\d+)\)/,
  /^Merged PR (?<number>\d+):/,
];

/** Reads the usual subjects of merges of git and of code hosts; both parts are NULL for any other text. */
export function mergeSubject(message: string): MergeSubject {
  for (const pattern of PATTERNS) {
    const groups = pattern.exec(message)?.groups;
    if (groups === undefined) continue;
    return { branch: groups.branch ?? null, pullNumber: groups.number === undefined ? null : Number(groups.number) };
  }
  return { branch: null, pullNumber: null };
}

/** Number of the pull request at the end of a subject: `Keep the basket (#418)`. */
export function squashNumber(message: string): number | null {
  const number = /\(#(\d+)\)\s*$/.exec(message.split('\n', 1)[0] ?? '')?.[1];
  return number === undefined ? null : Number(number);
}
