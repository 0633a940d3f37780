import type { LineFate } from './line-owners.ts';

/** A line about a repository; texts of people are in here, so nothing of it is kept as it is. */
export type GitLine =
  | {
      readonly kind: 'repository';
      readonly top: string;
      readonly worktrees: readonly string[];
      readonly folders: readonly string[];
      readonly remote: string | null;
      /** NULL when no branch is there, in an empty repository for instance. */
      readonly branch: string | null;
      readonly shallow: boolean;
      /** Commits of the default branch along first parents, newest first. */
      readonly mainline: readonly string[];
      readonly heads: readonly (readonly [sha: string, name: string])[];
    }
  | {
      readonly kind: 'commit';
      readonly sha: string;
      readonly parents: readonly string[];
      /** Unix seconds. */
      readonly committed: number;
      readonly email: string;
      readonly message: string;
      readonly note: string;
      /** Added, deleted (NULL for binary files), path; against the first parent. */
      readonly files: readonly (readonly [number | null, number | null, string])[];
    }
  /** Patch id of a mainline commit; `reversed` of its change undone. */
  | { readonly kind: 'patch'; readonly sha: string; readonly id: string; readonly reversed: boolean }
  /** What became of the lines a mainline commit added. */
  | ({ readonly kind: 'fate' } & LineFate)
  | { readonly kind: 'trace'; readonly record: unknown };
