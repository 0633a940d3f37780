import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { TruthRow } from '../truth.ts';
import type { Simulator } from './simulator.ts';
import type { Asked } from './thread-main.ts';

/** The running vendors of the demo's company. */
export interface SimulatorThread extends Pick<Simulator, 'url' | 'keys' | 'close'> {
  /** Writes the telemetry collector's files of the demo into a project folder. */
  writeTelemetry(folder: string): Promise<void>;
  /** Who the company's money of the months (both included) really belongs to, known when all of it is past. */
  truth(months: { readonly from: string; readonly to: string }): Promise<readonly TruthRow[]>;
}

/**
 * Starts the vendors of the demo's company in a thread of their own, so that the run that reads them has a core to itself.
 * Throws what the thread throws while it starts.
 */
export async function simulatorThread(): Promise<SimulatorThread> {
  const file = `./thread-main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`;
  const worker = new Worker(new URL(file, import.meta.url));
  const [{ url, keys }] = (await once(worker, 'message')) as [Pick<Simulator, 'url' | 'keys'>];
  /** Asks one thing; the thread answers one after the other. */
  const ask = async (asked: Asked, answer: 'message' | 'exit') => {
    const answered = once(worker, answer);
    worker.postMessage(asked);
    return (await answered)[0] as unknown;
  };
  return {
    url,
    keys,
    writeTelemetry: async (folder) => {
      await ask({ writeTelemetry: folder }, 'message');
    },
    truth: async (months) => (await ask({ truthOf: months }, 'message')) as readonly TruthRow[],
    close: async () => {
      await ask('close', 'exit');
    },
  };
}
