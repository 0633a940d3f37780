import { CostExplorerClient, GetCostAndUsageCommand, GetDimensionValuesCommand } from '@aws-sdk/client-cost-explorer';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { readRange } from '../../src/app/ingest/page-chain.ts';
import { costExplorerClient } from '../../src/io/aws/cost-explorer-client.ts';
import { HttpError } from '../../src/io/http/errors.ts';
import { costs } from '../../src/sources/aws-cost-explorer/costs.ts';
import { costExplorerSettings, isProvisional, repullFrom } from '../../src/sources/aws-cost-explorer/request.ts';
import { fixtureContext } from '../support/source-fixtures.ts';

const RANGE = { from: '2026-05-04', to: '2026-05-05' };
const CLAUDE = 'Claude Sonnet 9 (Amazon Bedrock Edition)';
const metrics = (Amount: string) => ({ UnblendedCost: { Amount, Unit: 'USD' } });
const answer = (groups: [string, string, string][], more: object = {}) => ({
  ResultsByTime: [
    {
      TimePeriod: { Start: RANGE.from, End: RANGE.to },
      Estimated: false,
      Total: {},
      Groups: groups.map(([first, second, Amount]) => ({ Keys: [first, second], Metrics: metrics(Amount) })),
    },
  ],
  ...more,
});
const services = (...names: string[]) => ({
  DimensionValues: names.map((Value) => ({ Value, Attributes: {} })),
  ReturnSize: names.length,
  TotalSize: names.length,
});
const awsError = (name: string, status?: number) =>
  Object.assign(new Error(`${name} happened`), { name, $metadata: { httpStatusCode: status } });

