/** An answer as it came, for vendors that say no in words of their own. Header names are lower case. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A refusal: `wait` may pass (after `pauseMs`, or the usual pause), the others are final. */
export interface Refusal {
  readonly kind: 'wait' | 'permission' | 'not_found' | 'rejected';
  readonly reason: string;
  readonly pauseMs?: number;
}

/** The refusal an answer holds, or null when the usual rules of HTTP say all there is to say. */
export type RefusalReader = (answer: RawAnswer) => Refusal | null;
