import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAwsProject } from '../../src/app/aws-project.ts';
import { tempFolder } from '../support/temp-folder.ts';

const YAML = 'version: 1\ncompany: Fake Company\ncurrency: USD\nlake: lake\nconnections: []\n';

let folder: Awaited<ReturnType<typeof tempFolder>>;

beforeEach(async () => {
  folder = await tempFolder();
});

afterEach(() => folder.remove());

async function open(environment: Record<string, string>) {
  const root = folder.path;
  await writeFile(path.join(root, 'tokenledger.yaml'), YAML);
  return openAwsProject({ root, environment: { AWS_REGION: 'us-east-1', ...environment }, run: 'run1' });
}

describe('opening a project on AWS', () => {
  it('takes the bucket of the deployment in place of the folder', async () => {
    const { project } = await open({ TOKENLEDGER_LAKE: 's3://example-lake/tl/' });
    expect(project.store.location).toBe('s3://example-lake/tl');
    expect(project.config.lake).toBe('s3://example-lake/tl');
  });

  it('says which setting is missing when the lake is a folder', async () => {
    await expect(open({})).rejects.toThrow(/the lake is lake: on AWS set TOKENLEDGER_LAKE/);
  });

  it('says how a lake location looks before anything is started', async () => {
    await expect(open({ TOKENLEDGER_LAKE: 's3://Not_A_Bucket' })).rejects.toThrow(/is not like s3:\/\/bucket\/prefix/);
  });
});
