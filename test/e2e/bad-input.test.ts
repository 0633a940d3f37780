import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingest } from '../../src/app/ingest/ingest.ts';
import { type IngestReport, isClean } from '../../src/app/ingest/report.ts';
import { openProject } from '../../src/app/project.ts';
import { runCli } from '../support/cli.ts';
import { type ScriptedReply, type ScriptedServer, scriptedServer } from '../support/scripted-server.ts';
import { claudeLine, writeLines } from '../support/session-logs.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DAY = '2026-10-03';
const KEY = 'FAKE-admin-key';

/** Two vendors without usage, but for what a test puts into completions. */
let vendor: ScriptedServer;
let results: (day: string) => object[] = () => [];
let folder: { path: string; remove: () => Promise<void> };

beforeAll(async () => {
  folder = await tempFolder();
  vendor = await scriptedServer((request) => {
    if (request.headers['x-api-key'] !== KEY && request.headers.authorization !== `Bearer ${KEY}`) {
      return { status: 401, body: { error: { message: 'invalid x-api-key' } } };
    }
    return answer(request.path, request.query);
  });
});
afterAll(async () => {
  await vendor.close();
  await folder.remove();
});

function answer(pathname: string, query: URLSearchParams): ScriptedReply {
  const from = query.get('start_time');
  if (pathname.startsWith('/openai') && from !== null) {
    const buckets: object[] = [];
    for (let at = Number(from); at < Number(query.get('end_time')); at += 86_400) {
      const day = new Date(at * 1000).toISOString().slice(0, 10);
      const found = pathname.includes('usage/completions') ? results(day) : [];
      buckets.push({ object: 'bucket', start_time: at, end_time: at + 86_400, results: found });
    }
    return { body: { object: 'page', data: buckets, has_more: false, next_page: null } };
  }
  return { body: { object: 'list', data: [], has_more: false, next_page: null, first_id: null, last_id: null } };
}

const SEATS =
  'provider,billing_account,tool,billing_month,seat_id,plan,holder_email,held_from,held_to,price,currency\n';
const INVOICES =
  'invoice_id,line_id,provider,billing_account,tool,billing_month,charge_category,charge_kind,description,quantity,unit,amount,currency,applies_to\n';
const FOCUS =
  'BilledCost,EffectiveCost,ListCost,ContractedCost,BillingAccountId,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,BillingCurrency,ProviderName,PublisherName,InvoiceIssuerName,ChargeCategory,ServiceCategory,ServiceName\n';
const focusLine = (month = '2026-09') =>
  `1.5,1.5,1.5,1.5,9999,${month}-01T00:00:00Z,2026-10-01T00:00:00Z,${month}-01T00:00:00Z,${month}-02T00:00:00Z,USD,AWS,AWS,AWS,Usage,AI and Machine Learning,Amazon Bedrock\n`;
const invoiceLine = (amount: string, currency: string, month = '2026-09') =>
  `I1,1,github,,github_copilot,${month},Purchase,seat,,1,seat,${amount},${currency},\n`;

/** A project in which every source and every config file is right. */
function goodFiles(): Record<string, string> {
  return {
    'tokenledger.yaml': [
      'version: 1',
      'company: Bad input',
      'currency: USD',
      'connections:',
      `  - { id: claude, source: anthropic, billing_account: org-FAKE, base_url: '${vendor.url}/anthropic', secret: A_KEY, start: 2026-10-01 }`,
      `  - { id: gpt, source: openai, billing_account: org-FAKE2, base_url: '${vendor.url}/openai', secret: O_KEY, start: 2026-10-01 }`,
      '  - { id: cloud, source: focus, path: exports }',
      '  - { id: bills, source: invoices, path: config/invoices }',
      '  - { id: holders, source: seats, path: config/seats }',
      '  - { id: logs, source: local-logs, path: logs, actor: ada@example.com }',
      '',
    ].join('\n'),
    'config/people.csv': 'email,name\nada@example.com,Ada\ngrace@example.com,Grace\n',
    'config/teams.csv': 'team_id,team_name,parent_team_id,cost_center,valid_from,valid_to\ncore,Core,,,2026-01-01,\n',
    'config/memberships.csv':
      'email,team_id,weight,valid_from,valid_to\nada@example.com,core,1,2026-01-01,\ngrace@example.com,core,1,2026-01-01,\n',
    'config/budgets.csv':
      'budget_id,scope_kind,scope_id,period,amount,currency,owner_email,valid_from\nb1,team,core,2026-10,100,USD,,2026-01-01\n',
    'config/invoices/github.csv': INVOICES + invoiceLine('19', 'USD'),
    'config/seats/github.csv': `${SEATS}github,,github_copilot,2026-09,s1,,ada@example.com,,,19,USD\n`,
    'exports/cloud.csv': FOCUS + focusLine(),
  };
}

