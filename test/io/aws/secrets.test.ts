import * as sdk from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { secretReader } from '../../../src/io/aws/secrets.ts';

function reader(options: { now?: () => number } = {}) {
  const client = new sdk.SecretsManagerClient({ region: 'us-east-1' });
  const mock = mockClient(client);
  return { mock, read: secretReader({ client, sdk, now: options.now ?? (() => 0) }) };
}
const id = 'tokenledger/anthropic-main';

describe('secrets', () => {
  it('give the values of several secrets by name', async () => {
    const { mock, read } = reader();
    mock.on(sdk.GetSecretValueCommand, { SecretId: id }).resolves({ SecretString: '{"A":"one"}' });
    mock.on(sdk.GetSecretValueCommand, { SecretId: 'other' }).resolves({ SecretString: '{"B":"two"}' });
    expect(await read([id, 'other'])).toEqual({ A: 'one', B: 'two' });
    expect(await read([])).toEqual({});
  });

  it('are asked for once in five minutes', async () => {
    let now = 0;
    const { mock, read } = reader({ now: () => now });
    mock.on(sdk.GetSecretValueCommand).resolves({ SecretString: '{"A":"one"}' });
    await read([id]);
    now = 299_999;
    await read([id]);
    expect(mock.commandCalls(sdk.GetSecretValueCommand)).toHaveLength(1);
    now = 300_000;
    await read([id]);
    expect(mock.commandCalls(sdk.GetSecretValueCommand)).toHaveLength(2);
  });

  it.each([
    ['missing', Object.assign(new Error('no'), { name: 'ResourceNotFoundException' }), /has no value yet/],
    ['empty', { SecretString: ' ' }, /is empty/],
    ['text', { SecretString: 'sk-plain' }, /is no JSON/],
    ['list', { SecretString: '["a"]' }, /is no JSON object of texts/],
    ['number', { SecretString: '{"A":1}' }, /is no JSON object of texts/],
    ['blank', { SecretString: '{"A":""}' }, /has no A in it/],
    ['nothing', { SecretString: '{}' }, /has no names in it/],
  ])('say which secret is wrong (%s) and how to fill it, without a value', async (_, answer, found) => {
    const { mock, read } = reader();
    if (answer instanceof Error) mock.on(sdk.GetSecretValueCommand).rejects(answer);
    else mock.on(sdk.GetSecretValueCommand).resolves(answer);
    const error = await read([id]).catch((e: Error) => e);
    expect((error as Error).message).toMatch(found);
    expect((error as Error).message).toContain(`put-secret-value --secret-id ${id}`);
    expect((error as Error).message).not.toContain('sk-plain');
  });

  it('hand on throttling and denials as they are', async () => {
    const { mock, read } = reader();
    mock
      .on(sdk.GetSecretValueCommand)
      .rejects(Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }));
    await expect(read([id])).rejects.toThrow('Rate exceeded');
  });
});
