import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingest } from '../../../src/app/ingest/ingest.ts';
import type { IngestReport } from '../../../src/app/ingest/report.ts';
import { type OpenProject, openProject } from '../../../src/app/project.ts';
import { readStoredParquet } from '../../../src/io/parquet/parquet-reader.ts';
import { listPeriods, readManifest } from '../../../src/io/raw-lake.ts';
import { buildCompany, type Fault, type Simulator, startSimulator, writeCompanyFiles } from '../../../src/sim/index.ts';
import { editorCommits, workAt } from '../../../src/sim/work/index.ts';

const AS_OF = '2026-10-06';
const SOURCES = ['github', 'jira', 'linear', 'zendesk', 'pagerduty', 'cursor'];
const FAULTS: readonly Fault[] = [
  { kind: 'secondary_limit', vendor: 'github', path: 'graphql', call: 2, retryAfter: 0 },
  { kind: 'errors_in_200', vendor: 'github', path: 'graphql', call: 4 },
  { kind: 'rate_limited', vendor: 'jira', path: 'search', call: 1, retryAfter: 0 },
  { kind: 'errors_in_200', vendor: 'linear', path: 'graphql', call: 2 },
  { kind: 'rate_limited', vendor: 'zendesk', path: 'incremental', call: 1, retryAfter: 0 },
  { kind: 'truncated_body', vendor: 'pagerduty', path: 'incidents', call: 1 },
  { kind: 'truncated_json', vendor: 'cursor', path: 'commits', call: 2 },
];
/** A part of the company, to keep the test quick. */
const REPOS = ['northwind/checkout-api', 'northwind/mobile-app', 'northwind/search-service'];
const PROJECTS = ['CHK', 'MOB'];
const TEAMS = ['DEX'];
const company = buildCompany();

async function rowsOf(project: OpenProject, table: string): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (const period of await listPeriods(project.store)) {
    for (const entry of (await readManifest(project.store, period)).entries.filter((e) => e.table === table)) {
      for (const file of entry.files) rows.push(...(await readStoredParquet(project.store, file)));
    }
  }
  return rows;
}

describe('the outcome tools of the simulated company', () => {
  const root = mkdtempSync(join(tmpdir(), 'tokenledger-outcomes-'));
  let simulator: Simulator;
  let project: OpenProject;
  let report: IngestReport;
  const run = (day: string, hour: string) =>
    ingest(project, { asOf: { instant: `${day}T${hour}:00:00.000Z`, day }, sources: SOURCES });

  beforeAll(async () => {
    simulator = await startSimulator({ company, asOf: AS_OF, faults: FAULTS });
    writeCompanyFiles(company, root, { baseUrl: simulator.url, asOf: AS_OF });
    const opened = await openProject({
      root,
      processEnvironment: { ...simulator.keys, TOKENLEDGER_PERSON_KEY: 'test-key' },
    });
    const parts: Record<string, object> = {
      github: { repos: REPOS },
      jira: { projects: PROJECTS },
      linear: { teams: TEAMS },
    };
    const connections = opened.config.connections.map((c) => ({ ...c, ...parts[c.source] }));
    project = { ...opened, config: { ...opened.config, connections } };
    report = await run(AS_OF, '05');
  }, 120_000);
  afterAll(async () => {
    await simulator.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('are read whole through limits, cut answers and several pages', async () => {
    expect(report.streams.flatMap((s) => s.errors)).toEqual([]);
    expect(simulator.requests.filter((r) => r.fault !== undefined)).toHaveLength(FAULTS.length);
    const all = workAt(company, AS_OF);
    const isRead = ({ repo }: { repo: { fullName: string } }) => REPOS.includes(repo.fullName);
    const work = {
      ...all,
      pullRequests: all.pullRequests.filter(isRead),
      deployments: all.deployments.filter(isRead),
      items: all.items.filter((i) => [...PROJECTS, ...TEAMS].includes(i.project)),
    };
    const outcomes = await rowsOf(project, 'outcome');
    const count = (test: (id: string) => boolean) =>
      new Set(outcomes.map((r) => String(r.outcome_id)).filter(test)).size;
    expect(count((id) => id.startsWith('github:') && id.includes(':pr:'))).toBe(work.pullRequests.length);
    expect(count((id) => id.includes(':deployment:'))).toBe(work.deployments.length);
    const touched = work.items.filter((i) =>
      [i.openedAt, i.startedAt, i.resolvedAt].some((t) => t !== null && t >= '2026-09-01'),
    );
    expect(count((id) => id.startsWith('jira:') || id.startsWith('linear:'))).toBe(touched.length);
    expect(count((id) => id.startsWith('zendesk:'))).toBe(work.supportTickets.length);
    expect(count((id) => id.startsWith('pagerduty:'))).toBe(work.incidents.length);
    const commits = work.pullRequests.reduce((sum, p) => sum + p.commits.length, 0);
    expect(await rowsOf(project, 'outcome_commit')).toHaveLength(commits);
    expect(await rowsOf(project, 'vendor_commit')).toHaveLength(editorCommits(company, AS_OF).length);
  });

  it('leave no title, text, name or address in landing', async () => {
    const found: string[] = [];
    for await (const { key } of project.store.list('landing/')) {
      const text = gunzipSync((await project.store.get(key))!.body).toString('utf8');
      for (const word of ['@example.com', 'step of the change', 'Implements ', '-nw"', 'Claude-Session']) {
        if (text.includes(word)) found.push(`${key}: ${word}`);
      }
    }
    expect(found).toEqual([]);
  });

  it('are asked for the current month only, the next time, and nothing changes that has not changed', async () => {
    const before = simulator.requests.length;
    const again = await run(AS_OF, '06');
    expect(again.streams.reduce((sum, s) => sum + s.changed, 0)).toBe(0);
    const asked = simulator.requests.slice(before).filter((r) => r.vendor === 'zendesk');
    expect(asked.map((r) => new URLSearchParams(r.query).get('start_time'))).toEqual([
      String(Date.parse('2026-10-01') / 1000),
    ]);
  });

  it('go on with the other repositories where one cannot be seen', async () => {
    const broken = {
      ...project,
      config: {
        ...project.config,
        connections: project.config.connections
          .filter((c) => c.source === 'github')
          .map((c) => ({ ...c, id: 'github-other', repos: ['northwind/gone', 'northwind/dev-tools'] })),
      },
    };
    const result = await ingest(broken, {
      asOf: { instant: `${AS_OF}T07:00:00.000Z`, day: AS_OF },
      sources: ['github'],
    });
    const status = Object.fromEntries(result.streams.map((s) => [s.stream, s.status]));
    expect(status).toMatchObject({ 'pulls-northwind-gone': 'failed', 'pulls-northwind-dev-tools': 'ok' });
    const [message] = result.streams.find((s) => s.stream === 'pulls-northwind-gone')!.errors;
    expect(message).toContain("Could not resolve to a Repository with the name 'northwind/gone'");
  });
});
