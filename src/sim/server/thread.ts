import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Simulator } from './simulator.ts';

/** The running vendors of the demo's company. */
export interface SimulatorThread extends Pick<Simulator, 'url' | 'keys' | 'close'> {
  /** Writes the telemetry collector's files of the demo into a project folder. */
  writeTelemetry(folder: string): Promise<void>;
}

/**
 * Starts the vendors of the demo's company in a thread of their own, so that the run that reads them has a core to itself.
 * Throws what the thread throws while it starts.
 */
export async function simulatorThread(): Promise<SimulatorThread> {
  const file = `./thread-main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`;
  const worker = new Worker(new URL(file, import.meta.url));
  const [{ url, keys }] = (await once(worker, 'message')) as [Pick<Simulator, 'url' | 'keys'>];
  return {
    url,
    keys,
    writeTelemetry: async (folder) => {
      const written = once(worker, 'message');
      worker.postMessage({ writeTelemetry: folder });
      await written;
    },
    close: async () => {
      const ended = once(worker, 'exit');
      worker.postMessage('close');
      await ended;
    },
  };
}
