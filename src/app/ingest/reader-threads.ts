import { Worker } from 'node:worker_threads';
import type { ConnectionConfig } from '../../core/project-config.ts';
import { systemClock } from '../clock.ts';
import { RunError, UsageError } from '../errors.ts';
import type { OpenProject } from '../project.ts';
import type { Reading } from './read-connection.ts';
import type { StreamReport } from './report.ts';

/** What a thread needs to open the project again: nothing that lives in memory only. */
export interface ReaderSetup {
  readonly root: string;
  readonly implicit: boolean;
  readonly environment: OpenProject['environment'];
  readonly key: string;
  readonly reading: Reading;
}

/** What a thread answers for a connection: its reports, or what it threw. */
export type ReaderAnswer = { readonly job: number } & (
  | { readonly reports: StreamReport[] }
  | { readonly failure: { readonly name: string; readonly message: string } }
);

/** Threads that read connections. */
export interface ReaderThreads {
  /** Reads a connection in the thread with the fewest; throws what the thread threw. */
  read(connection: ConnectionConfig): Promise<StreamReport[]>;
  close(): Promise<void>;
}

interface Waiting {
  readonly done: (reports: StreamReport[]) => void;
  readonly failed: (error: Error) => void;
}

/** Megabytes for what a thread has just made. Most rows live a moment; with less room they are copied again and again before they go. */
const YOUNG_MB = 192;

/** True in the compiled program: a thread cannot be started from TypeScript as it stands. */
export const HAS_READER_THREADS = import.meta.url.endsWith('.js');

/**
 * True for a project that a thread opens alike from its folder: its lake is a folder and its time the machine's. The lake
 * of a deployment (also one that TOKENLEDGER_LAKE names) would be another one there.
 */
export function opensAlikeInThreads(project: Pick<OpenProject, 'lakeRoot' | 'clock'>): boolean {
  return !project.lakeRoot.startsWith('s3://') && project.clock === systemClock;
}

/**
 * Starts threads that read connections of one project. Streams share nothing but the lake, whose manifests are swapped, so
 * two threads may do what two processes may. `key` makes the pseudonyms.
 */
export function readerThreads(count: number, project: OpenProject, key: string, reading: Reading): ReaderThreads {
  const { root, implicit, environment } = project;
  const workerData: ReaderSetup = { root, implicit, environment: { ...environment }, key, reading };
  const threads = Array.from({ length: count }, () => {
    const worker = new Worker(new URL('./reader-thread-main.js', import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    const waiting = new Map<number, Waiting>();
    worker.on('message', (answer: ReaderAnswer) => {
      const { done, failed } = waiting.get(answer.job)!;
      waiting.delete(answer.job);
      if ('reports' in answer) done(answer.reports);
      else failed(errorOf(answer.failure));
    });
    worker.on('error', (error: Error) => {
      for (const { failed } of waiting.values()) failed(error);
      waiting.clear();
    });
    return { worker, waiting };
  });
  let jobs = 0;
  return {
    read: (connection) =>
      new Promise((done, failed) => {
        const [least] = [...threads].sort((a, b) => a.waiting.size - b.waiting.size);
        const job = ++jobs;
        least!.waiting.set(job, { done, failed });
        least!.worker.postMessage({ job, connection });
      }),
    close: async () => {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

function errorOf({ name, message }: { readonly name: string; readonly message: string }): Error {
  if (name === 'RunError') return new RunError(message);
  return name === 'UsageError' ? new UsageError(message) : new Error(message);
}
