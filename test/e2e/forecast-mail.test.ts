import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWarehouse } from '../../src/app/build/build.ts';
import { type EmailReport, email } from '../../src/app/email/email.ts';
import { type ForecastReport, forecast } from '../../src/app/forecast/forecast.ts';
import { ingest } from '../../src/app/ingest/ingest.ts';
import { type OpenProject, openProject } from '../../src/app/project.ts';
import { withWarehouse } from '../../src/app/query.ts';
import { csvLine } from '../../src/core/csv-line.ts';
import { addDays, daysOf } from '../../src/core/days.ts';
import { wholeAmount } from '../../src/core/email/numbers.ts';
import { monthAfter } from '../../src/core/months.ts';
import type { Cell } from '../../src/io/query-engine.ts';
import { searchLake } from '../support/lake-search.ts';
import { tempFolder } from '../support/temp-folder.ts';

const AS_OF = { day: '2026-10-20', instant: '2026-10-20T00:00:00.000Z' };
const FIRST = '2026-05-01';
const ALPHA = '<b>Alpha</b> & "Söhne" 🚀 فريق';

/** A bill of two teams and two models: weekdays cost four times a weekend day, and one team grows. */
function bill(): string {
  const columns =
    'BilledCost,EffectiveCost,ListCost,ContractedCost,BillingAccountId,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,BillingCurrency,ProviderName,PublisherName,InvoiceIssuerName,ChargeCategory,ServiceCategory,ServiceName,SkuMeter,ConsumedQuantity,ConsumedUnit,Tags,Id';
  const lines = [columns];
  daysOf({ from: FIRST, to: AS_OF.day }).forEach((day, t) => {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    const size = weekday === 0 || weekday === 6 ? 0.25 : 1;
    for (const [team, service, base] of [
      ['alpha', 'Claude Sonnet 5 (Amazon Bedrock Edition)', 100 + t],
      ['beta', 'Claude Sonnet 5 (Amazon Bedrock Edition)', 60],
      ['beta', 'Claude Haiku 4.5 (Amazon Bedrock Edition)', 20],
    ] as const) {
      const cost = (base * size * (1 + ((t * 7) % 5) / 50)).toFixed(4);
      const month = day.slice(0, 7);
      lines.push(
        csvLine([
          cost,
          cost,
          cost,
          cost,
          '999900001111',
          `${month}-01 00:00:00`,
          `${monthAfter(month)}-01 00:00:00`,
          `${day} 00:00:00`,
          `${addDays(day, 1)} 00:00:00`,
          'USD',
          'AWS',
          'Anthropic',
          'Amazon Web Services',
          'Usage',
          'AI and Machine Learning',
          service,
          'USE1-MP:USE1_InputTokenCount_Global-Units',
          1,
          'Units',
          JSON.stringify({ team }),
          `${day}-${team}-${base}`,
        ]),
      );
    }
  });
  return `${lines.join('\n')}\n`;
}

const budgets = ['2026-08', '2026-09', '2026-10', '2026-11', '2026-12', '2027-01', '2027-02', '2027-03'].flatMap(
  (m) => [
    `team-alpha,team,alpha,${m},4000.00,USD,ada@example.com,2026-01-01`,
    `company,company,,${m},9000.00,USD,bo@example.com,2026-01-01`,
  ],
);

const FILES: Readonly<Record<string, string>> = {
  'tokenledger.yaml': [
    'version: 1',
    'company: Example Works',
    'currency: USD',
    'email: { from: "TokenLedger <tokenledger@example.com>", company: [leaders@example.com] }',
    'connections: [{ id: cloud, source: focus, path: exports }]',
  ].join('\n'),
  'config/people.csv': 'email,name\nada@example.com,Ada\nbo@example.com,Bo\n',
  'config/teams.csv': `team_id,team_name,parent_team_id,valid_from\nalpha,${csvLine([ALPHA])},,2025-01-01\nbeta,Beta,,2025-01-01\n`,
  'config/budgets.csv': `budget_id,scope_kind,scope_id,period,amount,currency,owner_email,valid_from\n${budgets.join('\n')}\n`,
  'forecasts/scenarios.yaml':
    'scenarios:\n  - { id: dearer, changes: [{ kind: price_factor, from: 2026-10-19, value: 2 }] }\n',
  'exports/bill.csv': bill(),
};

let folder: { path: string; remove: () => Promise<void> };
let project: OpenProject;
let report: ForecastReport;
let mails: EmailReport[];

const query = (sql: string): Promise<readonly Record<string, Cell>[]> =>
  withWarehouse(project, async (engine) => (await engine.query(sql)).rows);

beforeAll(async () => {
  folder = await tempFolder();
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(path.dirname(path.join(folder.path, name)), { recursive: true });
    await writeFile(path.join(folder.path, name), text);
  }
  project = await openProject({ root: folder.path, processEnvironment: { TOKENLEDGER_PERSON_KEY: 'test-key' } });
  const ingested = await ingest(project, { asOf: AS_OF });
  expect(ingested.configProblems).toEqual([]);
  await buildWarehouse(project, { asOf: AS_OF.day });
  report = await forecast(project, { asOf: AS_OF });
  mails = await Promise.all([email(project, { asOf: AS_OF }), email(project, { asOf: AS_OF })]);
}, 400_000);

