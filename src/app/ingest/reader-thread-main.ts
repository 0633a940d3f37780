import { parentPort, workerData } from 'node:worker_threads';
import type { ConnectionConfig } from '../../core/project-config.ts';
import { openProject } from '../project.ts';
import { readConnection } from './read-connection.ts';
import type { ReaderAnswer, ReaderSetup } from './reader-threads.ts';

// A thread of `readerThreads`: reads the connections it is told, until it is ended.
const { root, implicit, environment, key, reading } = workerData as ReaderSetup;
const opened = openProject({ root, implicit, processEnvironment: environment });

parentPort!.on('message', async ({ job, connection }: { job: number; connection: ConnectionConfig }) => {
  const answer: ReaderAnswer = await opened
    .then((project) => readConnection(project, connection, key, reading))
    .then(
      (reports) => ({ job, reports }),
      (error: unknown) => ({ job, failure: { name: (error as Error).name, message: (error as Error).message } }),
    );
  parentPort!.postMessage(answer);
});