let projects = 0;

/** Lays out the good project with some files replaced. */
function project(bad: Readonly<Record<string, string | Uint8Array>>): string {
  projects += 1;
  const root = path.join(folder.path, String(projects));
  for (const [name, content] of Object.entries({ ...goodFiles(), ...bad })) {
    mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
  const usage = { input_tokens: 10, output_tokens: 1 };
  writeLines(path.join(root, 'logs/a.jsonl'), [
    claudeLine({ id: '1', session: 's1', at: '2026-10-01T09:00:00Z', model: 'claude-sonnet-5', usage }),
  ]);
  return root;
}

const ENVIRONMENT = { A_KEY: KEY, O_KEY: KEY, TOKENLEDGER_PERSON_KEY: 'FAKE-person-key' };

async function read(root: string, environment: Record<string, string> = ENVIRONMENT): Promise<IngestReport> {
  const open = await openProject({ root, processEnvironment: environment });
  return ingest(open, { asOf: { instant: `${DAY}T00:00:00Z`, day: DAY } });
}

/** Every error a run reports, with who reports it. */
const errorsOf = (report: IngestReport) => [
  ...report.streams.flatMap((s) => s.errors.map((e) => `${s.connection}: ${e.replaceAll(/\s+/g, ' ')}`)),
  ...report.configProblems,
];
const failedOf = (report: IngestReport) => [
  ...new Set(report.streams.filter((s) => s.status === 'failed').map((s) => s.connection)),
];

const CONNECTIONS = ['claude', 'gpt', 'cloud', 'bills', 'holders', 'logs'];

describe('good input', () => {
  it('is read without an error', async () => {
    const report = await read(project({}));
    expect(errorsOf(report)).toEqual([]);
    expect(isClean(report)).toBe(true);
    expect([...new Set(report.streams.map((s) => s.connection))]).toEqual(CONNECTIONS);
  });
});

/** What is wrong, the files with it, who fails (null: the config folder), and the error: place and remedy. */
const CASES: [
  what: string,
  bad: Record<string, string | Uint8Array>,
  fails: string | null,
  place: string,
  remedy: string,
][] = [
  [
    'a broken CSV',
    { 'config/invoices/github.csv': `${INVOICES}I1,1,github,,,2026-09,Purchase,,"never closed,1,,19,USD,\n` },
    'bills',
    'github.csv:2: broken CSV: a quoted field starts here and never ends',
    'close the quoted field with "',
  ],
  [
    'an invoice that is not UTF-8',
    { 'config/invoices/github.csv': latin1(`${INVOICES}I1,1,github,,,2026-09,Purchase,,Plätze,1,,19,USD,\n`) },
    'bills',
    'github.csv:2: the file is not UTF-8',
    'save it as UTF-8',
  ],
  [
    'a seat list that is not UTF-8',
    { 'config/seats/github.csv': latin1(`${SEATS}github,,github_copilot,2026-09,s1,Größe L,,,,19,USD\n`) },
    'holders',
    'github.csv:2: the file is not UTF-8',
    'save it as UTF-8',
  ],
  [
    'a billing export that is not UTF-8',
    { 'exports/cloud.csv': latin1(FOCUS + focusLine() + focusLine().replace('Amazon Bedrock', 'Büro')) },
    'cloud',
    'cloud.csv:3: the file is not UTF-8',
    'save it as UTF-8',
  ],
  [
    'a config file that is not UTF-8',
    { 'config/people.csv': latin1('email,name\nada@example.com,Ada\ngrace@example.com,Gräce\n') },
    null,
    'config/people.csv:3: the file is not UTF-8',
    'save it as UTF-8',
  ],
  [
    'an unknown column',
    { 'config/seats/github.csv': SEATS.replace('holder_email', 'holder') },
    'holders',
    'github.csv:1: unknown column "holder"',
    'did you mean holder_email?',
  ],
  [
    'a wrong currency on a bill',
    { 'config/invoices/github.csv': INVOICES + invoiceLine('19', 'Dollar') },
    'bills',
    'github.csv:2: currency is "Dollar"',
    'write an ISO 4217 currency code in capitals, like USD',
  ],
  [
    'a budget in a currency no account has',
    { 'config/budgets.csv': goodBudget('core', 'SEK') },
    null,
    'config/budgets.csv:2: budget b1 is in SEK, no account of the company is',
    'write the amount in USD',
  ],
  [
    'two people with one e-mail',
    { 'config/people.csv': 'email,name\nada@example.com,Ada\ngrace@example.com,Grace\nADA@example.com,Ada again\n' },
    null,
    'config/people.csv:4: ada@example.com is on line 2 and on line 4',
    'remove a line, or correct one of the e-mails',
  ],
  [
    'membership weights that do not sum to 1',
    {
      'config/memberships.csv':
        'email,team_id,weight,valid_from,valid_to\nada@example.com,core,0.9,2026-01-01,\ngrace@example.com,core,1,2026-01-01,\n',
    },
    null,
    'config/memberships.csv:2: the weights of ada@example.com sum to 0.9 from 2026-01-01',
    'let the weights of a person sum to 1 on every day',
  ],
  [
    'a budget without team',
    { 'config/budgets.csv': goodBudget('', 'USD') },
    null,
    'config/budgets.csv:2: budget b1 of kind team names no team',
    'fill in scope_id, or set scope_kind to company',
  ],
  [
    'an invoice of a month to come',
    { 'config/invoices/github.csv': INVOICES + invoiceLine('19', 'USD', '2026-12') },
    'bills',
    'github.csv:2: billing_month 2026-12 lies after 2026-10-03',
    'correct the month',
  ],
  [
    'a billing export of a month to come',
    { 'exports/cloud.csv': FOCUS + focusLine('2026-12') },
    'cloud',
    'cloud.csv:2: BillingPeriodStart lies in 2026-12, after 2026-10-03',
    'correct the export, or the day of the run',
  ],
  [
    'an export cut in the middle',
    { 'exports/cloud.csv': (FOCUS + focusLine() + focusLine()).slice(0, -60) },
    'cloud',
    'cloud.csv:3: broken CSV',
    'a file cut in the middle must be fetched again',
  ],
  [
    'a zipped export cut in the middle',
    { 'exports/cloud.csv.gz': gzipSync(FOCUS + focusLine()).subarray(0, 200), 'exports/cloud.csv': '' },
    'cloud',
    'cloud.csv.gz',
    'cut off or damaged',
  ],
];

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function goodBudget(team: string, currency: string): string {
  return `budget_id,scope_kind,scope_id,period,amount,currency,owner_email,valid_from\nb1,team,${team},2026-10,100,${currency},,2026-01-01\n`;
}

describe('bad input gives one clear error with place and remedy, and other sources go on', () => {
  it.each(CASES)('%s', async (_what, bad, fails, place, remedy) => {
    const report = await read(project(bad));
    const errors = errorsOf(report);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(place);
    expect(errors[0]).toContain(remedy);
    expect(failedOf(report)).toEqual(fails === null ? [] : [fails]);
    expect(isClean(report)).toBe(false);
    for (const stream of report.streams) if (stream.connection !== fails) expect(stream.status).toBe('ok');
  });

  it('a billing export as JSON lines', async () => {
    const root = project({});
    renameSync(path.join(root, 'exports/cloud.csv'), path.join(root, 'exports/cloud.jsonl'));
    const report = await read(root);
    expect(errorsOf(report)).toEqual([
      expect.stringMatching(/^cloud: .*exports holds no file that focus reads .*: export as CSV or Parquet/),
    ]);
    expect(failedOf(report)).toEqual(['cloud']);
  });

  it('negative tokens of a vendor', async () => {
    const usage = { input_tokens: -5, output_tokens: 1, num_model_requests: 1, model: 'gpt-5.5' };
    results = (day) => (day === '2026-10-01' ? [{ object: 'organization.usage.completions.result', ...usage }] : []);
    const report = await read(project({}));
    results = () => [];
    const errors = errorsOf(report);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^gpt: gpt completions 2026-10-01 to 2026-10-02, page 1: .*input_tokens.*found -5/);
    expect(failedOf(report)).toEqual(['gpt']);
    const [completions] = report.streams.filter((s) => s.connection === 'gpt' && s.status === 'failed');
    expect(completions?.windows).toMatchObject({ empty: 1, error: 1 });
  });

  it('future dates and negative tokens in session logs are kept out and counted', async () => {
    const root = project({});
    const line = { session: 's2', model: 'claude-sonnet-5' };
    writeLines(path.join(root, 'logs/b.jsonl'), [
      claudeLine({ ...line, id: '2', at: '2031-01-01T09:00:00Z', usage: { input_tokens: 7, output_tokens: 1 } }),
      claudeLine({ ...line, id: '3', at: '2026-10-01T09:00:00Z', usage: { input_tokens: -7, output_tokens: 1 } }),
    ]);
    const report = await read(root);
    const [logs] = report.streams.filter((s) => s.connection === 'logs');
    // One response, as a usage row and as the request event of its session.
    expect(logs).toMatchObject({ status: 'ok', rows: 2, notes: { quarantined: 2 } });
    expect(logs?.samples.quarantined).toContain('timestamp in the future');
  });

  it('a wrong key', async () => {
    const report = await read(project({}), { ...ENVIRONMENT, A_KEY: 'FAKE-wrong' });
    expect(failedOf(report)).toEqual(['claude']);
    const errors = errorsOf(report);
    expect(errors).toHaveLength(1);
    expect(vendor.requests.filter((r) => r.headers['x-api-key'] === 'FAKE-wrong')).toHaveLength(1);
    expect(errors[0]).toContain('401');
    expect(errors[0]).toContain('A_KEY');
    expect(JSON.stringify(report)).not.toContain('FAKE-wrong');
  });

  it('a missing secret', async () => {
    const root = project({});
    const report = await read(root, { O_KEY: KEY, TOKENLEDGER_PERSON_KEY: 'FAKE-person-key' });
    expect(errorsOf(report)).toEqual([
      `claude: connection claude: the secret A_KEY is missing; set it in the environment or in ${root}/.env`,
    ]);
    expect(failedOf(report)).toEqual(['claude']);
  });

  it('a config file of 2 GB is refused unread', async () => {
    const root = project({});
    truncateSync(path.join(root, 'config/people.csv'), 2 * 1024 ** 3);
    const errors = errorsOf(await read(root));
    rmSync(path.join(root, 'config/people.csv'));
    expect(errors).toEqual([
      'config/people.csv:1: the file has 2048 MB → config files hold at most 64 MB; check that this is not a data export',
    ]);
  });

  it('a data file larger than the memory given is read all the same', async () => {
    const megabytes = process.env.TOKENLEDGER_FULL_SIZE === '1' ? '2048' : '48';
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--max-old-space-size=96', 'test/support/children/read-large-export.ts', megabytes, '4000'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    await new Promise((resolve) => child.once('close', resolve));
    const { lines, rows, peakMegabytes } = JSON.parse(out);
    expect(rows).toBe(lines);
    expect(peakMegabytes).toBeLessThan(400);
  }, 1_200_000);
});

