import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWarehouse } from '../../../src/app/build/build.ts';
import { DataTestError } from '../../../src/app/build/data-tests.ts';
import { ingest } from '../../../src/app/ingest/ingest.ts';
import { nextRun } from '../../../src/app/ingest/run-id.ts';
import { openProject } from '../../../src/app/project.ts';
import { withWarehouse } from '../../../src/app/query.ts';
import { cost } from '../../../src/core/contracts/index.ts';
import { openRawRun } from '../../../src/io/raw-lake.ts';
import { completeRow } from '../../../src/sources/kit/rows.ts';
import { type InvoiceProject, invoiceProject } from '../../support/invoice-project.ts';

const DAY = '2026-09-20';
const asOf = { instant: `${DAY}T00:00:00Z`, day: DAY };
const INVOICES = [
  'invoice_id,line_id,provider,tool,billing_month,charge_category,amount,currency',
  'A-1,1,openai,,2026-08,Usage,100,USD',
];

/** One charge of August landed twice under one key, which no source does. */
const twice = completeRow(cost, {
  source_row_key: 'the same key',
  usage_start: '2026-08-01T00:00:00.000Z',
  usage_end: '2026-09-01T00:00:00.000Z',
  provider: 'anthropic',
  period: '2026-08',
  charge_category: 'Usage',
  charge_kind: 'usage',
  billed_cost: '7',
  currency: 'USD',
  provisional: false,
});

describe('a data test that fails', { timeout: 240_000 }, () => {
  let folder: InvoiceProject;
  const open = () =>
    openProject({ root: folder.path, processEnvironment: { TOKENLEDGER_PERSON_KEY: 'FAKE-person-key' } });
  const published = () => readFileSync(path.join(folder.path, 'lake/marts/_published.json'), 'utf8');
  const billed = async () =>
    (await withWarehouse(await open(), (e) => e.query('select provider, billed_cost from fct_bill_line'))).rows;

  beforeAll(async () => {
    folder = await invoiceProject(...INVOICES);
    await ingest(await open(), { asOf });
    await buildWarehouse(await open(), { asOf: DAY });
  }, 240_000);
  afterAll(() => folder.remove());

  it('names model, test, period and sample rows, and what was published stays readable as it was', async () => {
    const [before, rows] = [published(), await billed()];
    const { store } = await open();
    const place = { source: 'invoices', connection: 'other', stream: 'invoices' };
    const raw = await openRawRun(store, await nextRun(store, place, asOf));
    await raw.writeWindow('cost', '2026-08-01', [twice, twice]);
    await raw.commit();
    const failure = await buildWarehouse(await open(), { asOf: DAY }).catch((error) => error);
    expect(failure).toBeInstanceOf(DataTestError);
    expect(failure.failed[0]).toMatchObject({ period: '2026-08', column: 'cost_id', failures: '1' });
    expect(failure.failed[0].sample).toHaveLength(1);
    for (const said of [failure.failed[0].relation, failure.failed[0].test, '2026-08']) {
      expect(failure.message).toContain(said);
    }
    expect(published()).toBe(before);
    expect(await billed()).toEqual(rows);
  });
});
