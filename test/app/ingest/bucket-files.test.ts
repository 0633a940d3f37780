import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ingest } from '../../../src/app/ingest/ingest.ts';
import { openProject } from '../../../src/app/project.ts';
import { openS3Store } from '../../../src/io/store/s3-store.ts';
import { type S3Server, startS3Server } from '../../support/s3-server.ts';

const EXPORT = new URL('../../fixtures/focus/ai-1.4/input/october.csv', import.meta.url);

let server: S3Server;

beforeEach(async () => {
  server = await startS3Server();
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_REGION', 'us-east-1');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.stop();
});

async function project(connection: string) {
  const root = await mkdtemp(path.join(tmpdir(), 'tl-bucket-'));
  await writeFile(
    path.join(root, 'tokenledger.yaml'),
    `version: 1\ncompany: Bucket\ncurrency: USD\nconnections:\n  - { id: cloud, source: focus, path: '${connection}' }\n`,
  );
  const processEnvironment = { TOKENLEDGER_PERSON_KEY: 'key', AWS_ENDPOINT_URL_S3: server.endpoint };
  return openProject({ root, processEnvironment });
}

const asOf = { instant: '2026-11-02T00:00:00Z', day: '2026-11-02' };

describe('a billing export in a bucket', () => {
  it('is read like one in a folder', async () => {
    const bucket = await openS3Store({
      bucket: 'exports',
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await bucket.put('focus/october.csv', await readFile(EXPORT));
    const report = await ingest(await project('s3://exports/focus'), { asOf });
    expect(report.streams[0]?.errors).toEqual([]);
    expect(report.streams[0]?.rows).toBeGreaterThan(0);
  });

  it('that is not there is one error naming the place', async () => {
    const report = await ingest(await project('s3://exports/nothing'), { asOf });
    expect(report.streams[0]?.errors.join()).toContain('s3://exports/nothing');
  });
});
