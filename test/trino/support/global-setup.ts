import type { TestProject } from 'vitest/node';
import { startTrino, type TrinoAddress } from './server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    trino: TrinoAddress;
  }
}

/** One server for all test files of the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTrino();
  project.provide('trino', { url: server.url, lakeRoot: server.lakeRoot });
  return () => server.close();
}
