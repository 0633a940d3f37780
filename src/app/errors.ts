/** The program was used wrongly: exit code 2. The message says what was found and what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Data, a source or a check failed: exit code 1. The message says where and what to do. */
export class RunError extends Error {
  override readonly name = 'RunError';
}
