/** A change of state: whether the work counts as done from then on. */
export interface Transition {
  /** ISO 8601 with `Z`. */
  readonly at: string;
  readonly isDone: boolean;
}

/** What the changes of state of an outcome say about its acceptance. Instants are ISO 8601, NULL where there is none. */
export interface Acceptance {
  /** First acceptance that was not undone within 24 hours; never moves. */
  readonly acceptedAt: string | null;
  /** First exit later than 24 hours after an acceptance. */
  readonly reopenedAt: string | null;
  /** Exits later than 24 hours after an acceptance. */
  readonly reopenCount: number;
  /** True when the last state is done. */
  readonly isDone: boolean;
}

const DAY = 86_400_000;

/**
 * Acceptance by changes of state: entries into done that are left within 24 hours do not count; after the
 * first that counts, every later exit is a reopening. Order of the input does not matter; repeats of a state are passed over.
 */
export function acceptanceOf(transitions: readonly Transition[]): Acceptance {
  const sorted = [...transitions].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  let acceptedAt: string | null = null;
  let reopenedAt: string | null = null;
  let reopenCount = 0;
  let since: string | null = null;
  for (const { at, isDone } of sorted) {
    if (isDone) {
      since ??= at;
      continue;
    }
    if (since !== null && Date.parse(at) - Date.parse(since) > DAY) {
      acceptedAt ??= since;
      reopenedAt ??= at;
      reopenCount += 1;
    }
    since = null;
  }
  return { acceptedAt: acceptedAt ?? since, reopenedAt, reopenCount, isDone: since !== null };
}
