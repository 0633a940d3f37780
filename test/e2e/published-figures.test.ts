import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isClean } from '../../src/app/ingest/report.ts';
import { type Company, observeDay } from '../../src/sim/index.ts';
import { runCli } from '../support/cli.ts';
import { type SmallCompany, startSmallCompany } from '../support/small-company.ts';

const DAY = '2026-10-19';
const NEXT = '2026-10-20';
const AFTER = '2026-10-21';
const START = '2026-10-18';

let small: SmallCompany;
afterEach(() => small.close());

/** Output tokens the vendors know of a day, by provider. */
function trueOutput(company: Company, day: string, asOf: string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const fact of observeDay(company, day, asOf)) {
    if (fact.vendor === 'anthropic' || fact.vendor === 'openai') {
      sums[fact.vendor] = (sums[fact.vendor] ?? 0) + (fact.counts.output ?? 0);
    }
  }
  return sums;
}

/** Output tokens published for a day, by provider. */
async function publishedOutput(day: string): Promise<Record<string, number>> {
  const rows = await small.query(`
    select provider, cast(sum(tokens) as double) as tokens from fct_usage
    where role = 'counted' and token_kind = 'output' and usage_day = date '${day}' group by 1`);
  return Object.fromEntries(rows.map((r) => [r.provider, Number(r.tokens)]));
}

const spend = () =>
  small.query(`
    select cast(usage_date as varchar) as usage_date, provider, billing_account, tool, model, charge_category,
      cast(billed_cost as varchar) as billed, cast(list_cost as varchar) as at_list
    from fin_spend_daily_v1 order by all`);

const published = () => readFileSync(path.join(small.root, 'lake/marts/_published.json'), 'utf8');

describe('published figures', { timeout: 240_000 }, () => {
  it('shrink when the vendor restates a window to fewer rows', async () => {
    small = await startSmallCompany({ start: START, asOf: NEXT, odd: { shrinkingWindow: true } });
    expect(isClean(await small.ingest(NEXT))).toBe(true);
    await small.build(NEXT);
    const early = await publishedOutput(DAY);
    expect(early).toEqual(trueOutput(small.company, DAY, NEXT));
    small.setAsOf(AFTER);
    await small.ingest(AFTER);
    await small.build(AFTER);
    const later = await publishedOutput(DAY);
    expect(later).toEqual(trueOutput(small.company, DAY, AFTER));
    const sum = (tokens: Record<string, number>) => Object.values(tokens).reduce((a, b) => a + b, 0);
    expect(sum(later)).toBeLessThan(sum(early));
  });

  it('stay the same, byte for byte, when the same window is read twice', async () => {
    small = await startSmallCompany({ start: START, asOf: NEXT });
    await small.ingest(NEXT);
    await small.build(NEXT);
    const [before, figures] = [published(), await spend()];
    const again = await small.ingest(NEXT);
    expect(again.streams.reduce((sum, s) => sum + s.changed, 0)).toBe(0);
    expect((await small.build(NEXT)).built).toEqual([]);
    expect(published()).toBe(before);
    expect(await spend()).toEqual(figures);
  });

  it('are those of one run when two runs work on one project at once', async () => {
    small = await startSmallCompany({ start: START, asOf: NEXT });
    const run = () => runCli(['run', '--project', small.root, '--as-of', NEXT], { ...small.environment });
    const both = await Promise.all([run(), run()]);
    expect(both.map(({ code, err }) => ({ code, err: code === 0 ? '' : err }))).toEqual([
      { code: 0, err: '' },
      { code: 0, err: '' },
    ]);
    expect(await publishedOutput(DAY)).toEqual(trueOutput(small.company, DAY, NEXT));
    const [figures, together] = [await spend(), published()];
    await small.close();
    small = await startSmallCompany({ start: START, asOf: NEXT });
    await small.ingest(NEXT);
    await small.build(NEXT);
    expect(await spend()).toEqual(figures);
    const builds = (text: string) => JSON.stringify(JSON.parse(text).marts ?? JSON.parse(text));
    expect(builds(published()).replaceAll(/"epoch":\d+/g, '')).toBe(builds(together).replaceAll(/"epoch":\d+/g, ''));
  });

  it('stay as they were when the next page is lost, and are read again by the next run', async () => {
    const lost = { kind: 'lost_next_page', vendor: 'anthropic', path: 'cost_report', call: 3, times: 1 } as const;
    small = await startSmallCompany({ start: START, asOf: NEXT, faults: [lost] });
    await small.ingest(NEXT);
    await small.build(NEXT);
    const before = (await spend()).filter((r) => r.provider === 'anthropic');
    small.setAsOf(AFTER);
    let failed = await small.ingest(AFTER);
    if (isClean(failed)) failed = await small.ingest(AFTER);
    expect(failed.streams.filter((s) => s.status === 'failed').map((s) => `${s.source} ${s.stream}`)).toEqual([
      'anthropic cost_report',
    ]);
    await small.build(AFTER);
    const billed = (rows: typeof before) =>
      rows
        .filter((r) => r.billed !== null && String(r.usage_date) <= DAY)
        .map((r) => [r.usage_date, r.model, r.billed]);
    expect(billed((await spend()).filter((r) => r.provider === 'anthropic'))).toEqual(billed(before));
    expect(billed(before).length).toBeGreaterThan(0);
    expect(isClean(await small.ingest(AFTER))).toBe(true);
  });

  it('are complete when a page comes empty in the middle, and price in dollars what the vendor bills in cents', async () => {
    const empty = { kind: 'empty_page', vendor: 'openai', path: 'usage/completions', call: 1 } as const;
    small = await startSmallCompany({ start: START, asOf: NEXT, faults: [empty] });
    expect(isClean(await small.ingest(NEXT))).toBe(true);
    await small.build(NEXT);
    expect(await publishedOutput(DAY)).toEqual(trueOutput(small.company, DAY, NEXT));
    const rows = await small.query(`
      select provider, round(cast(sum(billed_cost) as double) / cast(sum(list_cost) as double), 1) as ratio
      from fin_spend_daily_v1 where charge_category = 'Usage' group by 1 order by 1`);
    // Within the contract discounts of the company, never a hundredfold.
    for (const row of rows) expect(Number(row.ratio)).toSatisfy((r: number) => r > 0.5 && r < 1.5);
    expect(rows.map((r) => r.provider)).toEqual(['anthropic', 'openai']);
  });
});
