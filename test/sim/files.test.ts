import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { loadOrg } from '../../src/core/org/load-org.ts';
import { buildCompany, companyFiles, writeCompanyFiles } from '../../src/sim/index.ts';
import { invoices } from '../../src/sources/invoices.ts';
import { seats } from '../../src/sources/seats.ts';
import type { FileStream } from '../../src/sources/source.ts';
import type { Json } from './client.ts';

const company = buildCompany();
const OPTIONS = { baseUrl: 'http://127.0.0.1:9' };
const files = companyFiles(company, OPTIONS);
const text = (name: string, from = files) => Buffer.from(from.find((f) => f.path === name)!.bytes).toString('utf8');
const rows = (name: string, from = files): Json[] => parse(text(name, from), { columns: true });
const folder = mkdtempSync(path.join(tmpdir(), 'sim-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the files of the simulated company', () => {
  it('are the same bytes for the same seed, day and URL', () => {
    const hash = (list: typeof files) =>
      createHash('sha256')
        .update(list.map((f) => `${f.path}${Buffer.from(f.bytes).toString('hex')}`).join())
        .digest('hex');
    const spring = { ...OPTIONS, asOf: '2026-04-10' };
    const known = hash(companyFiles(company, spring));
    expect(hash(companyFiles(buildCompany(), spring))).toBe(known);
    expect(hash(companyFiles(buildCompany({ seed: 8 }), spring))).not.toBe(known);
  });

  it('are written below the folder', () => {
    const written = writeCompanyFiles(company, folder, OPTIONS);
    expect(written).toEqual(files.map((f) => f.path));
    expect(readFileSync(path.join(folder, 'config/people.csv'), 'utf8')).toBe(text('config/people.csv'));
    expect(written).toContain(
      'exports/focus/northwind-focus/metadata/billing_period=2026-09/northwind-focus-Manifest.json',
    );
  });

  it("load without a problem in the product's reader of the organisation", () => {
    const config = new Map(
      files.filter((f) => /^config\/[^/]+\.csv$/.test(f.path)).map((f) => [f.path.slice(7), text(f.path)]),
    );
    const pseudonym = (kind: string, id: string) =>
      createHash('sha256').update(`${kind}|${id.trim().toLowerCase()}`).digest('hex');
    const org = loadOrg(config, { pseudonym, fiscalYearStartMonth: 2, currency: 'USD' });
    expect(org.problems).toEqual([]);
    expect(org.tables.get('config_person')!.length).toBeGreaterThan(180);
    expect(org.tables.get('config_team')).toHaveLength(20);
    expect(org.tables.get('config_owner')!.length).toBeGreaterThan(18);
  });

  it.each([
    [invoices, 'config/invoices/'],
    [seats, 'config/seats/'],
  ])('are read by the product without a complaint: $1', async (source, folderName) => {
    const stream = source.streams[0] as FileStream;
    const inputs = files
      .filter((f) => f.path.startsWith(folderName))
      .map((f) => ({
        path: f.path,
        size: f.bytes.length,
        open: async function* () {
          yield f.bytes;
        },
      }));
    const context = {
      connectionId: 'c',
      pseudonym: (_: string, id: string) => id,
      logicalDay: '2026-10-25',
      settings: {},
    };
    let count = 0;
    for await (const row of stream.parseFiles(inputs, context)) if ('row' in row) count += 1;
    expect(count).toBe(inputs.reduce((n, f) => n + rows(f.path).length, 0));
    expect(count).toBeGreaterThan(40);
  });

  it('tell only what is known on the day: no future hires, moves or leavers', () => {
    const people = rows('config/people.csv');
    expect(people.every((p) => p.active_from <= '2026-10-25' && p.active_to <= '2026-10-25')).toBe(true);
    const memberships = rows('config/memberships.csv');
    expect(memberships.every((m) => m.valid_from <= '2026-10-25' && m.valid_to <= '2026-10-25')).toBe(true);
    const later = companyFiles(company, { ...OPTIONS, asOf: '2027-01-20' });
    expect(rows('config/people.csv', later).length).toBeGreaterThan(people.length);
    expect(rows('config/memberships.csv', later).some((m) => m.valid_from === '2026-11-16')).toBe(true);
  });

  it("cover every seat's month without gap or overlap, with spare, idle and handed-over seats", () => {
    const held = rows('config/seats/github-copilot.csv');
    const byMonth = new Map<string, Json[]>();
    for (const s of held)
      byMonth.set(`${s.billing_month}|${s.seat_id}`, [...(byMonth.get(`${s.billing_month}|${s.seat_id}`) ?? []), s]);
    for (const [key, holds] of byMonth) {
      expect(holds[0].held_from).toBe(`${key.slice(0, 7)}-01`);
      for (let i = 1; i < holds.length; i++) expect(holds[i].held_from).toBe(holds[i - 1].held_to);
      expect(holds.at(-1).held_to.slice(8)).toBe('01');
    }
    expect(held.some((s) => s.holder_email === '' && s.seat_id === 'GH-spare-1')).toBe(true);
    expect([...byMonth.values()].some((holds) => holds.some((h) => h.holder_email === '') && holds.length > 1)).toBe(
      true,
    );
    const holders = (holds: Json[]) => new Set(holds.map((h) => h.holder_email).filter((email) => email !== '')).size;
    expect(Math.max(...[...byMonth.values()].map(holders))).toBe(2);
    const invoice = rows('config/invoices/github-copilot.csv').find(
      (l) => l.billing_month === '2026-09' && l.charge_kind === 'seat',
    );
    expect(Number(invoice.quantity)).toBe(
      new Set(held.filter((s) => s.billing_month === '2026-09').map((s) => s.seat_id)).size,
    );
  });

  it('name the simulator in tokenledger.yaml and the witness invoices of closed months only', () => {
    const yaml = text('tokenledger.yaml');
    expect(yaml).toContain('base_url: http://127.0.0.1:9/anthropic');
    expect(yaml).toContain('secret: OPENAI_ADMIN_KEY');
    expect(rows('config/invoices/anthropic.csv').map((l) => l.billing_month)).toEqual([
      '2026-02',
      '2026-03',
      '2026-04',
      '2026-05',
      '2026-06',
      '2026-07',
      '2026-08',
      '2026-09',
    ]);
  });
});
