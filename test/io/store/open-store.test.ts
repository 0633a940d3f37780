import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openStore } from '../../../src/io/store/open-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';

it('opens a folder by its path and a bucket by its address', async () => {
  const folder = await tempFolder();
  expect((await openStore(folder.path)).location).toBe(folder.path);
  expect((await openStore('s3://example-lake/company/demo/', { endpoint: 'http://127.0.0.1:1' })).location).toBe(
    's3://example-lake/company/demo',
  );
  await expect(openStore('s3://')).rejects.toThrow(/names no bucket/);
  await folder.remove();
});

it('loads the AWS library only when a bucket is opened', async () => {
  for (const file of ['open-store.ts', 's3-store.ts', 's3-upload.ts']) {
    const text = await readFile(new URL(`../../../src/io/store/${file}`, import.meta.url), 'utf8');
    expect(text).not.toMatch(/^import (?!type)[^;]*(@aws-sdk|s3-store)/m);
  }
});
