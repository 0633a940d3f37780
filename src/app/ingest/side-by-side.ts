/**
 * Does `work` for every item, at most `limit` at once; a new item is taken only when there is room, so a generator is
 * asked no faster than its items are used up. Stops taking items after a failure, waits for what is under way, then
 * throws the first failure.
 */
export async function eachSideBySide<T>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let failure: { error: unknown } | null = null;
  const start = (item: T) => {
    const job = work(item)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => running.delete(job));
    running.add(job);
  };
  const throwIfFailed = () => {
    if (failure !== null) throw failure.error;
  };
  try {
    for await (const item of items) {
      start(item);
      while (running.size >= limit) await Promise.race(running);
      throwIfFailed();
    }
  } finally {
    await Promise.all(running);
  }
  throwIfFailed();
}
