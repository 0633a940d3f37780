import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { daily, floor, land, marts, raw, type StageJob } from './stages.ts';
import { compareWriters, type WriterSpeeds } from './writer-stage.ts';

const STAGES = { land, raw, marts, floor, daily };

/** What a stage of the benchmark cost. */
export interface StageResult {
  readonly seconds: number;
  /** User and system time of the process while it worked, seconds. */
  readonly cpuSeconds: number;
  /** Most memory of the process, from its start, megabytes. */
  readonly peakMegabytes: number;
  readonly rows: number;
}

/** Runs a stage in a process of its own, so that its memory is its own. */
export function runStage(stage: keyof typeof STAGES, job: StageJob): Promise<StageResult> {
  return inProcess<StageResult>(stage, job);
}

/** Compares the writers in a process of their own. */
export function runWriters(rows: number): Promise<WriterSpeeds> {
  return inProcess<WriterSpeeds>('writers', { rows });
}

async function inProcess<T>(stage: string, job: object): Promise<T> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(import.meta.url), stage, JSON.stringify(job)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let text = '';
  for await (const part of child.stdout) text += part;
  const code = await new Promise((done) => (child.exitCode === null ? child.once('exit', done) : done(child.exitCode)));
  if (code !== 0) throw new Error(`stage ${stage} ended with ${code}`);
  return JSON.parse(text) as T;
}

async function measured(work: (job: StageJob) => Promise<number>, job: StageJob): Promise<StageResult> {
  const began = performance.now();
  const before = process.cpuUsage();
  const rows = await work(job);
  const { user, system } = process.cpuUsage(before);
  return {
    seconds: (performance.now() - began) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    rows,
  };
}

const [, file, stage, job] = process.argv;
if (file === fileURLToPath(import.meta.url)) {
  const given = JSON.parse(job ?? '{}') as StageJob;
  const result =
    stage === 'writers'
      ? await compareWriters(given.rows)
      : await measured(STAGES[stage as keyof typeof STAGES], given);
  process.stdout.write(JSON.stringify(result));
}
