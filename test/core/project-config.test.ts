import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeProblem } from '../../src/core/problem.ts';
import { type KnownSource, ledgerOfMoneyRows, parseProjectConfig } from '../../src/core/project-config.ts';

const sources: KnownSource[] = [
  { name: 'anthropic', settings: z.object({ secret: z.string('name the environment variable of the key') }) },
  { name: 'local-logs', settings: z.object({}) },
];

const minimal = 'version: 1\ncompany: Example\ncurrency: USD\n';
const problemsOf = (yaml: string) => parseProjectConfig(yaml, sources).problems.map(describeProblem);

describe('tokenledger.yaml', () => {
  it('fills in defaults and reads days as text', () => {
    const { config } = parseProjectConfig(
      `${minimal}connections:\n  - { id: main, source: anthropic, secret: KEY, start: 2026-02-01 }\nledger_of_money:\n  - { provider: anthropic, source: anthropic, valid_from: 2026-01-01 }\n`,
      sources,
    );
    expect(config).toMatchObject({
      lake: 'lake',
      fiscal_year_start_month: 1,
      close_after_days: 45,
      focus: { include: 'ai' },
      connections: [{ id: 'main', source: 'anthropic', secret: 'KEY', start: '2026-02-01' }],
    });
    expect(ledgerOfMoneyRows(config!)).toEqual([
      { provider: 'anthropic', billing_account: '*', money_source: 'anthropic', valid_from: '2026-01-01' },
    ]);
  });

  it('names the line of every wrong value at once', () => {
    expect(
      problemsOf(
        'version: 2\ncompany: Example\ncurrency: Dollar\nfocus:\n  include: some\nledger_of_money:\n  - provider: x\n    source: anthropic\n    valid_from: 2026-13-01\n',
      ),
    ).toEqual([
      'tokenledger.yaml:1: version is 2 → this program reads version 1',
      'tokenledger.yaml:3: currency is "Dollar" → write an ISO 4217 currency code in capitals, like USD',
      'tokenledger.yaml:5: focus.include is "some" → write ai or all',
      'tokenledger.yaml:9: ledger_of_money.0.valid_from is "2026-13-01" → write an existing day as YYYY-MM-DD',
    ]);
  });

  it('answers an unknown key and an unknown source with the near ones', () => {
    expect(problemsOf(`${minimal}fiscal_year_start: 2\n`)[0]).toMatch(
      /^tokenledger.yaml:4: unknown key fiscal_year_start → .*did you mean fiscal_year_start_month\?$/,
    );
    expect(problemsOf(`${minimal}connections:\n  - id: a\n    source: antropic\n`)).toEqual([
      'tokenledger.yaml:6: no source is named antropic → known are anthropic, local-logs; did you mean anthropic?',
    ]);
  });

  it('refuses two connections with one id and settings a source does not accept', () => {
    expect(
      problemsOf(
        `${minimal}connections:\n  - { id: a, source: local-logs }\n  - { id: a, source: local-logs }\n  - { id: b, source: anthropic }\n`,
      ),
    ).toEqual([
      'tokenledger.yaml:6: connection id a is already used on line 5 → give each connection an id of its own',
      'tokenledger.yaml:7: connection b: secret → name the environment variable of the key',
    ]);
  });

  it('gives the line of broken YAML and says so when the file is empty', () => {
    expect(problemsOf('version: 1\ncompany: "open\n')[0]).toMatch(/^tokenledger.yaml:\d+: no valid YAML: /);
    expect(problemsOf('')).toEqual([
      'tokenledger.yaml:1: the file is empty → run tokenledger init, or write version: 1',
    ]);
  });
});
