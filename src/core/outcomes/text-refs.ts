/** What a title, a body or a commit message refers to; the text itself is not kept. */
export interface TextRefs {
  /** Conventional-commit word at the start: feat, fix … */
  readonly titleType: string | null;
  /** Commits it says it reverts, lower case. */
  readonly revertedShas: readonly string[];
  /** Pull requests of the same or another repository it says it reverts. */
  readonly revertedPulls: readonly { readonly repo: string | null; readonly number: number }[];
  /** Commits named by `Fixes:` trailers. */
  readonly fixedShas: readonly string[];
  /** Issue keys in the order they stand: `SHOP-311`. */
  readonly keys: readonly string[];
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** Keys of issue trackers: capital project, dash, number. Words like UTF-8 or SHA-256 are none. */
const KEY = /\b(?!(?:UTF|SHA|ISO|RFC|MD|CVE|PR|TLS|HTTP|AES|ES|IPV)-)([A-Z][A-Z0-9]{1,9})-(\d{1,7})\b/g;

/** Words before a number in branch names that are no project. */
const NO_PROJECT = new Set(
  'revert issue issues pr pull fix feat feature bug hotfix chore release version v patch test'.split(' '),
);

/** Issue keys in a text, once each. */
export function issueKeys(text: string): string[] {
  return unique([...text.matchAll(KEY)].map(([key]) => key));
}

/** Issue keys in a branch name: capital ones anywhere, small ones at the start of a part: `mira/shop-311-basket`. */
export function branchKeys(branch: string): string[] {
  const small = [...branch.matchAll(/(?:^|\/)([a-z][a-z0-9]{1,9})-(\d{1,7})(?=$|[-_/])/g)]
    .filter(([, project]) => !NO_PROJECT.has(project!))
    .map(([, project, number]) => `${project!.toUpperCase()}-${number}`);
  return unique([...issueKeys(branch), ...small]);
}

/** Reads titles, bodies and messages; the first line counts as title. */
export function textRefs(text: string): TextRefs {
  const title = text.split(/\r?\n/, 1)[0] ?? '';
  const shas = (pattern: RegExp) => unique([...text.matchAll(pattern)].map(([, sha]) => sha!.toLowerCase()));
  return {
    titleType: /^([a-z]{2,12})(\([^)]*\))?!?:\s/.exec(title)?.[1] ?? null,
    revertedShas: shas(/This reverts commit ([0-9a-fA-F]{7,64})/g),
    revertedPulls: [...text.matchAll(/^\s*Reverts (?:([\w.-]+\/[\w.-]+))?#(\d+)/gm)].map(([, repo, number]) => ({
      repo: repo ?? null,
      number: Number(number),
    })),
    fixedShas: shas(/^Fixes:\s*([0-9a-fA-F]{7,64})\b/gm),
    keys: issueKeys(text),
  };
}

/** Number of the pull request whose revert button made this branch: `revert-418-shop-311-basket`. */
export function revertedByBranch(branch: string): number | null {
  const number = /^revert-(\d+)-/.exec(branch)?.[1];
  return number === undefined ? null : Number(number);
}
