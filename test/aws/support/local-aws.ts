import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedFolder, pythonEnvironment, runTool } from '../../support/tool-cache.ts';

/** The local AWS of the rehearsal. */
export interface LocalAws {
  readonly url: string;
  readonly region: string;
  close(): Promise<void>;
}

const here = path.dirname(fileURLToPath(import.meta.url));
const START_SECONDS = 300;

/** Node 24 as Lambda runs it, out of an npm package, kept outside the checkout; REHEARSAL_NODE names another one. */
export async function lambdaNode(): Promise<string> {
  if (process.env.REHEARSAL_NODE !== undefined) return process.env.REHEARSAL_NODE;
  if (process.versions.node.startsWith('24.')) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const folder = await cachedFolder(`aws/${name}-24.9.0`, async (target) => {
    const remedy = `Needed: Node 24 for the functions. Let npm reach its registry for ${name}@24.9.0, or set REHEARSAL_NODE to a Node 24 program.`;
    const install = ['install', '--prefix', target, '--no-audit', '--no-fund', '--no-save', `${name}@24.9.0`];
    await runTool(`cannot fetch ${name}@24.9.0`, 'npm', install, remedy);
  });
  return path.join(folder, 'node_modules', name, 'bin', 'node');
}

/** Starts moto with the rehearsal's additions; `folder` holds unpacked functions, logs and faults. */
export async function startLocalAws(folder: string, athenaUrl: string, region = 'us-east-1'): Promise<LocalAws> {
  const python = path.join(await pythonEnvironment('aws/moto', ['moto[server]==5.2.5']), 'bin', 'python');
  const port = await freePort();
  await mkdir(folder, { recursive: true });
  const log = path.join(folder, 'aws.log');
  const server = spawn('sh', ['-c', 'exec "$0" "$1" >"$2" 2>&1', python, path.join(here, 'local_aws.py'), log], {
    env: {
      ...process.env,
      MOTO_PORT: String(port),
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: 'rehearsal',
      AWS_SECRET_ACCESS_KEY: 'rehearsal',
      MOTO_ACCOUNT_ID: REHEARSAL_ACCOUNT,
      ATHENA_URL: athenaUrl,
      REHEARSAL_FOLDER: folder,
      REHEARSAL_NODE: await lambdaNode(),
      REHEARSAL_CHILD: path.join(here, 'function-child.mjs'),
    },
    stdio: 'ignore',
  });
  const stop = () => server.kill('SIGKILL');
  process.once('exit', stop);
  const url = `http://127.0.0.1:${port}`;
  try {
    await ready(url, server);
    const config = { stepfunctions: { execute_state_machine: true } };
    await fetch(`${url}/moto-api/config`, { method: 'POST', body: JSON.stringify(config) });
  } catch (error) {
    stop();
    const said = await readFile(log, 'utf8').catch(() => '');
    throw new Error(`${(error as Error).message}\n${said.split('\n').slice(-25).join('\n')}`, { cause: error });
  }
  return {
    url,
    region,
    close: async () => {
      process.off('exit', stop);
      const gone = new Promise((resolve) => server.once('exit', resolve));
      if (server.exitCode === null && stop()) await gone;
    },
  };
}

/** Account of the rehearsal. */
export const REHEARSAL_ACCOUNT = '123456789012';

async function ready(url: string, server: ChildProcess): Promise<void> {
  for (let waited = 0; waited < START_SECONDS * 4; waited += 1) {
    if (server.exitCode !== null) throw new Error(`moto ended with ${server.exitCode} while starting`);
    const answered = await fetch(`${url}/moto-api/data.json`).then(
      (a) => a.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`moto was not ready after ${START_SECONDS} seconds`);
}

/** A port nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
