/** Weak evidence, each of which makes links harder to find; all off in the demo company. */
export interface WeakWork {
  /** Nobody's commits carry session trailers or co-authors. */
  readonly noTrailers: boolean;
  /** Merging leaves one squash commit with a plain message, and the commits before it are gone. */
  readonly squashedMerges: boolean;
  /** Branches are renamed when the pull request is opened: sessions know them by another name. */
  readonly renamedBranches: boolean;
}

/** Evidence as the demo company leaves it. */
export const STRONG_WORK: WeakWork = { noTrailers: false, squashedMerges: false, renamedBranches: false };

/** All three weaknesses at once, for the second column of published precision and recall. */
export const WEAK_WORK: WeakWork = { noTrailers: true, squashedMerges: true, renamedBranches: true };
