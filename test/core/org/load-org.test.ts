import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { contractNamed } from '../../../src/core/contracts/index.ts';
import { loadOrg, type OrgSettings } from '../../../src/core/org/load-org.ts';
import { describeProblem } from '../../../src/core/problem.ts';

const fixture = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../fixtures/org/company');
const pseudonym = (_kind: string, id: string) =>
  createHmac('sha256', 'test-key').update(id.trim().toLowerCase()).digest('hex');
const settings: OrgSettings = { pseudonym, fiscalYearStartMonth: 2, currency: 'USD' };

function companyFiles(): Map<string, string> {
  return new Map(readdirSync(fixture).map((name) => [name, readFileSync(path.join(fixture, name), 'utf8')]));
}

/** The problems of the company when one file is replaced, as a person would read them. */
function problemsWith(file: string, text: string, more: Partial<OrgSettings> = {}): string[] {
  const files = companyFiles().set(file, text);
  return loadOrg(files, { ...settings, ...more }).problems.map(describeProblem);
}

/** How many near names are offered is not decided here. */
const nearestOnly = (problem: string) => problem.replace(/(did you mean \S+?)(?: or .*)?\?$/, '$1?');

describe('the config folder of a company', () => {
  it('loads without a problem, and every row satisfies its contract', () => {
    const org = loadOrg(companyFiles(), settings);
    expect(org.problems.map(describeProblem)).toEqual([]);
    for (const [table, rows] of org.tables) {
      expect(rows.length, table).toBeGreaterThan(0);
      const contract = contractNamed(table);
      for (const row of rows) {
        const result = contract.row.strict().safeParse(row);
        expect(result.success ? [] : [table, row, result.error.issues], table).toEqual([]);
      }
      const keys = rows.map((row) => JSON.stringify(contract.key.map((column) => row[column])));
      expect(new Set(keys).size, table).toBe(keys.length);
    }
  });

  it('keeps names and e-mails out of the rows', () => {
    const text = JSON.stringify([...loadOrg(companyFiles(), settings).tables], (_, v) =>
      typeof v === 'bigint' ? String(v) : v,
    );
    expect(text).not.toMatch(/@|Ada|Grace/);
  });

  it('knows a person by the pseudonym of the primary e-mail, so that vendor rows with this e-mail resolve', () => {
    const org = loadOrg(companyFiles(), settings);
    const key = pseudonym('email', 'ada@example.com');
    expect(org.tables.get('config_identity')).toContainEqual(
      expect.objectContaining({ provider: '*', actor_id: key, person_key: key, method: 'I3' }),
    );
  });

  it('adds alias identities for e-mails seen with a +tag, another company domain or a no-reply address', () => {
    const seen = ['Ada+ci@example.com', 'grace@corp.example.com', '77+ghopper@users.noreply.example.com'].map(
      (externalId) => ({ provider: 'anthropic', externalId }),
    );
    const org = loadOrg(companyFiles(), { ...settings, seen, aliasDomains: ['example.com', 'corp.example.com'] });
    const found = org.tables.get('config_identity')!.filter((row) => row.provider === 'anthropic');
    expect(found.map(({ method, actor_id, person_key }) => ({ method, actor_id, person_key }))).toEqual([
      {
        method: 'I4',
        actor_id: pseudonym('email', 'ada+ci@example.com'),
        person_key: pseudonym('email', 'ada@example.com'),
      },
      {
        method: 'I4',
        actor_id: pseudonym('email', 'grace@corp.example.com'),
        person_key: pseudonym('email', 'grace@example.com'),
      },
      {
        method: 'I6',
        actor_id: pseudonym('email', '77+ghopper@users.noreply.example.com'),
        person_key: pseudonym('email', 'grace@example.com'),
      },
    ]);
  });

  it('labels fiscal periods by the year they end in and gives weekends and holidays a tenth of a working day', () => {
    const calendar = new Map(
      loadOrg(companyFiles(), settings)
        .tables.get('config_calendar')!
        .map((row) => [row.calendar_day, row]),
    );
    const shown = (day: string) => {
      const row = calendar.get(day)!;
      return `${row.fiscal_year} ${row.fiscal_quarter} ${row.working_weight}`;
    };
    expect(shown('2026-01-30')).toBe('FY2026 FY2026-Q4 1');
    expect(shown('2026-02-02')).toBe('FY2027 FY2027-Q1 1');
    expect(shown('2026-02-07')).toBe('FY2027 FY2027-Q1 0.1');
    expect(shown('2026-12-25')).toBe('FY2027 FY2027-Q4 0.1');
  });

  it('lets a threshold of the company stand beside the default it overrides', () => {
    const rows = loadOrg(companyFiles(), settings).tables.get('config_threshold')!;
    expect(rows.filter((row) => row.threshold === 'pace_over')).toEqual([
      { threshold: 'pace_over', value: '1.15', unit: 'ratio', valid_from: '1970-01-01' },
      { threshold: 'pace_over', value: '1.2', unit: 'ratio', valid_from: '2026-05-01' },
    ]);
  });
});

