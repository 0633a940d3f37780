import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingestPart } from '../../../src/app/ingest/read-connection.ts';
import { type OpenProject, openProject } from '../../../src/app/project.ts';
import { readManifest } from '../../../src/io/raw-lake.ts';
import { type SmallCompany, startSmallCompany } from '../../support/small-company.ts';

const DAY = '2026-02-12';
const asOf = { instant: `${DAY}T00:00:00Z`, day: DAY };
let company: SmallCompany;
let project: OpenProject;
let connection: string;

beforeAll(async () => {
  company = await startSmallCompany({ start: '2026-02-01', asOf: DAY, sources: ['openai'] });
  project = await openProject({ root: company.root, processEnvironment: company.environment });
  connection = project.config.connections[0]!.id;
});
afterAll(() => company?.close());

/** What counts, without run names: parts have several. */
const counting = async () =>
  (await readManifest(project.store, '2026-02')).entries
    .map((e) => `${e.table} ${e.stream} ${e.dt} ${e.status} ${e.rows} ${e.content_hash}`)
    .sort();

describe('reading a connection in parts', () => {
  it('ends early between windows, goes on where it ended, and lands what reading at once lands', async () => {
    let parts = 0;
    for (let from: number | null = 0; from !== null; parts += 1) {
      let left = 4;
      const part = await ingestPart(project, { connection, asOf, from, mayGoOn: () => left-- > 0 || parts > 20 });
      expect(part.reports.flatMap((r) => r.errors)).toEqual([]);
      from = part.next;
    }
    expect(parts).toBeGreaterThan(2);
    const inParts = await counting();
    await company.ingest(DAY);
    expect(inParts.length).toBeGreaterThan(10);
    expect(await counting()).toEqual(inParts);
  });

  it('refuses a connection that the file does not have, naming those it has', async () => {
    await expect(ingestPart(project, { connection: 'nobody', asOf, mayGoOn: () => true })).rejects.toThrow(
      `has no connection nobody; it has ${connection}`,
    );
  });
});
