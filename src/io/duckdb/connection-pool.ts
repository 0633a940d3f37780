import type { DuckDBConnection } from '@duckdb/node-api';

/** Connections of one database, each used by one statement at a time. */
export interface ConnectionPool {
  /** Runs `work` on a free connection, waiting for one when all are busy; first come, first served. */
  use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Resolves when nothing is running or waiting. */
  drained(): Promise<void>;
  /** Closes all connections. */
  close(): void;
}

/** A pool of at most `size` connections, opened when needed. */
export function connectionPool(connect: () => Promise<DuckDBConnection>, size: number): ConnectionPool {
  const free: DuckDBConnection[] = [];
  const waiting: ((connection: DuckDBConnection) => void)[] = [];
  const all: DuckDBConnection[] = [];
  const running = new Set<Promise<unknown>>();
  let opened = 0;

  const take = async (): Promise<DuckDBConnection> => {
    const ready = free.pop();
    if (ready !== undefined) return ready;
    if (opened >= size) return new Promise((done) => waiting.push(done));
    opened++;
    const connection = await connect();
    all.push(connection);
    return connection;
  };
  const give = (connection: DuckDBConnection) => {
    const next = waiting.shift();
    if (next === undefined) free.push(connection);
    else next(connection);
  };
  const runOn = async <T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> => {
    const connection = await take();
    try {
      return await work(connection);
    } finally {
      give(connection);
    }
  };
  return {
    use: (work) => {
      const job = runOn(work);
      running.add(job);
      const forget = () => running.delete(job);
      job.then(forget, forget);
      return job;
    },
    drained: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
    close: () => {
      for (const connection of all) connection.closeSync();
    },
  };
}
