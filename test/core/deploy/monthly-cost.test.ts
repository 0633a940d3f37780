import { describe, expect, it } from 'vitest';
import { readDeploySettings } from '../../../infra/settings.ts';
import { deployPlan } from '../../../src/app/deploy/deploy-plan.ts';
import { type CostInputs, monthlyCost, totalOf } from '../../../src/core/deploy/monthly-cost.ts';
import { parseProjectConfig } from '../../../src/core/project-config.ts';
import { sources } from '../../../src/sources/index.ts';

const inputs: CostInputs = {
  developers: 50,
  connections: 4,
  secrets: 3,
  runsPerDay: 1,
  periodsPerRun: 2,
  statementsPerPeriod: 300,
  statementsPerPublish: 100,
  alarms: 7,
  bytesPerDeveloper: 1_000_000,
  queriesPerDay: 50,
  bytesPerQuery: 10_485_760,
  mails: 5,
};
const line = (name: string, more: Partial<CostInputs> = {}) =>
  monthlyCost({ ...inputs, ...more }).find((l) => l.line.startsWith(name))!.microUsd;

describe('the monthly estimate', () => {
  it('prices what can be checked by hand', () => {
    // 3 secrets at 0.40, and (30 × 10 + 60) × 2 calls at 0.05 per 10,000.
    expect(line('Secrets Manager')).toBe(1_200_000n + 3_600n);
    // 30 × 2 × 300 + 30 × 100 = 21,000 statements of 10 MiB at 5 USD per TiB.
    expect(line('Athena: builds at the minimum')).toBe(
      (21_000n * 10_485_760n * 5_000_000n + (1n << 40n) - 1n) / (1n << 40n),
    );
    // 50 queries × 30 days × 10 MiB.
    expect(line('Athena: questions')).toBe(71_526n);
    // The first ten alarms are free.
    expect(line('CloudWatch alarms')).toBe(0n);
    expect(line('CloudWatch alarms', { alarms: 12 })).toBe(200_000n);
    expect(line('SES', { mails: 10_000 })).toBe(1_000_000n);
  });

  it('never falls when anything grows', () => {
    const total = totalOf(monthlyCost(inputs));
    for (const key of Object.keys(inputs) as (keyof CostInputs)[])
      expect([key, totalOf(monthlyCost({ ...inputs, [key]: inputs[key] * 10 })) >= total]).toEqual([key, true]);
  });

  it('costs at most 5 USD a month to have at 50 developers, and little more per developer at 22,000', () => {
    const { config } = readDeploySettings();
    const small = deployPlan(config, 50);
    expect(small.idleMicroUsd).toBeLessThanOrEqual(5_000_000n);
    expect(small.cost.filter((l) => l.isDataProportional).map((l) => l.line)).toEqual([
      'S3 storage',
      'Athena: builds beyond the minimum',
      'Athena: questions and dashboards',
    ]);
    const large = deployPlan(config, 22_000);
    expect(large.totalMicroUsd / 22_000n).toBeLessThan(100_000n);
  });
});

describe('the plan of a deployment', () => {
  const yaml = (deploy: string, connections = '[]') =>
    `version: 1\ncompany: Fake Company\ncurrency: USD\nconnections: ${connections}\n${deploy}`;
  const problemsOf = (deploy: string) =>
    parseProjectConfig(yaml(deploy), sources).problems.map((p) => `${p.message} → ${p.remedy}`);

  it('names the region, account, address or time that is wrong', () => {
    expect(problemsOf("deploy: { account: '111122223333', region: eu-west-9 }")).toEqual([
      'deploy.region is "eu-west-9" → write a region of AWS like eu-west-1 or us-east-1',
    ]);
    expect(problemsOf('deploy: { account: 1111, region: eu-west-1 }')).toEqual([
      'deploy.account is 1111 → write the account in quotes',
    ]);
    expect(problemsOf("deploy: { account: '111122223333', region: eu-west-1, schedule: { at: '25:00' } }")).toEqual([
      'deploy.schedule.at is "25:00" → write a time like 05:00',
    ]);
    expect(
      problemsOf("deploy: { account: '111122223333', region: eu-west-1, schedule: { time_zone: Mars/Base } }"),
    ).toEqual(['deploy.schedule.time_zone is "Mars/Base" → write a time zone like Europe/Berlin']);
    expect(problemsOf("deploy: { account: '111122223333', region: eu-west-1, buckt: x }")[0]).toContain(
      'did you mean bucket',
    );
  });

  it('refuses what cannot run on AWS before anything is made', () => {
    const plan = (text: string) => deployPlan(parseProjectConfig(text, sources).config!);
    expect(() => plan(yaml(''))).toThrow(/has no deploy block: write deploy:/);
    const logs = '[{ id: mine, source: local-logs }]';
    expect(() => plan(yaml("deploy: { account: '111122223333', region: eu-west-1 }", logs))).toThrow(
      /connection mine reads the logs of one machine/,
    );
  });
});
