/** How one node of a scheduled run ended. */
export type NodeOutcome<T> =
  | { readonly status: 'done'; readonly value: T }
  | { readonly status: 'failed'; readonly error: unknown }
  /** Not started, because something it is made from failed: the chain from that node to this one. */
  | { readonly status: 'skipped'; readonly chain: readonly string[] };

/** A run over a graph. */
export interface Schedule<T> {
  /** Nodes in an order where each comes after its inputs; also the order of starting among free ones. */
  readonly order: readonly string[];
  /** Inputs of a node; those that are not in `order` count as done. */
  readonly inputsOf: (name: string) => readonly string[];
  /** Nodes that may run at the same time, at least 1. */
  readonly concurrency: number;
  readonly run: (name: string) => Promise<T>;
}

/**
 * Runs every node once its inputs are done, at most `concurrency` at a time. A failed node skips everything made from
 * it; independent branches go on. Never rejects: the outcome of every node is in the result, in the given order.
 */
export async function runSchedule<T>(schedule: Schedule<T>): Promise<Map<string, NodeOutcome<T>>> {
  const { order, run } = schedule;
  if (schedule.concurrency < 1) throw new Error(`concurrency must be at least 1, not ${schedule.concurrency}`);
  const members = new Set(order);
  const outcomes = new Map<string, NodeOutcome<T>>();
  const waiting = [...order];
  const running = new Set<Promise<void>>();
  const inputs = (name: string) => schedule.inputsOf(name).filter((i) => members.has(i));
  const start = (name: string) => {
    const job = Promise.resolve()
      .then(() => run(name))
      .then(
        (value) => void outcomes.set(name, { status: 'done', value }),
        (error: unknown) => void outcomes.set(name, { status: 'failed', error }),
      )
      .finally(() => running.delete(job));
    running.add(job);
  };
  while (waiting.length > 0 || running.size > 0) {
    const before = waiting.length;
    for (let i = 0; i < waiting.length && running.size < schedule.concurrency; ) {
      const name = waiting[i]!;
      const chain = chainTo(name, inputs(name), outcomes);
      if (chain !== undefined) outcomes.set(name, { status: 'skipped', chain });
      else if (inputs(name).every((input) => outcomes.get(input)?.status === 'done')) start(name);
      else {
        i++;
        continue;
      }
      waiting.splice(i, 1);
    }
    if (running.size > 0) await Promise.race(running);
    else if (waiting.length > 0 && waiting.length === before) {
      throw new Error(`these nodes wait for each other or come before their inputs: ${waiting.join(', ')}`);
    }
  }
  return new Map(order.map((name) => [name, outcomes.get(name)!]));
}

/** The chain from a failed node down to this one, when an input failed or was skipped. */
function chainTo(
  name: string,
  inputs: readonly string[],
  outcomes: ReadonlyMap<string, NodeOutcome<unknown>>,
): string[] | undefined {
  for (const input of inputs) {
    const outcome = outcomes.get(input);
    if (outcome?.status === 'failed') return [input, name];
    if (outcome?.status === 'skipped') return [...outcome.chain, name];
  }
  return undefined;
}
