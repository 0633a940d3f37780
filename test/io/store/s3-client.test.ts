import * as sdk from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { s3StoreOn } from '../../../src/io/store/s3-store.ts';

/** A store on a mocked client. */
function mocked() {
  const client = new sdk.S3Client({ region: 'us-east-1' });
  const mock = mockClient(client);
  return { mock, store: s3StoreOn(client, sdk, 'example-lake', 'lake') };
}

/** An answer with an error status, as the AWS library throws it. */
function answered(status: number, name: string, attempts = 1): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status, attempts } });
}
const body = new Uint8Array([1]);

describe('the S3 client under the store', () => {
  it('is read to the last page of a list', async () => {
    const { mock, store } = mocked();
    const page = (from: number, next: string | undefined) => ({
      Contents: Array.from({ length: 1000 }, (_, i) => ({ Key: `lake/raw/${from + i}`, Size: 1 })),
      ...(next === undefined ? {} : { NextContinuationToken: next, IsTruncated: true }),
    });
    mock
      .on(sdk.ListObjectsV2Command)
      .resolvesOnce(page(0, 'a'))
      .resolvesOnce(page(1000, 'b'))
      .resolvesOnce(page(2000, undefined));
    const keys: string[] = [];
    for await (const { key } of store.list('raw/')) keys.push(key);
    expect([keys.length, keys[0], keys.at(-1)]).toEqual([3000, 'raw/0', 'raw/2999']);
    expect(mock.commandCalls(sdk.ListObjectsV2Command)).toHaveLength(3);
  });

  it('loses a concurrent commit without harm: 412 means somebody else was first', async () => {
    const { mock, store } = mocked();
    mock.on(sdk.PutObjectCommand).rejects(answered(412, 'PreconditionFailed'));
    expect(await store.putIfAbsent('state', body)).toBeNull();
    expect(await store.compareAndSwap('state', body, '"v1"')).toBeNull();
    const sent = mock.commandCalls(sdk.PutObjectCommand).map((c) => c.args[0].input);
    expect(sent.map(({ IfNoneMatch, IfMatch }) => [IfNoneMatch, IfMatch])).toEqual([
      ['*', undefined],
      [undefined, '"v1"'],
    ]);
  });

  it('asks again after a race of two conditional writes (409)', async () => {
    const { mock, store } = mocked();
    mock
      .on(sdk.PutObjectCommand)
      .rejectsOnce(answered(409, 'ConditionalRequestConflict'))
      .resolvesOnce({ ETag: '"v2"' });
    expect(await store.putIfAbsent('state', body)).toBe('"v2"');
  });

  it('knows its own write when only the answer was lost and the library asked twice', async () => {
    const { mock, store } = mocked();
    let id: string | undefined;
    mock.on(sdk.PutObjectCommand).callsFake(async (input: sdk.PutObjectCommandInput) => {
      id = Object.values(input.Metadata ?? {})[0];
      throw answered(412, 'PreconditionFailed', 2);
    });
    mock.on(sdk.HeadObjectCommand).callsFake(async () => ({ ETag: '"mine"', Metadata: { 'tokenledger-write': id } }));
    expect(await store.putIfAbsent('state', body)).toBe('"mine"');
    mock.on(sdk.HeadObjectCommand).resolves({ ETag: '"theirs"', Metadata: { 'tokenledger-write': 'another' } });
    expect(await store.putIfAbsent('state', body)).toBeNull();
  });

  it('tells a missing key from a missing bucket', async () => {
    const { mock, store } = mocked();
    mock.on(sdk.GetObjectCommand).rejects(answered(404, 'NoSuchKey'));
    expect(await store.get('state')).toBeNull();
    mock.on(sdk.GetObjectCommand).rejects(answered(404, 'NoSuchBucket'));
    await expect(store.get('state')).rejects.toThrow('NoSuchBucket');
  });

  it.each([
    [503, 'SlowDown'],
    [500, 'InternalError'],
    [403, 'AccessDenied'],
  ])('hands on what the library could not mend: %i %s', async (status, name) => {
    const { mock, store } = mocked();
    mock.on(sdk.PutObjectCommand).rejects(answered(status, name));
    mock.on(sdk.GetObjectCommand).rejects(answered(status, name));
    await expect(store.put('a', body)).rejects.toThrow(name);
    await expect(store.putIfAbsent('a', body)).rejects.toThrow(name);
    await expect(store.get('a')).rejects.toThrow(name);
  });
});
