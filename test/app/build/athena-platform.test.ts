import { describe, expect, it } from 'vitest';
import { athenaPlatform } from '../../../src/app/build/athena-platform.ts';
import { auditWritten } from '../../../src/app/build/audit-written.ts';
import type { PublishedState } from '../../../src/app/build/published-state.ts';
import { fakeParts, succeed } from '../../io/athena/fakes.ts';

const folder = (id: string) => `marts/fct_spend/period=2026-05/build_id=${id}`;

function platform() {
  const all = fakeParts();
  succeed(all.athena.mock);
  return { ...all, platform: athenaPlatform(all.parts, 'run1', { now: () => 0 }) };
}

const state = (...files: string[]): PublishedState => ({
  marts: {
    fct_spend: { '2026-05': { build_id: '2026-05-aa', fingerprint: {} as never, rows: 3, files } },
  },
});

describe('publishing on Athena', () => {
  it('makes the candidate in scratch and switches the published views only when told', async () => {
    const { platform: p, athena } = platform();
    const candidate = await p.openCandidate();
    await candidate.engine.createView('main', 'fin_spend', 'SELECT 1 AS n');
    const published = () => athena.started().filter((s) => s.QueryString?.includes('"tl"."fin_spend"'));
    expect(published()).toEqual([]);
    await candidate.publish(async (engine) => engine.createView('main', 'fin_spend', 'SELECT 1 AS n'));
    expect(published()).toHaveLength(1);
  });

  it('drops a candidate without touching what is published', async () => {
    const { platform: p, athena, events, store } = platform();
    const candidate = await p.openCandidate();
    await candidate.engine.createView('main', 'fin_spend', 'SELECT 1 AS n');
    await candidate.discard();
    expect(athena.started().every((s) => s.QueryString?.includes('"tl_scratch"'))).toBe(true);
    expect(events).toContain('glue dropTables');
    const left: string[] = [];
    for await (const { key } of store.list('')) left.push(key);
    expect(left).toEqual([]);
  });

  it('keeps the published and the previous build and removes the rest', async () => {
    const { platform: p, store } = platform();
    const keys = ['aa', 'bb', 'cc'].map((id) => `${folder(id)}/run1-1/f.parquet`);
    for (const key of keys) await store.put(key, new Uint8Array([1]));
    await p.removeOldBuilds([state(keys[0]!), state(keys[1]!)]);
    const left: string[] = [];
    for await (const { key } of store.list('marts/')) left.push(key);
    expect(left).toEqual(keys.slice(0, 2));
  });

  it('publishes nothing when the rows counted through the view are not the rows written', async () => {
    const engine = {
      relation: (schema: string, name: string) => `${schema}.${name}`,
      query: async () => ({ columns: [], rows: [{ build_id: '2026-05-aa', n: '6' }] }),
    } as never;
    const build = { build_id: '2026-05-aa', fingerprint: {} as never, rows: 3, files: [] };
    const audit = auditWritten(engine, [{ mart: 'fct_spend', period: '2026-05', build }]);
    await expect(audit).rejects.toThrow('mart fct_spend: build 2026-05-aa has 6 rows where 3 were written');
  });
});
