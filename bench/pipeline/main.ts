import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { addDays } from '../../src/core/days.ts';
import { writeBenchProject } from './bench-project.ts';
import { compareHistories } from './history.ts';
import { printHistory, printStages, printWriters } from './print.ts';
import { runStage, runWriters } from './run-stage.ts';

const START = '2025-11-01';

const options = new Command('bench')
  .description('Times landing → raw → marts on made-up usage, beside the floor of the machine it runs on.')
  .option('--rows <n>', 'usage rows', '1000000')
  .option('--days <n>', 'days they are spread over', '365')
  .option('--writer-rows <n>', 'rows of the writer comparison; 0 leaves it out', '100000')
  .option('--months <n>', 'months of the long history; 0 leaves the comparison out', '36')
  .option('--daily-rows <n>', 'usage rows a day in the histories', '200')
  .option('--daily-runs <n>', 'days run on both histories', '3')
  .option('--slices <n>', 'session slices of the link stage, ten per outcome; 0 leaves it out', '5000000')
  .option('--json', 'print JSON')
  .parse()
  .opts<Record<string, string>>();
const number = (name: string) => {
  const value = Number(options[name]);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} ${options[name]} is no whole number`);
  return value;
};

const folder = mkdtempSync(path.join(tmpdir(), 'tokenledger-bench-'));
const results: Record<string, unknown> = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
const say = (lines: readonly string[]) => options.json === undefined && console.log(`${lines.join('\n')}\n`);
try {
  const rows = number('rows');
  if (rows > 0) {
    const days = number('days');
    const root = path.join(folder, 'volume');
    writeBenchProject(root, { rowsPerDay: Math.ceil(rows / days), start: START });
    const job = { root, rows, start: START, asOf: addDays(START, days) };
    const stages = {
      landing: await runStage('land', job),
      raw: await runStage('raw', job),
      marts: await runStage('marts', job),
      floor: await runStage('floor', job),
    };
    results.stages = stages;
    say(printStages(stages));
    rmSync(root, { recursive: true });
  }
  if (number('writerRows') > 0) {
    const writers = await runWriters(number('writerRows'));
    results.writers = writers;
    say(printWriters(writers));
  }
  if (number('months') > 0) {
    const of = { months: number('months'), rowsPerDay: number('dailyRows'), days: number('dailyRuns') };
    const history = await compareHistories(path.join(folder, 'history'), of);
    results.history = history;
    say(printHistory(history));
  }
  if (number('slices') > 0) results.links = runLinks(number('slices'));
  if (options.json !== undefined) console.log(JSON.stringify(results, null, 1));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The link stage in a process of its own: links and splits in bounded memory, beside a floor. */
function runLinks(slices: number): unknown {
  const script = fileURLToPath(new URL('../link-scale/main.ts', import.meta.url));
  const json = options.json !== undefined;
  const args = ['--import', 'tsx', script, '--slices', `${slices}`, '--outcomes', `${Math.ceil(slices / 10)}`];
  const child = spawnSync(process.execPath, json ? [...args, '--json'] : args, {
    encoding: 'utf8',
    stdio: ['ignore', json ? 'pipe' : 'inherit', 'inherit'],
  });
  if (child.status !== 0) throw new Error('the link stage failed');
  return json ? JSON.parse(child.stdout) : undefined;
}
