import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateDay } from '../../src/sim/company/activity.ts';
import { listPrice, soldModels, type TokenKind } from '../../src/sim/company/list-prices.ts';
import { printMoney, total } from '../../src/sim/company/money.ts';
import { buildCompany } from '../../src/sim/index.ts';
import { telemetryFiles, trueLinks } from '../../src/sim/work/index.ts';
import { worldAt } from '../../src/sim/world.ts';
import { sessionEvents } from '../../src/sources/session-events/index.ts';
import type { FileStream } from '../../src/sources/source.ts';
import { collected, parseContext } from '../support/input-files.ts';
import { priceRow } from './rows.ts';
import { buildWarehouse, type Warehouse } from './warehouse.ts';

const company = buildCompany();
const AS_OF = '2026-09-04';
const KINDS = ['input_uncached', 'cache_read', 'cache_write_5m', 'output'] as const;

/** Dollars per million of a model on the first day of the telemetry, as a price list would print them. */
const rates = soldModels
  .filter((model) => model.startsWith('claude'))
  .flatMap((model) =>
    KINDS.flatMap((kind) => {
      try {
        const price = printMoney(listPrice(model, kind, '2026-09-01') * 1_000_000n);
        return [priceRow(model, kind, price, { provider: 'anthropic' })];
      } catch {
        return []; // not sold yet
      }
    }),
  );

let warehouse: Warehouse;
beforeAll(async () => {
  const stream = sessionEvents.streams[0] as FileStream;
  const files = telemetryFiles(worldAt(company, AS_OF)).map(({ path, bytes }) => ({
    path,
    size: bytes.length,
    open: async function* () {
      yield bytes;
    },
  }));
  const { rows } = await collected(stream.parseFiles(files, parseContext({}, AS_OF)));
  warehouse = await buildWarehouse(
    { session_event: rows.map(({ row }) => row), config_price: rates },
    { models: ['fct_session', 'fct_session_slice'] },
  );
}, 60_000);
afterAll(() => warehouse.close());

describe('the telemetry of the simulated company in the warehouse', () => {
  it('has the slices that were really worked on, as far as the set-ups tell where', async () => {
    const key = (parts: readonly (string | null)[]) => parts.map((part) => part ?? '-').join(' ');
    const truth = new Set(trueLinks(company, AS_OF).map((l) => key([l.sessionId, l.toldRepo, l.toldBranch, l.day])));
    const slices = await warehouse.query(
      'select session_id, repo, branch, cast(usage_day as varchar) as usage_day from fct_session_slice',
    );
    const found = new Set(slices.map((s) => key([s.session_id, s.repo, s.branch, s.usage_day] as string[])));
    expect(found.size).toBeGreaterThan(300);
    expect([...found].filter((slice) => !truth.has(slice))).toEqual([]);
    expect([...truth].filter((slice) => !found.has(slice))).toEqual([]);
  });

  it('costs at list price what the usage behind it costs, day by day', async () => {
    const days = await warehouse.query(
      `select cast(usage_day as varchar) as usage_day, sum(list_cost) as list_cost, count(*) - count(list_cost) as unpriced
       from fct_session_slice where tool = 'claude_code' group by usage_day order by usage_day`,
    );
    expect(days.length).toBe(3);
    for (const { usage_day, list_cost, unpriced } of days) {
      const facts = generateDay(company, usage_day as string).filter(
        (f) => f.product === 'claude_code' && f.code!.reported,
      );
      const cost = total(
        facts.flatMap((f) =>
          Object.entries(f.counts).map(([kind, n]) => listPrice(f.model!, kind as TokenKind, '2026-09-01') * BigInt(n)),
        ),
      );
      expect([usage_day, Number(list_cost), unpriced]).toEqual([usage_day, Number(printMoney(cost)), '0']);
    }
  });

  it('shows what went wrong in some sessions, and NULL where a set-up cannot tell', async () => {
    const [all] = await warehouse.query(
      `select sum(api_errors) as api_errors, sum(user_rejects) as user_rejects, max(max_fail_streak) as streak,
         sum(failing_loops) as failing_loops, sum(commits) as commits, count(abandonment) as abandoned,
         sum(case when setup = 'default' and repeated_calls is not null then 1 else 0 end) as guessed
       from fct_session where tool = 'claude_code'`,
    );
    for (const name of ['api_errors', 'user_rejects', 'failing_loops', 'commits', 'abandoned']) {
      expect([name, Number(all![name]) > 0]).toEqual([name, true]);
    }
    expect(Number(all!.streak)).toBeGreaterThanOrEqual(3);
    expect(Number(all!.guessed)).toBe(0);
    expect(await warehouse.failedTests()).toEqual([]);
  });
});
