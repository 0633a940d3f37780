import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireLock } from '../../src/app/lock.ts';
import { folderStore } from '../../src/io/store/folder-store.ts';
import { mulberry32 } from '../../src/sim/company/random.ts';
import {
  type CrashProject,
  type Ended,
  type Kill,
  type Killable,
  publishedBytes,
  spend,
  startCrashProject,
} from './crash-project.ts';

/** `npm run test:e2e` kills a few times; `npm run test:kill` 200 times, TOKENLEDGER_KILLS as often as it says. */
const ITERATIONS = Number(process.env.TOKENLEDGER_KILLS ?? 8);
/** First iteration; each has chance of its own, so that a long loop can be run in parts. */
const FIRST = Number(process.env.TOKENLEDGER_KILL_FIRST ?? 1);
const SEED = Number(process.env.TOKENLEDGER_KILL_SEED ?? 20261003);
const RUN_MS = 600_000;

let project: CrashProject;
let undisturbed: {
  published: Record<string, string>;
  spend: readonly object[];
  /** A folder whose ingest is done and that is not built. */
  ingested: string;
  ended: Readonly<Record<Killable, Ended>>;
};

beforeAll(async () => {
  expect(spawnSync(process.execPath, ['scripts/ensure.mjs'], { stdio: 'inherit' }).status).toBe(0);
  project = await startCrashProject();
  const done = async (name: Killable, folder: string) => {
    const ended = await project.command(name, folder);
    expect(ended.code, ended.output).toBe(0);
    return ended;
  };
  const folder = project.copy();
  const run = await done('run', folder);
  expect(run.output).toContain('Warehouse:');
  const ingested = project.copy();
  const ingest = await done('ingest', ingested);
  const twoSteps = project.copy(ingested);
  const build = await done('build', twoSteps);
  const published = publishedBytes(folder);
  expect(publishedBytes(twoSteps)).toEqual(published);
  undisturbed = {
    published,
    spend: await spend(folder),
    ingested,
    ended: { run, ingest, build },
  };
  rmSync(folder, { recursive: true });
  rmSync(twoSteps, { recursive: true });
}, 2 * RUN_MS);
afterAll(() => project.close());

/** Two in five kills hit an ingest, two a build on what was ingested, one a whole run. */
function nextCommand(random: () => number): Killable {
  const at = random();
  return at < 0.4 ? 'ingest' : at < 0.8 ? 'build' : 'run';
}

/** Half of the kills come right before a file system call, half at a time after the program was loaded. */
function nextKill(random: () => number, { calls, milliseconds }: Ended): Kill {
  return random() < 0.5
    ? { kind: 'call', at: 1 + Math.floor(random() * calls!) }
    : { kind: 'time', at: Math.floor((0.1 + 0.9 * random()) * milliseconds) };
}

/** Kills a command, now and then its restart too, lets it end, and compares what is published with the undisturbed. */
async function killAndRestart(iteration: number): Promise<{ readonly title: string; readonly kills: number }> {
  const random = mulberry32(SEED + iteration * 7919);
  const name = nextCommand(random);
  const folder = project.copy(name === 'build' ? undisturbed.ingested : undefined);
  const story: string[] = [];
  let kills = 0;
  for (let isFirst = true; isFirst || random() < 0.4; isFirst = false) {
    const kill = nextKill(random, undisturbed.ended[name]);
    const ended = await project.command(name, folder, kill);
    story.push(`${kill.kind} ${kill.at}${ended.wasKilled ? '' : ' (was done before)'}`);
    if (ended.wasKilled) kills += 1;
    else expect(ended.code, ended.output).toBe(0);
  }
  const title = `seed ${SEED}, iteration ${iteration}: ${name} killed at ${story.join(', ')}`;
  const last = await project.command(name === 'build' ? 'build' : 'run', folder);
  expect(last.code, `${title}\n${last.output}`).toBe(0);
  expect(publishedBytes(folder), title).toEqual(undisturbed.published);
  expect(await spend(folder), title).toEqual(undisturbed.spend);
  rmSync(folder, { recursive: true });
  return { title, kills };
}

describe('a run that is killed', () => {
  it(
    `ends in the published bytes of an undisturbed run once it is started again (iterations ${FIRST} to ${ITERATIONS}, seed ${SEED})`,
    async () => {
      expect(Object.keys(undisturbed.published)).toContain('_published.json');
      expect(undisturbed.spend.length).toBeGreaterThan(3);
      let kills = 0;
      for (let i = FIRST; i <= ITERATIONS; i += 1) {
        const done = await killAndRestart(i);
        kills += done.kills;
        if (process.env.TOKENLEDGER_KILLS !== undefined) console.log(`${done.title}; ${kills} kills so far`);
      }
      expect(kills).toBeGreaterThanOrEqual((ITERATIONS - FIRST + 1) * 0.6);
      console.log(`killed ${kills} times, seed ${SEED}: every restart published the bytes of an undisturbed run`);
    },
    (ITERATIONS - FIRST + 1) * RUN_MS,
  );
});

describe('two runs at once', () => {
  it(
    'both end well or the second names the first, and publish what one run alone publishes',
    async () => {
      const folder = project.copy();
      const both = await Promise.all([project.command('run', folder), project.command('run', folder)]);
      for (const ended of both) {
        if (ended.code !== 0) expect(ended.output).toMatch(/another run is building in .*: build by process \d+ on /);
      }
      expect(both.some((ended) => ended.code === 0)).toBe(true);
      expect(publishedBytes(folder)).toEqual(undisturbed.published);
      expect(await spend(folder)).toEqual(undisturbed.spend);
    },
    RUN_MS,
  );

  it(
    'a second build waits until the first lets go of the lock',
    async () => {
      const folder = project.copy();
      expect((await project.command('ingest', folder)).code).toBe(0);
      const held = await acquireLock(folderStore(`${folder}/lake`), {
        host: hostname(),
        pid: process.pid,
        command: 'build',
        clock: { now: Date.now, sleep: (ms) => new Promise((done) => setTimeout(done, ms)) },
        isAlive: () => true,
      });
      let isOver = false;
      const second = project.command('build', folder).finally(() => {
        isOver = true;
      });
      await new Promise((done) => setTimeout(done, 5000)); // without a lock it would be over by now
      expect(isOver).toBe(false);
      await held.release();
      expect((await second).code).toBe(0);
      expect(publishedBytes(folder)).toEqual(undisturbed.published);
    },
    RUN_MS,
  );
});
