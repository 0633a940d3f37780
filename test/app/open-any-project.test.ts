import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UsageError } from '../../src/app/errors.ts';
import { openAnyProject } from '../../src/app/open-any-project.ts';
import { openStore } from '../../src/io/store/open-store.ts';
import { type S3Server, startS3Server } from '../support/s3-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const LAKE = 's3://tokenledger-111122223333-eu-west-1/lake';
const DEPLOY = "deploy: { account: '111122223333', region: eu-west-1 }\n";

let folder: Awaited<ReturnType<typeof tempFolder>>;
let s3: S3Server;
let athena: Server;
/** Calls that Athena got. */
let asked: string[];
/** What Athena answers to a start: an error's name and message, or nothing for success. */
let refusal: { readonly name: string; readonly message: string } | null;

beforeEach(async () => {
  folder = await tempFolder();
  s3 = await startS3Server();
  asked = [];
  refusal = null;
  athena = createServer((request, response) => {
    const call = String(request.headers['x-amz-target']).split('.')[1]!;
    asked.push(call);
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(body));
    };
    request.resume();
    if (refusal !== null) send(400, { __type: refusal.name, message: refusal.message });
    else if (call === 'StartQueryExecution') send(200, { QueryExecutionId: 'e1' });
    else if (call === 'GetQueryExecution') send(200, { QueryExecution: { Status: { State: 'SUCCEEDED' } } });
    else send(200, { ResultSet: { ResultSetMetadata: { ColumnInfo: [] }, Rows: [] } });
  });
  await new Promise<void>((resolve) => athena.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x');
  vi.stubEnv('AWS_ENDPOINT_URL_ATHENA', `http://127.0.0.1:${(athena.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.endpoint);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await s3.stop();
  await new Promise((resolve) => athena.close(resolve));
  await folder.remove();
});

async function open(lines: string, environment: Record<string, string> = {}) {
  const yaml = `version: 1\ncompany: Fake Company\ncurrency: USD\nconnections: []\n${lines}`;
  await writeFile(path.join(folder.path, 'tokenledger.yaml'), yaml);
  return openAnyProject({
    root: folder.path,
    processEnvironment: { AWS_ENDPOINT_URL_S3: s3.endpoint, ...environment },
    run: 'run1',
  });
}

const bucket = () => openStore(LAKE, { endpoint: s3.endpoint, region: 'eu-west-1' });
const text = (value: string) => new TextEncoder().encode(value);

async function ourLake() {
  await (await bucket()).put('_tokenledger.json', text('{"format":1}\n'));
}

/** Nothing was written and no statement that could change anything was started. */
function expectUntouched(): void {
  expect(s3.requests.filter((r) => /^(PUT|DELETE)/.test(r) && !r.includes('_tokenledger.json'))).toEqual([]);
  expect(asked.filter((call) => call !== 'StartQueryExecution')).toEqual([]);
}

describe('a project is opened where its lake is', () => {
  it('a folder, without a call to AWS', async () => {
    const project = await open('lake: lake\n');
    expect(project.lakeRoot).toBe(path.join(folder.path, 'lake'));
    expect(project.platform).toBeUndefined();
    expect([s3.requests, asked]).toEqual([[], []]);
  });

  it('the bucket of the deployment, builds and questions on Athena', async () => {
    await ourLake();
    const project = await open(`lake: ${LAKE}\n${DEPLOY}`);
    expect(project.store.location).toBe(LAKE);
    expect(project.platform).toBeDefined();
    expect(project.openWarehouse).toBeDefined();
    expect(asked).toContain('StartQueryExecution');
  });

  it('the bucket that the environment names, before the one of the file', async () => {
    await ourLake();
    const project = await open(`lake: lake\n${DEPLOY}`, { TOKENLEDGER_LAKE: `${LAKE}/` });
    expect(project.store.location).toBe(LAKE);
  });
});

describe('wrong settings of a lake in a bucket stop before anything is changed', () => {
  it('a lake that is not the one the deploy block makes', async () => {
    const opening = open(`lake: s3://somebody-elses/lake\n${DEPLOY}`);
    await expect(opening).rejects.toThrow(UsageError);
    await expect(opening).rejects.toThrow(/the lake is s3:\/\/somebody-elses\/lake, and the deploy block .* makes s3/);
    expectUntouched();
  });

  it('no region', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    await expect(open(`lake: ${LAKE}\n`)).rejects.toThrow(/no AWS region is set: write deploy.region/);
    expectUntouched();
  });

  it('an unknown region, by line and key', async () => {
    const opening = open(`lake: ${LAKE}\ndeploy: { account: '111122223333', region: eu-west-9 }\n`);
    await expect(opening).rejects.toThrow(/tokenledger.yaml:6.* deploy.region is "eu-west-9".*write a region of AWS/);
    expectUntouched();
  });

  it('a lake that is neither a folder nor like a bucket', async () => {
    const opening = open('lake: lake\n', { TOKENLEDGER_LAKE: 'gs://bucket/lake', AWS_REGION: 'eu-west-1' });
    await expect(opening).rejects.toThrow(/the lake is gs:\/\/bucket\/lake: on AWS set TOKENLEDGER_LAKE/);
    expectUntouched();
  });

  it('a bucket without a lake of ours, empty or with other data', async () => {
    await expect(open(`lake: ${LAKE}\n${DEPLOY}`)).rejects.toThrow(
      /holds no lake of TokenLedger: correct lake in tokenledger.yaml/,
    );
    await (await bucket()).put('photos/cat.jpg', text('meow'));
    s3.requests.length = 0;
    await expect(open(`lake: ${LAKE}\n${DEPLOY}`)).rejects.toThrow(/holds no lake of TokenLedger/);
    expectUntouched();
  });

  it('a lake in the layout of another release', async () => {
    await (await bucket()).put('_tokenledger.json', text('{"format":0}'));
    await expect(open(`lake: ${LAKE}\n${DEPLOY}`)).rejects.toThrow(
      /has layout 0, this release works with 1: follow "Upgrade" in docs\/deploy.md/,
    );
    expectUntouched();
  });

  it.each([
    ['AccessDeniedException', 'not authorized to perform: athena:StartQueryExecution'],
    ['InvalidRequestException', 'WorkGroup tokenledger-pipeline is not found.'],
  ])('a workgroup that refuses (%s)', async (name, message) => {
    await ourLake();
    refusal = { name, message };
    await expect(open(`lake: ${LAKE}\n${DEPLOY}`)).rejects.toThrow(
      new RegExp(`${message}.*Check the rights on workgroup tokenledger-pipeline and its settings`),
    );
    expectUntouched();
  });

  it('a workgroup of another name, as the environment says', async () => {
    await ourLake();
    refusal = { name: 'InvalidRequestException', message: 'WorkGroup other is not found.' };
    await expect(open(`lake: ${LAKE}\n${DEPLOY}`, { TOKENLEDGER_WORKGROUP: 'other' })).rejects.toThrow(
      /Check the rights on workgroup other/,
    );
    expectUntouched();
  });
});