describe('the command line', () => {
  it('names place and remedy, ends with 1 and still publishes what the other sources gave', async () => {
    const root = project({ 'config/invoices/github.csv': INVOICES + invoiceLine('nineteen', 'USD') });
    const result = await runCli(['run', '--project', root, '--as-of', DAY], {
      O_KEY: KEY,
      TOKENLEDGER_PERSON_KEY: 'x',
    });
    expect(result.code).toBe(1);
    expect(result.out).toContain('github.csv:2: amount is "nineteen" → write a plain decimal number');
    expect(result.out).toContain('the secret A_KEY is missing; set it in the environment');
    expect(result.err).toContain('some sources failed');
    expect(result.out).toMatch(/Warehouse: .*warehouse\.duckdb/);
  }, 240_000);

  it.each([
    ['an unknown key in tokenledger.yaml', 'curency: USD', 1, 'tokenledger.yaml:3'],
    ['YAML that is broken', 'currency: [USD', 1, 'tokenledger.yaml:'],
  ])(
    '%s ends it before anything is read',
    async (_what, line, code, place) => {
      const root = project({ 'tokenledger.yaml': goodFiles()['tokenledger.yaml']!.replace('currency: USD', line) });
      const result = await runCli(['ingest', '--project', root, '--as-of', DAY], ENVIRONMENT);
      expect(result.code).toBe(code);
      expect(result.err).toContain(place);
    },
    120_000,
  );

  it('ends with 2 where it is used wrongly', async () => {
    const nowhere = await runCli(['run', '--project', path.join(folder.path, 'nowhere')]);
    expect(nowhere).toMatchObject({ code: 2 });
    expect(nowhere.err).toContain("run 'tokenledger init");
    const flag = await runCli(['run', '--projet', 'x']);
    expect(flag).toMatchObject({ code: 2 });
    expect(flag.err).toContain('Did you mean --project?');
  }, 120_000);
});
