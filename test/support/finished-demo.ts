import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { DEMO_PERSON_KEY } from '../../src/app/demo-project.ts';
import { type OpenProject, openProject } from '../../src/app/project.ts';
import { runCli } from './cli.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of the finished demo. */
    finishedDemo: string;
  }
}

/**
 * Global setup of a tier: the project that `npm start` leaves, read, built, forecast and published, for all test files of
 * the run. TOKENLEDGER_DEMO names one that is there; it is only read.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TOKENLEDGER_DEMO;
  const root = given ?? (await mkdtemp(path.join(tmpdir(), 'tl-demo-')));
  if (given === undefined) {
    const { code, out, err } = await runCli(['demo', '--project', root, '--json']);
    if (code !== 0) throw new Error(`the demo ended with ${code}:\n${out.slice(-2000)}\n${err.slice(-2000)}`);
  }
  project.provide('finishedDemo', path.resolve(root));
  return async () => {
    if (given === undefined) await rm(root, { recursive: true, force: true });
  };
}

/** Opens the finished demo in `root`. Throws when there is none. */
export function openFinishedDemo(root: string): Promise<OpenProject> {
  return openProject({ root, processEnvironment: { TOKENLEDGER_PERSON_KEY: DEMO_PERSON_KEY } });
}
