import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as buildStep } from '../../functions/build-step/index.ts';
import { handler as ingest } from '../../functions/ingest/index.ts';
import { handler as publish } from '../../functions/publish/index.ts';

const context = { awsRequestId: 'a1', functionName: 'f', getRemainingTimeInMillis: () => 900_000 };
const start = { scheduled: '2026-10-25T05:00:00Z', execution: 'run-1' };

beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('the handlers', () => {
  it.each([
    ['ingest', () => ingest(start, context), /name a connection/],
    ['build-step', () => buildStep({ ...start, action: 'dance' }, context), /action/],
    [
      'build-step',
      () => buildStep({ ...start, action: 'build', period: '../x', cursor: null }, context),
      /give a month, all or summary/,
    ],
    ['publish', () => publish({ execution: 'x' }, context), /scheduled/],
  ])('%s refuses an event it cannot mean', async (_, call, message) => {
    await expect(call()).rejects.toThrow(message);
  });

  it.each([
    ['TOKENLEDGER_LAKE', '', /TOKENLEDGER_LAKE/],
    ['TOKENLEDGER_LAKE', 'lake', /TOKENLEDGER_LAKE is not like s3:\/\/bucket\/prefix/],
    ['TOKENLEDGER_CONFIG', 'https://example.com', /TOKENLEDGER_CONFIG is not like/],
  ])('name the variable of their environment that is wrong: %s=%s', async (name, value, message) => {
    vi.stubEnv('TOKENLEDGER_LAKE', 's3://example-lake/lake');
    vi.stubEnv('TOKENLEDGER_CONFIG', 's3://example-lake/config');
    vi.stubEnv('TOKENLEDGER_WORKGROUP', 'tokenledger-pipeline');
    vi.stubEnv(name, value);
    await expect(publish(start, context)).rejects.toThrow(message);
  });
});