function account(callsPerRun = 20) {
  const aws = new CostExplorerClient({ region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  const mock = mockClient(aws);
  const sleeps: number[] = [];
  const clock = { now: () => 0, sleep: async (ms: number) => void sleeps.push(ms) };
  const client = costExplorerClient({
    connectionId: 'aws-main',
    callsPerRun,
    clock,
    random: () => 0.5,
    open: async () => aws,
  });
  const landed: string[] = [];
  const read = (settings: Record<string, unknown> = {}) =>
    readRange(
      {
        stream: costs,
        context: { ...fixtureContext, settings },
        send: (request) => client.send(request),
        land: async (page) => void landed.push(page.text),
      },
      RANGE,
    );
  const rows = async (settings?: Record<string, unknown>) => (await read(settings)).days().flatMap((d) => d.rows);
  const asked = () => mock.commandCalls(GetCostAndUsageCommand).map((c) => c.args[0].input);
  return { mock, client, read, rows, asked, landed, sleeps };
}

describe('asking Cost Explorer', () => {
  it('finds every model service by name, asks for use and credits apart, and counts each dollar once', async () => {
    const { mock, rows, asked, landed } = account();
    mock
      .on(GetDimensionValuesCommand)
      .resolves(services('AWS Lambda', 'Amazon Bedrock', CLAUDE, 'Claude Platform on AWS', 'Tax'));
    mock
      .on(GetCostAndUsageCommand)
      .resolvesOnce(answer([['000000000101', CLAUDE, '40.5']]))
      .resolvesOnce(answer([['000000000101', CLAUDE, '-0.5']]));
    const found = await rows();
    expect(found.map((r) => [r.sub_account, r.service_name, r.charge_category, r.billed_cost, r.currency])).toEqual([
      ['000000000101', CLAUDE, 'Usage', '40.5', 'USD'],
      ['000000000101', CLAUDE, 'Credit', '-0.5', 'USD'],
    ]);
    const named = { Dimensions: { Key: 'SERVICE', Values: ['Amazon Bedrock', CLAUDE, 'Claude Platform on AWS'] } };
    expect(asked()).toEqual([
      expect.objectContaining({
        TimePeriod: { Start: '2026-05-04', End: '2026-05-05' },
        Granularity: 'DAILY',
        GroupBy: [
          { Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' },
          { Type: 'DIMENSION', Key: 'SERVICE' },
        ],
        Filter: {
          And: [named, { Not: { Dimensions: { Key: 'RECORD_TYPE', Values: ['Credit', 'Refund', 'Tax'] } } }],
        },
      }),
      expect.objectContaining({
        Filter: { And: [named, { Dimensions: { Key: 'RECORD_TYPE', Values: ['Credit', 'Refund'] } }] },
      }),
    ]);
    expect(landed).toHaveLength(3);
  });

  it('takes further services from the settings, and asks no costs when nothing was used', async () => {
    const { mock, read, rows, asked } = account();
    mock.on(GetDimensionValuesCommand).resolves(services('AWS Lambda', 'Amazon Q'));
    const days = (await read()).days();
    expect(days).toMatchObject([{ day: '2026-05-04', rows: [], isAnswered: true }]);
    expect(asked()).toEqual([]);
    mock.on(GetCostAndUsageCommand).resolves(answer([]));
    await rows({ services: ['Amazon Q'] });
    expect(asked()[0]?.Filter?.And?.[0]).toEqual({ Dimensions: { Key: 'SERVICE', Values: ['Amazon Q'] } });
  });

  it('pages by hand with every other parameter unchanged, and merges groups of one day', async () => {
    const { mock, rows, asked } = account();
    mock.on(GetDimensionValuesCommand).resolves(services('Amazon Bedrock'));
    mock
      .on(GetCostAndUsageCommand)
      .resolvesOnce(answer([['000000000101', 'Amazon Bedrock', '1']], { NextPageToken: 'fake-2' }))
      .resolvesOnce(answer([['000000000102', 'Amazon Bedrock', '2']]))
      .resolves(answer([]));
    expect((await rows()).map((r) => r.billed_cost)).toEqual(['1', '2']);
    const [first, second] = asked();
    expect(second).toEqual({ ...first, NextPageToken: 'fake-2' });
  });

  it('asks for usage types account by account, and counts only those', async () => {
    const { mock, rows, asked } = account();
    mock.on(GetDimensionValuesCommand).resolves(services('Amazon Bedrock'));
    const twice = answer([['000000000101', 'Amazon Bedrock', '3']]);
    mock
      .on(GetCostAndUsageCommand)
      .resolvesOnce({ ...twice, NextPageToken: 'fake-2' })
      .resolvesOnce(twice)
      .resolvesOnce(answer([]))
      .resolvesOnce(answer([['Amazon Bedrock', 'USE1-Nova9.0Lite-output-tokens-batch', '3']]));
    const found = await rows({ detail: 'usage_type' });
    expect(found).toMatchObject([
      { sub_account: '000000000101', token_kind: 'output', service_tier: 'batch', billed_cost: '3' },
    ]);
    expect(asked()).toHaveLength(4);
    expect(asked()[3]?.Filter?.And?.[2]).toEqual({ Dimensions: { Key: 'LINKED_ACCOUNT', Values: ['000000000101'] } });
  });
});

describe('what the calls cost', () => {
  it('counts every call, repeated ones too, and stops at the limit with what to do', async () => {
    const { mock, client, read } = account(2);
    mock.on(GetDimensionValuesCommand).resolves(services('Amazon Bedrock'));
    mock.on(GetCostAndUsageCommand).rejects(awsError('LimitExceededException', 400));
    const failed = read();
    await expect(failed).rejects.toThrow(/made its 2 Cost Explorer calls \(0\.02 USD\).*raise calls_per_run/s);
    expect(mock.calls()).toHaveLength(2);
    expect(client.notes?.()).toEqual(Array(2).fill({ code: 'paid_call', detail: '0.01 USD a call' }));
  });

  it('waits out throttling, three tries at most', async () => {
    const { mock, rows, client, sleeps } = account();
    mock
      .on(GetDimensionValuesCommand)
      .rejectsOnce(awsError('LimitExceededException', 400))
      .resolves(services('AWS Lambda'));
    expect(await rows()).toEqual([]);
    expect(client.notes?.()).toHaveLength(2);
    expect(sleeps.length).toBeGreaterThan(0);
    mock.on(GetDimensionValuesCommand).rejects(awsError('LimitExceededException', 400));
    await expect(rows()).rejects.toMatchObject({ failure: 'unavailable' });
    expect(client.notes?.()).toHaveLength(5);
  });
});

describe('errors of Cost Explorer', () => {
  it.each([
    ['AccessDeniedException', 400, 'configuration', /ce:GetCostAndUsage/],
    ['ValidationException', 400, 'configuration', /check credentials/],
    ['DataUnavailableException', 400, 'not_found', /run again tomorrow/],
    ['BillExpirationException', 400, 'rejected', /set a later start/],
    ['InternalFailure', 500, 'unavailable', /run again later/],
  ])('tells what %s (%i) means and what to do', async (name, status, failure, message) => {
    const { mock, rows } = account();
    mock.on(GetDimensionValuesCommand).rejects(awsError(name, status));
    const failed = rows();
    await expect(failed).rejects.toBeInstanceOf(HttpError);
    await expect(failed).rejects.toMatchObject({ failure, message: expect.stringMatching(message) });
  });

  it('reads the window again from page 1 when the page token expired', async () => {
    const { mock, rows, asked } = account();
    mock.on(GetDimensionValuesCommand).resolves(services('Amazon Bedrock'));
    const first = answer([['000000000101', 'Amazon Bedrock', '1']]);
    mock
      .on(GetCostAndUsageCommand)
      .resolvesOnce({ ...first, NextPageToken: 'fake-2' })
      .rejectsOnce(awsError('InvalidNextTokenException', 400))
      .resolvesOnce(first)
      .resolves(answer([]));
    expect((await rows()).map((r) => r.billed_cost)).toEqual(['1']);
    expect(asked()).toHaveLength(4);
  });
});

describe('windows and settings', () => {
  it('asks the whole previous month until the 15th, five weeks on Sundays, else five days', () => {
    expect(repullFrom('2026-06-15')).toBe('2026-05-01');
    expect(repullFrom('2026-06-16')).toBe('2026-06-11');
    expect(repullFrom('2026-06-21')).toBe('2026-05-17');
    expect(repullFrom('2026-06-24')).toBe('2026-06-19');
    expect(isProvisional('2026-05-31', '2026-06-15')).toBe(true);
    expect(isProvisional('2026-05-31', '2026-06-16')).toBe(false);
  });

  it('refuses a setting it does not know', () => {
    expect(costExplorerSettings.safeParse({ detail: 'hourly' }).success).toBe(false);
    expect(costExplorerSettings.safeParse({ calls_per_run: 0 }).success).toBe(false);
    expect(costExplorerSettings.safeParse({ billing_account: '000000000101', services: ['X'] }).success).toBe(true);
  });
});
