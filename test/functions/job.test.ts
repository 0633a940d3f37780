import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { asOfOf, job, runFields } from '../../functions/shared/job.ts';
import { jsonLog } from '../../functions/shared/log.ts';
import { LockHeldError } from '../../src/app/lock.ts';
import { AthenaFailure } from '../../src/io/athena/failure.ts';

const context = { awsRequestId: 'AB-12-cd', functionName: 'tokenledger-test', getRemainingTimeInMillis: () => 900_000 };
const event = { scheduled: '2026-10-25T05:00:00Z', execution: 'run-1' };
const schema = z.strictObject(runFields);

let lines: string[];
beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** The error a job leaves with. */
async function thrownBy(error: Error): Promise<Error> {
  const run = job('test', schema, async () => {
    throw error;
  });
  return run(event, context).then(
    () => expect.unreachable(),
    (e: Error) => e,
  );
}

describe('a job', () => {
  it('returns its summary and logs a line of JSON at start and end', async () => {
    const run = job('test', schema, async (_, { call }) => ({ call }));
    expect(await run(event, context)).toEqual({ call: 'ab12cd' });
    const logged = lines.map((l) => JSON.parse(l) as Record<string, unknown>);
    expect(logged.map((l) => l.message)).toEqual(['started', 'finished']);
    expect(logged[1]).toMatchObject({ level: 'INFO', job: 'test', request: 'AB-12-cd', summary: { call: 'ab12cd' } });
  });

  it('refuses a wrong event before any work, naming the field', async () => {
    const work = vi.fn(async () => ({}));
    const run = job('test', schema, work);
    await expect(run({ scheduled: 'yesterday', execution: '' }, context)).rejects.toThrow(
      /give the scheduled instant in ISO 8601[\s\S]*give the name of the execution/,
    );
    await expect(run({ ...event, more: 1 }, context)).rejects.toThrow(/more/);
    expect(work).not.toHaveBeenCalled();
  });

  it('takes the logical time from the schedule, whatever its zone', () => {
    expect(asOfOf('2026-10-25T01:30:00+02:00')).toEqual({ instant: '2026-10-24T23:30:00.000Z', day: '2026-10-24' });
  });

  it.each([
    new LockHeldError('another run is building'),
    new AthenaFailure('unavailable', null, 'later'),
    Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }),
    Object.assign(new Error('oops'), { $metadata: { httpStatusCode: 503 } }),
    new Error('connect ECONNRESET'),
  ])('leaves with Retryable where trying again may help: $message', async (error) => {
    expect((await thrownBy(error)).name).toBe('Retryable');
  });

  it.each([
    new AthenaFailure('rejected', null, 'SYNTAX_ERROR'),
    new AthenaFailure('cut_off', null, 'stopped by the scan cut-off'),
    Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }),
    new Error('a data test failed'),
  ])('leaves with JobFailed where it would not: $message', async (error) => {
    const thrown = await thrownBy(error);
    expect([thrown.name, thrown.message]).toEqual(['JobFailed', error.message]);
  });

  it('cuts a long message: it travels through the state machine', async () => {
    expect((await thrownBy(new Error('x'.repeat(100_000)))).message.length).toBeLessThan(4100);
  });
});

describe('the log', () => {
  it('never shows a hidden text, not inside another one, not escaped', () => {
    const log = jsonLog({}, (line) => lines.push(line));
    log.hide(['sk-ant-"quoted"-key', 'abc']);
    log.error('failed with sk-ant-"quoted"-key', { header: 'Bearer sk-ant-"quoted"-key!', big: 12n });
    expect(lines).toEqual(['{"level":"ERROR","message":"failed with ***","header":"Bearer ***!","big":"12"}\n']);
  });
});
