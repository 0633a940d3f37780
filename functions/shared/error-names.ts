/** Errors that functions leave with. The state machine tries `Retryable` again; `JobFailed` ends the run. */
export const ERROR_NAMES = { retryable: 'Retryable', failed: 'JobFailed' } as const;
