import type { ObjectStore } from '../object-store.ts';
import { folderStore } from './folder-store.ts';

/** Settings of the environment that an S3 lake may need; the AWS library reads its own ones (region, credentials) itself. */
export interface StoreEnvironment {
  /** Another S3 server than AWS, `http://127.0.0.1:9000` for instance. */
  readonly endpoint?: string | undefined;
  /** Region of the bucket; the AWS library's own choice unless told. */
  readonly region?: string | undefined;
}

/**
 * Opens the lake at a location: `s3://bucket/prefix`, or a folder. The AWS library is loaded for buckets only.
 * Throws on a bucket location without a bucket name.
 */
export async function openStore(location: string, environment: StoreEnvironment = {}): Promise<ObjectStore> {
  if (!location.startsWith('s3://')) return folderStore(location);
  const [bucket = '', ...segments] = location.slice('s3://'.length).replace(/\/+$/, '').split('/');
  if (bucket === '') throw new Error(`lake location ${location} names no bucket; write it like s3://bucket/prefix`);
  const { openS3Store } = await import('./s3-store.ts');
  const { endpoint, region } = environment;
  return openS3Store({
    bucket,
    prefix: segments.join('/'),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
  });
}
