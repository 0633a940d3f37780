import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { DEMO_PERSON_KEY } from '../../src/app/demo-project.ts';
import { openProject } from '../../src/app/project.ts';
import { withWarehouse } from '../../src/app/query.ts';
import { buildCompany, NO_ODDITIES, startSimulator, writeCompanyFiles } from '../../src/sim/index.ts';

/** Three days over a month's end: two periods, so that a run can be stopped between them. */
const START = '2026-09-30';
const AS_OF = '2026-10-03';

const HOOK = path.resolve('test/kill/kill-before-call.mjs');
const PROGRAM = path.resolve('dist/cli/main.js');

/** How a process is ended: right before its n-th file system call, or after some milliseconds. */
export type Kill = { readonly kind: 'call'; readonly at: number } | { readonly kind: 'time'; readonly at: number };

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly wasKilled: boolean;
  readonly output: string;
  readonly milliseconds: number;
  /** File system calls; null when it was killed. */
  readonly calls: number | null;
}

/** Commands that can be killed. */
export type Killable = 'run' | 'ingest' | 'build';

/** Vendors and a project folder to copy; every copy is the same project without a lake. */
export interface CrashProject {
  /** A fresh copy of the project, or of a folder made from it. */
  copy(of?: string): string;
  /** Runs a command of the compiled program on a copy. */
  command(name: Killable, folder: string, kill?: Kill): Promise<Ended>;
  close(): Promise<void>;
}

/** Starts the simulated vendors and writes a project with one HTTP source, one file source and the config folder. */
export async function startCrashProject(): Promise<CrashProject> {
  const company = buildCompany({ odd: NO_ODDITIES });
  const simulator = await startSimulator({ company, faults: [], asOf: AS_OF });
  const root = mkdtempSync(path.join(tmpdir(), 'tl-crash-'));
  const template = path.join(root, 'template');
  writeCompanyFiles(company, template, { baseUrl: simulator.url, asOf: AS_OF });
  const file = path.join(template, 'tokenledger.yaml');
  const yaml = parse(readFileSync(file, 'utf8')) as { connections: { source: string }[] };
  const anthropic = { ...yaml.connections.find((c) => c.source === 'anthropic')!, start: START };
  const cloud = { id: 'cloud', source: 'focus', path: 'bill' };
  writeFileSync(file, stringify({ ...yaml, connections: [anthropic, cloud] }));
  mkdirSync(path.join(template, 'bill'));
  writeFileSync(path.join(template, 'bill/export.csv'), focusExport());
  const environment = { PATH: process.env.PATH, ...simulator.keys, TOKENLEDGER_PERSON_KEY: DEMO_PERSON_KEY };
  let copies = 0;
  return {
    copy: (of = template) => {
      copies += 1;
      const folder = path.join(root, `copy-${copies}`);
      cpSync(of, folder, { recursive: true });
      return folder;
    },
    command: (name, folder, kill) => start(name, folder, kill, environment),
    close: async () => {
      await simulator.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function focusExport(): string {
  const line = (month: string, day: string, cost: string): Record<string, string> => ({
    BilledCost: cost,
    EffectiveCost: cost,
    ListCost: cost,
    ContractedCost: cost,
    BillingAccountId: '999900001111',
    BillingPeriodStart: `2026-${month}-01T00:00:00Z`,
    BillingPeriodEnd: month === '09' ? '2026-10-01T00:00:00Z' : '2026-11-01T00:00:00Z',
    ChargePeriodStart: `2026-${day}T00:00:00Z`,
    ChargePeriodEnd: `2026-${day}T01:00:00Z`,
    BillingCurrency: 'USD',
    ProviderName: 'AWS',
    PublisherName: 'AWS',
    InvoiceIssuerName: 'AWS',
    ChargeCategory: 'Usage',
    ServiceCategory: 'AI and Machine Learning',
    ServiceName: 'Amazon Bedrock',
  });
  const lines = [line('09', '09-30', '12.345'), line('10', '10-01', '7.1'), line('10', '10-02', '0.000001')];
  return [Object.keys(lines[0]!), ...lines.map((l) => Object.values(l))]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
}

async function start(
  name: string,
  folder: string,
  kill: Kill | undefined,
  environment: Record<string, string | undefined>,
): Promise<Ended> {
  const counted = path.join(folder, 'calls.txt');
  rmSync(counted, { force: true });
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', HOOK, PROGRAM, name, '--project', folder, '--as-of', AS_OF], {
    env: {
      ...environment,
      TOKENLEDGER_CALLS: counted,
      ...(kill?.kind === 'call' ? { TOKENLEDGER_KILL_AT: String(kill.at) } : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = kill?.kind === 'time' ? setTimeout(() => child.kill('SIGKILL'), kill.at) : undefined;
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.stderr.on('data', (part: Buffer) => parts.push(part));
  const [code, signal] = await new Promise<[number | null, string | null]>((done) =>
    child.once('close', (...how) => done(how)),
  );
  clearTimeout(timer);
  return {
    code,
    wasKilled: signal === 'SIGKILL',
    output: Buffer.concat(parts).toString('utf8'),
    milliseconds: performance.now() - began,
    calls: existsSync(counted) ? Number(readFileSync(counted, 'utf8')) : null,
  };
}

/** SHA-256 of every file under `marts/`, by path: the published Parquet files and the published state. */
export function publishedBytes(folder: string): Record<string, string> {
  const marts = path.join(folder, 'lake/marts');
  const files = (readdirSync(marts, { recursive: true, withFileTypes: true }) as import('node:fs').Dirent[])
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(marts, path.join(entry.parentPath, entry.name)))
    .sort();
  const digest = (file: string) => createHash('sha256').update(readFileSync(path.join(marts, file)));
  return Object.fromEntries(files.map((file) => [file, digest(file).digest('hex')]));
}

/** Rows of a finance view as the warehouse file gives them. */
export async function spend(folder: string): Promise<readonly object[]> {
  const project = await openProject({ root: folder, processEnvironment: {} });
  const sql = 'select * from fin_spend_daily_v1 order by all';
  return withWarehouse(project, async (engine) => (await engine.query(sql)).rows);
}
