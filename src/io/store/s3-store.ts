import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { ListedObject, ObjectStore, Version } from '../object-store.ts';
import { checkedKey, noSuchObject } from './keys.ts';
import { uploadStream } from './s3-upload.ts';

/** Where a bucket is and how it is reached. Credentials come from the environment's usual chain unless given. */
export interface S3StoreOptions {
  readonly bucket: string;
  /** Key prefix of the lake inside the bucket, without slashes at the ends; empty for the whole bucket. */
  readonly prefix?: string;
  readonly region?: string;
  /** Another S3 server than AWS; buckets are then addressed by path. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Metadata that tells our own write from another's when an answer was lost and the client tried again. */
const WRITE_ID = 'tokenledger-write';
const CONFLICT_RETRIES = 4;

/**
 * An object store in an S3 bucket. The version is the ETag. Conditional writes use `If-None-Match: *` and `If-Match`, so
 * the bucket's server has to honour them (AWS and moto do). The AWS library is loaded here, when a bucket is opened.
 */
export async function openS3Store(options: S3StoreOptions): Promise<ObjectStore> {
  const s3 = await import('@aws-sdk/client-s3');
  const { endpoint, region, credentials } = options;
  const client = new s3.S3Client({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === undefined ? {} : { credentials }),
  });
  return s3StoreOn(client, s3, options.bucket, options.prefix);
}

/** The store on an existing client. */
export function s3StoreOn(
  client: S3Client,
  s3: typeof import('@aws-sdk/client-s3'),
  bucket: string,
  prefix = '',
): ObjectStore {
  const root = prefix === '' ? '' : `${prefix}/`;
  const location = `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`;
  const at = (key: string) => ({ Bucket: bucket, Key: root + checkedKey(key) });

  const putWhen = async (
    key: string,
    body: Uint8Array,
    condition: { IfNoneMatch: '*' } | { IfMatch: string },
  ): Promise<Version | null> => {
    const writeId = randomUUID();
    const command = { ...at(key), Body: body, Metadata: { [WRITE_ID]: writeId }, ...condition };
    for (let attempt = 0; ; attempt++) {
      try {
        return versionOf(await client.send(new s3.PutObjectCommand(command)), location, key);
      } catch (error) {
        const status = statusOf(error);
        if (status === 409 && attempt < CONFLICT_RETRIES) await sleep(20 * 2 ** attempt * Math.random());
        else if (status === 412 || status === 409) return lostAnswer(error) ? ownVersion(key, writeId) : null;
        else if (status === 404 && 'IfMatch' in condition) return null;
        else throw error;
      }
    }
  };

  /** A repeated request fails its condition when the first one had worked and only its answer was lost. */
  const ownVersion = async (key: string, writeId: string): Promise<Version | null> => {
    const head = await client.send(new s3.HeadObjectCommand(at(key))).catch(nullWhen404);
    return head?.Metadata?.[WRITE_ID] === writeId ? versionOf(head, location, key) : null;
  };

  return {
    location,
    put: async (key, body) =>
      versionOf(await client.send(new s3.PutObjectCommand({ ...at(key), Body: body })), location, key),
    putStream: async (key, body) => versionOf(await uploadStream(client, s3, at(key), body), location, key),
    putIfAbsent: (key, body) => putWhen(key, body, { IfNoneMatch: '*' }),
    compareAndSwap: (key, body, expected) => putWhen(key, body, { IfMatch: expected }),
    get: async (key) => {
      const found = await client.send(new s3.GetObjectCommand(at(key))).catch(nullWhen404);
      if (found?.Body === undefined) return null;
      return { body: await found.Body.transformToByteArray(), version: versionOf(found, location, key) };
    },
    async *getStream(key) {
      const found = await client.send(new s3.GetObjectCommand(at(key))).catch(nullWhen404);
      if (found?.Body === undefined) throw noSuchObject(location, key);
      yield* found.Body as unknown as AsyncIterable<Uint8Array>;
    },
    async *list(below): AsyncIterable<ListedObject> {
      const pages = s3.paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: root + below });
      for await (const page of pages) {
        for (const { Key: key = '', Size: size = 0 } of page.Contents ?? [])
          if (!key.endsWith('/')) yield { key: key.slice(root.length), size };
      }
    },
    delete: async (key) => {
      await client.send(new s3.DeleteObjectCommand(at(key)));
    },
  };
}

function versionOf(answer: { ETag?: string | undefined }, location: string, key: string): Version {
  if (answer.ETag === undefined)
    throw new Error(`${location}/${key}: the S3 server sent no ETag, so the object has no version`);
  return answer.ETag;
}

function statusOf(error: unknown): number | undefined {
  return (error as S3ServiceException).$metadata?.httpStatusCode;
}

function lostAnswer(error: unknown): boolean {
  return ((error as S3ServiceException).$metadata?.attempts ?? 1) > 1;
}

function nullWhen404(error: unknown): null {
  if (statusOf(error) === 404 && (error as Error).name !== 'NoSuchBucket') return null;
  throw error;
}
