import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/app/clock.ts';
import { opensAlikeInThreads } from '../../../src/app/ingest/reader-threads.ts';
import type { IngestReport } from '../../../src/app/ingest/report.ts';
import { runCli } from '../../support/cli.ts';
import { type SmallCompany, startSmallCompany } from '../../support/small-company.ts';

const DAY = '2026-10-01';

/** SHA-256 of every raw file by its name. */
function rawFiles(root: string): Record<string, string> {
  const raw = path.join(root, 'lake', 'raw');
  const names = readdirSync(raw, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(path.join(raw, name)))
      .digest('hex');
  return Object.fromEntries(names.sort().map((name) => [name, hash(name)]));
}

describe('connections read in threads of the compiled program', () => {
  let company: SmallCompany;
  beforeAll(async () => {
    company = await startSmallCompany({
      start: '2026-09-28',
      asOf: DAY,
      sources: ['anthropic', 'openai', 'invoices', 'seats'],
    });
  });
  afterAll(() => company.close());

  const ingestCompiled = (environment: Readonly<Record<string, string>>) =>
    runCli(['ingest', '--project', company.root, '--as-of', DAY, '--json'], environment);

  it('land the same bytes as one thread does', async () => {
    const alone = await company.ingest(DAY);
    const expected = rawFiles(company.root);
    await rm(path.join(company.root, 'lake'), { recursive: true });
    const { code, out, err } = await ingestCompiled(company.environment);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(alone)));
    expect(rawFiles(company.root)).toEqual(expected);
    expect(Object.keys(expected).length).toBeGreaterThan(30);
  });

  it('report a connection that fails, and read the others', async () => {
    const { code, out } = await ingestCompiled({ ...company.environment, OPENAI_ADMIN_KEY: 'wrong' });
    expect(code).toBe(1);
    const { streams } = JSON.parse(out) as IngestReport;
    const failed = streams.filter((s) => s.status === 'failed');
    expect(new Set(failed.map((s) => s.source))).toEqual(new Set(['openai']));
    expect(failed.flatMap((s) => s.errors).join(' ')).toContain('OPENAI_ADMIN_KEY');
    expect(new Set(streams.map((s) => s.source))).toEqual(new Set(['anthropic', 'openai', 'invoices', 'seats']));
  });

  it('are not those of a lake in a bucket, nor of a clock that a caller set: a thread would open another project', () => {
    const fixed = { ...systemClock };
    expect(opensAlikeInThreads({ lakeRoot: '/data/lake', clock: systemClock })).toBe(true);
    expect(opensAlikeInThreads({ lakeRoot: 's3://bucket/lake', clock: systemClock })).toBe(false);
    expect(opensAlikeInThreads({ lakeRoot: '/data/lake', clock: fixed })).toBe(false);
  });
});
