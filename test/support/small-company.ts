import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { type BuildReport, buildWarehouse } from '../../src/app/build/build.ts';
import { DEMO_PERSON_KEY } from '../../src/app/demo-project.ts';
import { ingest } from '../../src/app/ingest/ingest.ts';
import type { IngestReport } from '../../src/app/ingest/report.ts';
import { openProject } from '../../src/app/project.ts';
import { withWarehouse } from '../../src/app/query.ts';
import type { Cell } from '../../src/io/query-engine.ts';
import {
  buildCompany,
  type Company,
  type Fault,
  NO_ODDITIES,
  type Oddities,
  startSimulator,
  writeCompanyFiles,
} from '../../src/sim/index.ts';

/** What a small company is made of. */
export interface SmallCompanyOptions {
  /** Oddities that are on; all others are off. */
  readonly odd?: Partial<Oddities>;
  readonly faults?: readonly Fault[];
  /** First day read of the vendors, and the day of the first run. */
  readonly start: string;
  readonly asOf: string;
  /** Connections kept of the demo's, by source. */
  readonly sources?: readonly string[];
}

/** A few days of the simulated company in a project of its own: runs take seconds. */
export interface SmallCompany {
  readonly company: Company;
  readonly root: string;
  /** Environment of a run: the vendors' keys and the person key. */
  readonly environment: Readonly<Record<string, string>>;
  setAsOf(day: string): void;
  ingest(day: string): Promise<IngestReport>;
  build(day: string): Promise<BuildReport>;
  query(sql: string): Promise<readonly Record<string, Cell>[]>;
  close(): Promise<void>;
}

/** Starts the vendors and writes the project. */
export async function startSmallCompany(options: SmallCompanyOptions): Promise<SmallCompany> {
  const company = buildCompany({ odd: { ...NO_ODDITIES, ...options.odd } });
  const simulator = await startSimulator({ company, faults: options.faults ?? [], asOf: options.asOf });
  const root = await mkdtemp(path.join(tmpdir(), 'tl-small-'));
  writeCompanyFiles(company, root, { baseUrl: simulator.url, asOf: options.asOf });
  const file = path.join(root, 'tokenledger.yaml');
  const yaml = parse(readFileSync(file, 'utf8')) as { connections: { source: string; start?: string }[] };
  const kept = options.sources ?? ['anthropic', 'openai'];
  const connections = yaml.connections
    .filter((c) => kept.includes(c.source))
    .map((c) => (c.start === undefined ? c : { ...c, start: options.start }));
  writeFileSync(file, stringify({ ...yaml, connections }));
  const environment = { ...simulator.keys, TOKENLEDGER_PERSON_KEY: DEMO_PERSON_KEY };
  const open = () => openProject({ root, processEnvironment: environment });
  return {
    company,
    root,
    environment,
    setAsOf: simulator.setAsOf,
    ingest: async (day) => ingest(await open(), { asOf: { instant: `${day}T00:00:00Z`, day } }),
    build: async (day) => buildWarehouse(await open(), { asOf: day }),
    query: async (sql) => withWarehouse(await open(), async (engine) => (await engine.query(sql)).rows),
    close: async () => {
      await simulator.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
