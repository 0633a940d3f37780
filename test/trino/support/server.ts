import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { javaHome, TRINO_VERSION, trinoHome } from './server-files.ts';

/** Where a running server is. */
export interface TrinoAddress {
  readonly url: string;
  /** Folder that the catalogue `lake` sees as `local:///`; empty at the start. */
  readonly lakeRoot: string;
}

/** A running Trino server of this process. */
export interface TrinoServer extends TrinoAddress {
  close(): Promise<void>;
}

/** Memory of a server, GB. */
export interface TrinoMemory {
  readonly heap: number;
  /** What one query may use of it. */
  readonly query: number;
}

const TEST_MEMORY: TrinoMemory = { heap: 5, query: 1 };

const START_SECONDS = 420;

/** Catalogues for the models of a build, one for each test file that runs at the same time. */
export const MEMORY_CATALOGS = ['memory', 'memory2'] as const;

/**
 * Starts Trino with the catalogue `lake`, Hive tables over Parquet files below {@link TrinoAddress.lakeRoot} (as Athena
 * reads the bucket), and {@link MEMORY_CATALOGS} for the models of builds. `more` are further catalogues by name. Throws what is
 * missing and how to get it, or the end of the server's log.
 */
export async function startTrino(
  more: Readonly<Record<string, readonly string[]>> = {},
  memory: TrinoMemory = TEST_MEMORY,
): Promise<TrinoServer> {
  const [home, java] = [await trinoHome(), await javaHome()];
  const folder = await mkdtemp(path.join(tmpdir(), 'tl-trino-'));
  const lakeRoot = path.join(folder, 'lake');
  const port = await freePort();
  await mkdir(lakeRoot);
  await writeConfig(folder, port, memory, {
    lake: [
      'connector.name=hive',
      'hive.metastore=file',
      'hive.metastore.catalog.dir=local:///_metastore',
      'fs.native-local.enabled=true',
      `local.location=${lakeRoot}`,
      'hive.non-managed-table-writes-enabled=true',
      'hive.parquet.use-column-names=true',
      // As Athena: everything below a location is read.
      'hive.recursive-directories=true',
    ],
    ...Object.fromEntries(MEMORY_CATALOGS.map((c) => [c, ['connector.name=memory', 'memory.max-data-per-node=1GB']])),
    ...more,
  });
  const log = path.join(folder, 'server.log');
  const server = spawn('sh', ['-c', `exec "$0" run --etc-dir="$1" >"$2" 2>&1`, launcher(home), etc(folder), log], {
    env: { ...process.env, JAVA_HOME: java, PATH: `${java}/bin:${process.env.PATH}` },
    stdio: 'ignore',
  });
  const stop = () => server.kill('SIGKILL');
  process.once('exit', stop);
  const url = `http://127.0.0.1:${port}`;
  try {
    await ready(url, server);
  } catch (error) {
    stop();
    const said = await readFile(log, 'utf8').catch(() => '');
    await rm(folder, { recursive: true, force: true });
    throw new Error(`${(error as Error).message}\n${said.split('\n').slice(-25).join('\n')}`, { cause: error });
  }
  return {
    url,
    lakeRoot,
    close: async () => {
      process.off('exit', stop);
      const gone = new Promise((resolve) => server.once('exit', resolve));
      if (server.exitCode === null && stop()) await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const launcher = (home: string) => path.join(home, 'bin', 'launcher');
const etc = (folder: string) => path.join(folder, 'etc');

async function writeConfig(
  folder: string,
  port: number,
  memory: TrinoMemory,
  catalogs: Readonly<Record<string, readonly string[]>>,
) {
  const lines: Record<string, readonly string[]> = {
    'node.properties': ['node.environment=parity', 'node.id=parity-1', `node.data-dir=${path.join(folder, 'data')}`],
    'jvm.config': [
      '-server',
      `-Xmx${memory.heap}G`,
      // A server that lives for minutes and plans a thousand small statements once each: compiling them fully costs more
      // than it saves.
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-XX:+ExitOnOutOfMemoryError',
      '-Djdk.attach.allowAttachSelf=true',
      '--enable-native-access=ALL-UNNAMED',
      '-Dfile.encoding=UTF-8',
      '-Duser.timezone=UTC',
    ],
    'config.properties': [
      'coordinator=true',
      'node-scheduler.include-coordinator=true',
      `http-server.http.port=${port}`,
      `discovery.uri=http://127.0.0.1:${port}`,
      `query.max-memory=${memory.query}GB`,
      `query.max-memory-per-node=${memory.query}GB`,
      'query.max-length=10000000',
      // A thousand statements over few rows: the server would spend most of its time on looking after finished ones, on
      // estimating costs, and on plans for many machines. None of this changes an answer.
      'query.max-history=20',
      'query.min-expire-age=5s',
      'task.info.max-age=10s',
      'task.concurrency=1',
      'redistribute-writes=false',
      'scale-writers=false',
      'enable-dynamic-filtering=false',
      'optimizer.join-reordering-strategy=ELIMINATE_CROSS_JOINS',
      'join-distribution-type=BROADCAST',
      'enable-stats-calculator=false',
      'statistics-precalculation-for-pushdown.enabled=false',
      'task.cpu-timer-enabled=false',
      'http-server.log.enabled=false',
      'task.min-writer-count=1',
      'task.max-writer-count=1',
    ],
    ...Object.fromEntries(Object.entries(catalogs).map(([name, own]) => [`catalog/${name}.properties`, own])),
  };
  await mkdir(path.join(etc(folder), 'catalog'), { recursive: true });
  for (const [file, own] of Object.entries(lines)) await writeFile(path.join(etc(folder), file), `${own.join('\n')}\n`);
}

async function ready(url: string, server: ChildProcess): Promise<void> {
  for (let waited = 0; waited < START_SECONDS * 4; waited += 1) {
    if (server.exitCode !== null)
      throw new Error(`Trino ${TRINO_VERSION} ended with ${server.exitCode} while starting`);
    const info = await fetch(`${url}/v1/info`).then(
      (answer) => answer.json() as Promise<{ starting: boolean }>,
      () => ({ starting: true }),
    );
    if (!info.starting) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`Trino ${TRINO_VERSION} was not ready after ${START_SECONDS} seconds`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
