/** A range that could not be read. `divisible`: smaller ranges may tell the good days from the bad one. */
export class WindowError extends Error {
  override readonly name = 'WindowError';
  readonly divisible: boolean;

  constructor(message: string, divisible: boolean) {
    super(message);
    this.divisible = divisible;
  }
}