describe('a wrong config file is answered with place and remedy', () => {
  const cases: [what: string, file: string, text: string, expected: string[]][] = [
    [
      'two people with one e-mail',
      'people.csv',
      'email,name\nada@example.com,Ada\ngrace@example.com,Grace\nADA@example.com,Ada again\n',
      [
        'people.csv:4: ada@example.com is on line 2 and on line 4 → an e-mail belongs to one person: remove a line, or correct one of the e-mails',
      ],
    ],
    [
      'membership weights that do not sum to 1',
      'memberships.csv',
      'email,team_id,weight,valid_from,valid_to\nada@example.com,core,0.5,2026-02-01,\nada@example.com,web,0.4,2026-02-01,2026-06-01\nada@example.com,web,0.5,2026-06-01,\n',
      [
        'memberships.csv:2: the weights of ada@example.com sum to 0.9 from 2026-02-01 to 2026-05-31 (lines 2, 3) → let the weights of a person sum to 1 on every day, or end one membership when the next begins',
      ],
    ],
    [
      'one membership twice on the same days',
      'memberships.csv',
      'email,team_id,weight,valid_from,valid_to\nada@example.com,core,0.5,2026-02-01,\nada@example.com,core,0.5,2026-03-01,\n',
      [
        'memberships.csv:2: the weights of ada@example.com sum to 0.5 from 2026-02-01 to 2026-02-28 (lines 2) → let the weights of a person sum to 1 on every day, or end one membership when the next begins',
        'memberships.csv:3: the membership of ada@example.com in core is also given by line 2 for the same days → set valid_to of the earlier line to valid_from of the later one, or remove one of them',
      ],
    ],
    [
      'a team cycle',
      'teams.csv',
      'team_id,team_name,parent_team_id,cost_center,valid_from,valid_to\ncore,Core,web,CC-1,2026-01-01,\nweb,Web,core,CC-1,2026-01-01,\n',
      [
        "teams.csv:2: the teams core → web → core are each other's parents → clear parent_team_id of the topmost of them",
      ],
    ],
    [
      'an unknown parent',
      'teams.csv',
      'team_id,team_name,parent_team_id,cost_center,valid_from,valid_to\ncore,Core,,CC-1,2026-01-01,\nweb,Web,cor,CC-1,2026-01-01,\n',
      ['teams.csv:3: team cor is not in teams.csv → add the team or correct its id; did you mean core?'],
    ],
    [
      'a budget without team',
      'budgets.csv',
      'budget_id,scope_kind,scope_id,period,amount,currency,owner_email,valid_from\nb1,team,,2026-05,100,USD,,2026-02-01\n',
      ['budgets.csv:2: budget b1 of kind team names no team → fill in scope_id, or set scope_kind to company'],
    ],
    [
      'a budget of an unknown team in a currency no account has',
      'budgets.csv',
      'budget_id,scope_kind,scope_id,period,amount,currency,owner_email,valid_from\nb1,team,cores,2026-05,100,SEK,,2026-02-01\n',
      [
        'budgets.csv:2: budget b1 is in SEK, no account of the company is → budgets compare within their currency; write the amount in EUR or USD',
        'budgets.csv:2: team cores is not in teams.csv → add the team or correct its id; did you mean core?',
      ],
    ],
    [
      'a currency that is none, a month that is none, an amount that is none',
      'budgets.csv',
      'budget_id,scope_kind,scope_id,period,amount,currency,owner_email,valid_from\nb1,company,,2026-13,"1,5",Dollar,,2026-02-30\n',
      [
        'budgets.csv:2: amount is "1,5" → write a plain decimal number like -1234.50, with at most 12 digits after the point',
        'budgets.csv:2: currency is "Dollar" → write an ISO 4217 currency code in capitals, like USD',
        'budgets.csv:2: period is "2026-13" → write the month as YYYY-MM',
        'budgets.csv:2: valid_from is "2026-02-30" → write an existing day as YYYY-MM-DD',
      ],
    ],
    [
      'an unknown column',
      'people.csv',
      'e-mail,name\nada@example.com,Ada\n',
      [
        'people.csv:1: column "email" is missing → add it; the header is email,name,is_bot,active_from,active_to',
        'people.csv:1: unknown column "e-mail" → use the columns email, name, is_bot, active_from, active_to; did you mean email?',
      ],
    ],
    [
      'a quote that is never closed',
      'people.csv',
      'email,name\nada@example.com,"Ada\ngrace@example.com,Grace\n',
      [
        'people.csv:2: broken CSV: a quoted field starts here and never ends → close the quoted field with " (a quote inside a field is written "")',
      ],
    ],
    [
      'fixed shares that do not sum to 1',
      'shared_rules.csv',
      'pool,method,team_id,weight,valid_from,approved_by\ngateway,S_FIXED,core,0.6,2026-02-01,\ngateway,S_FIXED,web,0.3,2026-02-01,\n',
      [
        'shared_rules.csv:2: the fixed shares of pool gateway from 2026-02-01 on sum to 0.9 (lines 2, 3) → let them sum to 1',
      ],
    ],
    [
      'an owner that is both a team and a pool',
      'owners.csv',
      'owner_kind,provider,external_id,team_id,pool,valid_from,valid_to\napi_key,anthropic,key_1,core,gateway,2026-02-01,\n',
      [
        'owners.csv:2: api_key key_1 names both a team and a pool → fill in team_id when a team owns it, or pool when its money is shared',
      ],
    ],
    [
      'an account billed in two currencies',
      'contracts.csv',
      'provider,billing_account,model_pattern,factor,currency,valid_from,valid_to\nopenai,org-1,*,0.9,USD,2026-01-01,\nopenai,org-1,gpt-x,0.8,EUR,2026-01-01,\n',
      [
        'contracts.csv:3: openai org-1 is in EUR here and in USD on line 2 → an account is billed in one currency: correct one of the lines',
      ],
    ],
    [
      'a threshold nobody reads',
      'thresholds.csv',
      'threshold,value,unit,valid_from\npace_ower,1.2,,2026-01-01\n',
      ['thresholds.csv:2: unknown threshold "pace_ower" → docs/config.md lists the keys; did you mean pace_over?'],
    ],
    [
      'an interval that ends before it begins',
      'identities.csv',
      'provider,external_id,email,valid_from,valid_to\ngithub,alovelace,ada@example.com,2026-05-01,2026-02-01\n',
      [
        'identities.csv:2: valid_from 2026-05-01 is not before valid_to 2026-02-01 → valid_to is the first day the line no longer holds; leave it empty while it holds',
      ],
    ],
    [
      'a link with a weight that is none',
      'link_overrides.csv',
      'session,outcome,weight,who,why,when\ns-1,github:a/b:pr:1,0,ada@example.com,seen,2026-05-01\ns-2,github:a/b:pr:1,10000000000,ada@example.com,seen,2026-05-01\n',
      [
        'link_overrides.csv:2: weight is 0 → write a number above 0 and up to 1000000; leave the line out to link nothing',
        'link_overrides.csv:3: weight is 10000000000 → write a number above 0 and up to 1000000; leave the line out to link nothing',
      ],
    ],
    [
      'a file nobody knows',
      'team.csv',
      'a\n',
      [
        'team.csv:1: no config file has this name → rename or move it; known are people.csv, identities.csv, teams.csv, memberships.csv, cost_centers.csv, budgets.csv, owners.csv, shared_rules.csv, contracts.csv, thresholds.csv, holidays.csv, link_overrides.csv, forecast_events.csv; did you mean teams.csv?',
      ],
    ],
  ];
  for (const [what, file, text, expected] of cases) {
    it(what, () => {
      const problems = problemsWith(file, text);
      expect(problems.filter((problem) => problem.startsWith(file)).map(nearestOnly)).toEqual(expected);
    });
  }

  it('one identity claimed by two people is a warning, and both rows stay so that it resolves to nobody', () => {
    const files = companyFiles().set(
      'identities.csv',
      'provider,external_id,email,valid_from,valid_to\ngithub,pair,ada@example.com,2026-02-01,\ngithub,pair,grace@example.com,2026-02-01,\n',
    );
    const org = loadOrg(files, settings);
    expect(org.problems).toEqual([]);
    expect(org.warnings.map((w) => w.message)).toEqual([
      'IDENTITY_CONFLICT: lines 2 and 3 give one identity to two people until 9999-12-31',
    ]);
    expect(org.tables.get('config_identity')!.filter((row) => row.provider === 'github')).toHaveLength(2);
  });

  it('a file beyond 64 MB', () => {
    const problems = problemsWith('people.csv', ' '.repeat(64 * 1024 * 1024 + 1));
    expect(problems.find((p) => p.startsWith('people.csv'))).toBe(
      'people.csv:1: the file has 65 MB → config files hold at most 64 MB; check that this is not a data export',
    );
  });
});