afterAll(() => folder.remove());

describe('a forecast of a published warehouse', () => {
  it('is published beside the figures it was made from, and not made twice', async () => {
    expect(report).toMatchObject({ changed: true, scenarios: ['dearer'] });
    expect(await query('select count(*) as n from fct_forecast_spend')).toEqual([
      { n: String(report.rows.forecast_spend) },
    ]);
    expect(await forecast(project, { asOf: AS_OF })).toMatchObject({ changed: false, rows: report.rows });
  }, 100_000);

  it('compares with the last complete quarter as it was billed', async () => {
    const [quarter] = await query(
      "select last_quarter, change, p50 from fin_forecast_quarter_v1 where scenario_id = 'base' and node_id = 'company' and last_quarter is not null",
    );
    const [billed] = await query(
      "select cast(sum(amount_micros) * 0.000001 as decimal(18, 6)) as usd from fct_ledger where period in ('2026-07', '2026-08', '2026-09')",
    );
    expect(quarter!.last_quarter).toBe(billed!.usd);
    expect(Number(quarter!.change)).toBeCloseTo(Number(quarter!.p50) - Number(billed!.usd), 5);
  });

  it('adds up: leaves make every month of the company, to the micro', async () => {
    const rows = await query(`
      select forecast_month, currency, sum(case when node_level = 'company' then p50 end) as company, sum(case when node_level = 'leaf' then p50 end) as leaves
      from fin_forecast_monthly_v1 where scenario_id = 'base' group by 1, 2`);
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) expect(row.leaves).toBe(row.company);
  });

  it('doubles usage in a scenario of doubled prices', async () => {
    const [row] = await query(
      "select base_p50, p50 from fin_scenarios_v1 where node_level = 'company' order by period_start desc limit 1",
    );
    expect(Number(row!.p50) / Number(row!.base_p50)).toBeCloseTo(2, 9);
  });

  it('warns of the budget that a growing team will exceed', async () => {
    const rows = await query(
      "select distinct outlook_status, will_exceed from fin_budget_outlook_v1 where scenario_id = 'base' and budget_id = 'team-alpha' and budget_period = '2027-01'",
    );
    expect(rows).toEqual([{ outlook_status: 'likely', will_exceed: true }]);
  });
});

describe('the monthly mail of a project', () => {
  it('goes out once to each reader although two runs started at once', () => {
    const kinds = mails.flatMap((m) => m.results).map((r) => `${r.audience} ${r.result.kind}`);
    expect(mails[0]!.results).toHaveLength(3);
    expect(kinds.filter((k) => k.endsWith(' sent'))).toHaveLength(3);
    expect(kinds.filter((k) => / (busy|already_sent)$/.test(k))).toHaveLength(3);
  });

  it('shows the figures of the published views, and the name of a team as it is', async () => {
    const files = mails.flatMap((m) => m.results).find((r) => r.audience === 'company' && r.files !== null)!.files!;
    const mail = await PostalMime.parse(await readFile(files.eml));
    const [spent] = await query("select sum(total) as usd from fin_spend_by_team_month_v1 where period = '2026-09'");
    const [next] = await query(
      "select p50 from fin_forecast_quarter_v1 where scenario_id = 'base' and node_id = 'company' and last_quarter is not null",
    );
    expect(mail.subject).toContain(`USD ${wholeAmount(String(spent!.usd))}`);
    expect(mail.text).toContain(`Next quarter, Jan – Mar 2027: USD ${wholeAmount(String(next!.p50))}`);
    expect(mail.text).toContain(ALPHA);
    expect(mail.html).toContain('&lt;b&gt;Alpha&lt;/b&gt; &amp; &quot;Söhne&quot; 🚀 فريق');
    expect(mail.attachments.map((a) => a.mimeType).sort()).toEqual([
      'image/png',
      'image/png',
      'image/png',
      'image/png',
      'text/csv',
    ]);
  });

  it('shows an owner nothing but the own budgets', async () => {
    const own = mails.flatMap((m) => m.results).filter((r) => r.audience.startsWith('owner-') && r.files !== null);
    const mail = await Promise.all(own.map(async (r) => PostalMime.parse(await readFile(r.files!.eml))));
    const ada = mail.find((m) => m.to?.[0]?.address === 'ada@example.com')!;
    expect(ada.text).toContain('the budgets you answer for');
    expect(ada.text).not.toContain('Example Works (company)');
  });

  it('leaves no address in what is published or claimed', async () => {
    expect(await searchLake(project.lakeRoot, '(ada|bo|leaders)@example', ['marts'])).toEqual([]);
    const claims: string[] = [];
    for await (const { key } of project.store.list('state/mail/')) {
      claims.push(new TextDecoder().decode((await project.store.get(key))!.body));
    }
    expect(claims).toHaveLength(3);
    expect(claims.join()).not.toContain('@example');
  });
});
