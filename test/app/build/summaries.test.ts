import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWarehouse } from '../../../src/app/build/build.ts';
import { readPublished } from '../../../src/app/build/published-state.ts';
import { ingest } from '../../../src/app/ingest/ingest.ts';
import { openProject } from '../../../src/app/project.ts';
import { withWarehouse } from '../../../src/app/query.ts';
import { type InvoiceProject, invoiceProject } from '../../support/invoice-project.ts';

const DAY = '2026-09-20';
const HEADER = 'invoice_id,line_id,provider,tool,billing_month,charge_category,amount,currency';
const JULY = 'A-1,1,openai,,2026-07,Usage,100,USD';
const SPENT = 'select period, cast(amount as varchar) as amount from fin_spend_by_work_v1 order by 1';

describe('a mart that sums up all months of published marts', { timeout: 240_000 }, () => {
  let folder: InvoiceProject;
  const open = () =>
    openProject({ root: folder.path, processEnvironment: { TOKENLEDGER_PERSON_KEY: 'FAKE-person-key' } });
  const land = async () => ingest(await open(), { asOf: { instant: `${DAY}T00:00:00Z`, day: DAY } });
  const build = async (marts?: ReadonlySet<string>) =>
    (await buildWarehouse(await open(), { asOf: DAY, ...(marts === undefined ? {} : { marts }) })).built;
  const spent = async () => (await withWarehouse(await open(), (engine) => engine.query(SPENT))).rows;

  beforeAll(async () => {
    folder = await invoiceProject(HEADER, JULY, 'A-2,1,openai,,2026-08,Usage,20,USD');
    await land();
  }, 240_000);
  afterAll(() => folder.remove());

  it('is not made beside inputs that were never built: the message names them and the remedy', async () => {
    await expect(build(new Set(['fct_work_spend']))).rejects.toThrow(
      /^fct_work_spend is made from dim_team, fct_outcome, fct_work_month, which changed .*select it too \(\+fct_work_spend\)/,
    );
    expect((await readPublished((await open()).store)).state.marts).toEqual({});
  });

  it('is made of all months, after them, in the same run', async () => {
    const built = await build();
    expect(built.filter((b) => b.period === 'summary').map((b) => [b.mart, b.rows])).toEqual([
      ['fct_outcome_cost', 0],
      ['fct_work_spend', 2],
    ]);
    expect(await spent()).toEqual([
      { period: '2026-07', amount: '100.000000' },
      { period: '2026-08', amount: '20.000000' },
    ]);
  });

  it('is made again when one month changed, and not when none did', async () => {
    expect(await build()).toEqual([]);
    folder.enter(HEADER, JULY, 'A-2,1,openai,,2026-08,Usage,25,USD');
    await land();
    const periods = new Set((await build()).map((b) => b.period));
    expect([...periods].filter((period) => /^[0-9]/.test(period))).toEqual(['2026-08']);
    expect(periods.has('summary')).toBe(true);
    expect(await spent()).toEqual([
      { period: '2026-07', amount: '100.000000' },
      { period: '2026-08', amount: '25.000000' },
    ]);
  });
});
