/** The only source of time in the program: the shell passes a real one, tests a fixed one. */
export interface Clock {
  /** Now, milliseconds since the epoch. */
  now(): number;
  /** Waits; tests may return at once. */
  sleep(milliseconds: number): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
