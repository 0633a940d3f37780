import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireLock } from '../../src/app/lock.ts';
import { folderStore } from '../../src/io/store/folder-store.ts';
import { mulberry32 } from '../../src/sim/company/random.ts';
import { type CrashProject, type Ended, type Kill, publishedBytes, spend, startCrashProject } from './crash-project.ts';

/** `npm test` kills a few times; `npm run test:kill` 200 times, TOKENLEDGER_KILLS as often as it says. */
const ITERATIONS = Number(process.env.TOKENLEDGER_KILLS ?? 8);
const SEED = Number(process.env.TOKENLEDGER_KILL_SEED ?? 20261003);
const RUN_MS = 600_000;

let project: CrashProject;
let undisturbed: { run: Ended; published: Record<string, string>; spend: readonly object[] };

beforeAll(async () => {
  expect(spawnSync(process.execPath, ['scripts/ensure.mjs'], { stdio: 'inherit' }).status).toBe(0);
  project = await startCrashProject();
  const folder = project.copy();
  const run = await project.command('run', folder);
  expect(run.output).toContain('Warehouse:');
  expect(run.code).toBe(0);
  undisturbed = { run, published: publishedBytes(folder), spend: await spend(folder) };
  rmSync(folder, { recursive: true });
}, RUN_MS);
afterAll(() => project.close());

/** Half of the kills come right before a file system call, half at a time after the program was loaded. */
function nextKill(random: () => number): Kill {
  return random() < 0.5
    ? { kind: 'call', at: 1 + Math.floor(random() * undisturbed.run.calls!) }
    : { kind: 'time', at: Math.floor((0.1 + 0.9 * random()) * undisturbed.run.milliseconds) };
}

describe('a run that is killed', () => {
  it(
    `ends in the published bytes of an undisturbed run once it is started again (${ITERATIONS} times, seed ${SEED})`,
    async () => {
      expect(Object.keys(undisturbed.published)).toContain('_published.json');
      expect(undisturbed.spend.length).toBeGreaterThan(3);
      const random = mulberry32(SEED);
      let kills = 0;
      for (let i = 1; i <= ITERATIONS; i += 1) {
        const folder = project.copy();
        const story: string[] = [];
        for (let isFirst = true; isFirst || random() < 0.4; isFirst = false) {
          const kill = nextKill(random);
          const ended = await project.command('run', folder, kill);
          story.push(`${kill.kind} ${kill.at}${ended.wasKilled ? '' : ' (was done before)'}`);
          if (ended.wasKilled) kills += 1;
          else expect(ended.code, ended.output).toBe(0);
        }
        const title = `seed ${SEED}, iteration ${i}: killed at ${story.join(', ')}`;
        const last = await project.command('run', folder);
        expect(last.code, `${title}\n${last.output}`).toBe(0);
        expect(publishedBytes(folder), title).toEqual(undisturbed.published);
        expect(await spend(folder), title).toEqual(undisturbed.spend);
        rmSync(folder, { recursive: true });
        if (process.env.TOKENLEDGER_KILLS !== undefined) console.log(title);
      }
      expect(kills).toBeGreaterThanOrEqual(ITERATIONS * 0.6);
      console.log(
        `killed ${kills} times in ${ITERATIONS} iterations, seed ${SEED}: every restart published the same bytes`,
      );
    },
    ITERATIONS * RUN_MS,
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
