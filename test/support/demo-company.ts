import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BuildReport, buildWarehouse } from '../../src/app/build/build.ts';
import { DEMO_PERSON_KEY } from '../../src/app/demo-project.ts';
import { ingest } from '../../src/app/ingest/ingest.ts';
import type { IngestReport } from '../../src/app/ingest/report.ts';
import { type OpenProject, openProject } from '../../src/app/project.ts';
import {
  buildCompany,
  type Company,
  DEMO_AS_OF,
  type Simulator,
  startSimulator,
  writeCompanyFiles,
} from '../../src/sim/index.ts';

/** The demo company in a temporary project, its vendors running. */
export interface DemoCompany {
  readonly company: Company;
  readonly simulator: Simulator;
  readonly root: string;
  open(): Promise<OpenProject>;
  ingest(day?: string): Promise<IngestReport>;
  build(day?: string): Promise<BuildReport>;
  close(): Promise<void>;
}

/** Starts the simulated vendors and lays out the company's project folder. */
export async function startDemoCompany(): Promise<DemoCompany> {
  const company = buildCompany();
  const simulator = await startSimulator({ company });
  const root = await mkdtemp(path.join(tmpdir(), 'tl-company-'));
  writeCompanyFiles(company, root, { baseUrl: simulator.url });
  const open = () =>
    openProject({ root, processEnvironment: { ...simulator.keys, TOKENLEDGER_PERSON_KEY: DEMO_PERSON_KEY } });
  return {
    company,
    simulator,
    root,
    open,
    ingest: async (day = DEMO_AS_OF) => ingest(await open(), { asOf: { instant: `${day}T00:00:00Z`, day } }),
    build: async (day = DEMO_AS_OF) => buildWarehouse(await open(), { asOf: day }),
    close: async () => {
      await simulator.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
