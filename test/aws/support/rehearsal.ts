import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { parse, stringify } from 'yaml';
import { bundledCode } from '../../../infra/constructs/job-function.ts';
import { type DeploySettings, deploySettings } from '../../../infra/settings.ts';
import { tokenLedger } from '../../../infra/token-ledger.ts';
import { awsNames } from '../../../src/core/names.ts';
import type { ObjectStore } from '../../../src/io/object-store.ts';
import type { QueryEngine } from '../../../src/io/query-engine.ts';
import { openStore } from '../../../src/io/store/open-store.ts';
import { testApp } from '../../infra/support.ts';
import { type SmallCompany, startSmallCompany } from '../../support/small-company.ts';
import { pythonEnvironment, runTool } from '../../support/tool-cache.ts';
import { startTrino } from '../../trino/support/server.ts';
import { type AthenaServer, startAthena } from './athena-server.ts';
import { REHEARSAL_ACCOUNT, startLocalAws } from './local-aws.ts';
import { needsOf, type RecordedCall } from './recorded-calls.ts';
import { allows, statementsByFunction, type Template } from './role-rights.ts';
import { queryTrino } from './trino-query.ts';

const REGION = 'us-east-1';
const ASSETS = 'rehearsal-assets';

/** A fault that functions meet; see function-child.mjs. */
export interface Fault {
  /** Regular expression on the function's name; every function unless given. */
  readonly function?: string;
  /** Regular expression on `METHOD /path target` of a request. */
  readonly match?: string;
  /** Die before or after the request, answer with a status, let another writer of the table be faster, or have little time. */
  readonly action: 'crash-before' | 'crash-after' | 'overtaken' | 'short-time' | 400 | 500 | 503;
  readonly times?: number;
  /** Milliseconds a call has, for `short-time`. */
  readonly milliseconds?: number;
}

/** How an execution of the state machine ended. */
export interface ExecutionResult {
  readonly status: string;
  readonly output: Record<string, unknown> | null;
  readonly error: string | null;
}

/** The deployment on this machine. */
export interface Rehearsal {
  readonly company: SmallCompany;
  readonly settings: DeploySettings;
  readonly athena: AthenaServer;
  /** The lake in the local S3. */
  readonly store: ObjectStore;
  /** Reads what people would read, through the published views. */
  readonly views: Pick<QueryEngine, 'query'>;
  /** Starts the state machine for a scheduled instant and waits for its end; names may be used once. */
  run(name: string, scheduled: string): Promise<ExecutionResult>;
  /** Replaces all faults. */
  setFaults(faults: readonly Fault[]): Promise<void>;
  /** Uses of faults so far, by number of the fault. */
  faultsUsed(): Promise<Record<string, number>>;
  /** Names of all functions. */
  readonly functions: readonly string[];
  /** What functions did that their roles do not allow: `function action resource`, each once. */
  refusedByRoles(): Promise<{ readonly calls: number; readonly refused: readonly string[] }>;
  /** Logs of all calls of a function so far, in order. */
  logs(functionName: string): Promise<string[]>;
  close(): Promise<void>;
}

/** Deploys the synthesised templates into a local AWS and gets everything ready for a run. */
export async function startRehearsal(options: { readonly start: string; readonly asOf: string }): Promise<Rehearsal> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tl-rehearsal-'));
  const running: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of running.splice(0).reverse()) await end();
    if (process.env.REHEARSAL_KEEP === undefined) await rm(folder, { recursive: true, force: true });
  };
  try {
    return await startParts(options, folder, running, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function startParts(
  options: { readonly start: string; readonly asOf: string },
  folder: string,
  running: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Rehearsal> {
  const sources = ['anthropic', 'openai', 'focus', 'invoices', 'seats'];
  const company = await startSmallCompany({ ...options, sources });
  running.push(company.close);
  const athena = await startAthena(Object.values(awsNames.workgroups));
  running.push(athena.close);
  const aws = await startLocalAws(folder, athena.url, REGION);
  running.push(aws.close);
  const trino = await startTrino({ awsdatacatalog: catalogOver(aws.url) });
  running.push(trino.close);
  athena.connect(trino.url);
  const client = {
    endpoint: aws.url,
    region: REGION,
    credentials: { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal' },
  };
  const yaml = await deployedYaml(company.root);
  const settings = deploySettings(yaml, company.root);
  const machine = await deploy(settings, client, folder);
  await fillSecrets(settings, client, company.environment);
  await uploadProject(settings, client, company.root, yaml);
  const sfn = new SFNClient(client);
  const faults = path.join(folder, 'faults');
  process.env.AWS_ACCESS_KEY_ID ??= 'rehearsal';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'rehearsal';
  process.env.AWS_REGION ??= REGION;
  return {
    company,
    settings,
    athena,
    store: await openStore(settings.layout.lake, { endpoint: aws.url }),
    views: {
      query: async (sql) => {
        const { columns, rows } = await queryTrino(trino.url, awsNames.databases.published, sql);
        const named = rows.map((row) => Object.fromEntries(row.map((value, i) => [columns[i]!.name, value])));
        return { columns: [...columns], rows: named };
      },
    },
    run: async (name, scheduled) => {
      const input = JSON.stringify({ scheduled });
      const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: machine, name, input }));
      for (;;) {
        const seen = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        if (seen.status !== 'RUNNING')
          return {
            status: seen.status!,
            output: seen.output === undefined ? null : (JSON.parse(seen.output) as Record<string, unknown>),
            error: seen.error === undefined ? null : `${seen.error}: ${seen.cause}`,
          };
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    setFaults: async (rules) => {
      await rm(faults, { recursive: true, force: true });
      await mkdir(faults, { recursive: true });
      for (const [index, rule] of rules.entries())
        await writeFile(path.join(faults, `${index}.json`), JSON.stringify({ times: 1, match: '$^', ...rule }));
    },
    faultsUsed: async () => {
      const used: Record<string, number> = {};
      for (const file of await readdir(faults).catch(() => [])) {
        const index = /^(\d+)\.json\.taken-/.exec(file)?.[1];
        if (index !== undefined) used[index] = (used[index] ?? 0) + 1;
      }
      return used;
    },
    functions: [
      ...settings.layout.connections.map((c) => `ingest-${c.id}`),
      'ingest-config',
      'build-step',
      'publish',
      'forecast',
      'report',
    ].map((name) => `tokenledger-${name}`),
    refusedByRoles: () => refusedByRoles(folder, settings),
    logs: async (functionName) => {
      const logs = path.join(folder, 'logs');
      const files = (await readdir(logs).catch(() => [])).filter((f) => f.endsWith(`-${functionName}.log`)).sort();
      return Promise.all(files.map((file) => readFile(path.join(logs, file), 'utf8')));
    },
    close,
  };
}

interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The company's own file, with the lake in a bucket and what a deployment adds. */
async function deployedYaml(root: string): Promise<string> {
  const own = parse(await readFile(path.join(root, 'tokenledger.yaml'), 'utf8')) as {
    connections: { source: string; path?: string }[];
  };
  const bucket = `tokenledger-${REHEARSAL_ACCOUNT}-${REGION}`;
  const connections = own.connections.map((c) =>
    c.source === 'focus' ? { ...c, path: `s3://${bucket}/exports/focus` } : c,
  );
  const deploy = { account: REHEARSAL_ACCOUNT, region: REGION, alerts: ['platform@example.com'] };
  return stringify({ ...own, connections, deploy });
}

/** Synthesises, uploads the zips and creates the stacks; gives the ARN of the state machine. */
async function deploy(settings: DeploySettings, client: ClientSettings, folder: string): Promise<string> {
  const outdir = path.join(folder, 'cdk.out');
  const app = testApp(outdir);
  tokenLedger(app, { settings, assetBucket: ASSETS, codeOf: bundledCode() });
  app.synth();
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: ASSETS }));
  const cloudFormation = new CloudFormationClient(client);
  for (const stack of ['TokenLedger-Data', 'TokenLedger-Delivery', 'TokenLedger-Pipeline']) {
    await uploadAssets(s3, outdir, stack);
    const body = await readFile(path.join(outdir, `${stack}.template.json`), 'utf8');
    const url = await templateUrl(s3, stack, body);
    await cloudFormation.send(
      new CreateStackCommand({ StackName: stack, TemplateURL: url, Capabilities: ['CAPABILITY_NAMED_IAM'] }),
    );
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    if (Stacks?.[0]?.StackStatus !== 'CREATE_COMPLETE')
      throw new Error(`stack ${stack} is ${Stacks?.[0]?.StackStatus}: ${Stacks?.[0]?.StackStatusReason}`);
  }
  return `arn:aws:states:${REGION}:${REHEARSAL_ACCOUNT}:stateMachine:tokenledger`;
}

/** Compares what the functions asked of AWS with the statements of their roles. */
async function refusedByRoles(folder: string, { layout }: DeploySettings) {
  const file = await readFile(path.join(folder, 'cdk.out/TokenLedger-Pipeline.template.json'), 'utf8');
  const roles = statementsByFunction(JSON.parse(file) as Template);
  const place = {
    region: REGION,
    account: REHEARSAL_ACCOUNT,
    bucket: layout.bucket,
    results: `${layout.results}/pipeline`,
  };
  const lines = (await readFile(path.join(folder, 'calls.jsonl'), 'utf8')).trimEnd().split('\n');
  const refused = new Set<string>();
  for (const line of lines) {
    const call = JSON.parse(line) as RecordedCall;
    for (const need of needsOf(call, place))
      if (!allows(roles.get(call.function) ?? [], need, place))
        refused.add(
          [call.function, need.action, need.resource, ...(need.prefix === undefined ? [] : [need.prefix])].join(' '),
        );
  }
  return { calls: lines.length, refused: [...refused].sort() };
}

async function templateUrl(s3: S3Client, stack: string, body: string): Promise<string> {
  await s3.send(new PutObjectCommand({ Bucket: ASSETS, Key: `${stack}.json`, Body: body }));
  return `https://s3.amazonaws.com/${ASSETS}/${stack}.json`;
}

async function uploadAssets(s3: S3Client, outdir: string, stack: string): Promise<void> {
  const { files } = JSON.parse(await readFile(path.join(outdir, `${stack}.assets.json`), 'utf8')) as {
    files: Record<
      string,
      { source: { path: string; packaging: string }; destinations: Record<string, { objectKey: string }> }
    >;
  };
  const python = path.join(await pythonEnvironment('aws/moto', ['moto[server]==5.2.5']), 'bin', 'python');
  for (const [id, { source, destinations }] of Object.entries(files)) {
    if (source.packaging !== 'zip') continue;
    const zip = path.join(outdir, `${id}.zip`);
    const script = 'import shutil, sys; shutil.make_archive(sys.argv[1], "zip", sys.argv[2])';
    const from = path.join(outdir, source.path);
    await runTool('cannot pack a function', python, ['-c', script, zip.replace(/\.zip$/, ''), from], '');
    const { objectKey } = Object.values(destinations)[0]!;
    await s3.send(new PutObjectCommand({ Bucket: ASSETS, Key: objectKey, Body: await readFile(zip) }));
  }
}

async function fillSecrets(
  { layout }: DeploySettings,
  client: ClientSettings,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const secrets = new SecretsManagerClient(client);
  const put = (id: string, name: string) =>
    secrets.send(
      new PutSecretValueCommand({ SecretId: id, SecretString: JSON.stringify({ [name]: environment[name] }) }),
    );
  for (const { secret, secretValue } of layout.connections)
    if (secret !== null && secretValue !== null) await put(secret, secretValue);
  // The laptop's key, so that pseudonyms are the same on both sides.
  await put(layout.personKeySecret, 'TOKENLEDGER_PERSON_KEY');
}

/** Config below `config/`, the billing exports where the export stack would put them. */
async function uploadProject(
  { layout }: DeploySettings,
  client: ClientSettings,
  root: string,
  yaml: string,
): Promise<void> {
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const put = (Key: string, Body: string | Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket: layout.bucket, Key, Body }));
  await put('config/tokenledger.yaml', yaml);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const key = path.relative(root, file).split(path.sep).join('/');
    if (/^(config|forecasts)\//.test(key)) await put(`config/${key}`, await readFile(file));
    if (key.startsWith('exports/')) await put(key, await readFile(file));
  }
}

/** Trino's catalogue in place of Athena's: Glue and S3 of the local AWS. */
export function catalogOver(url: string): string[] {
  return [
    'connector.name=hive',
    'hive.metastore=glue',
    `hive.metastore.glue.region=${REGION}`,
    `hive.metastore.glue.endpoint-url=${url}`,
    'hive.metastore.glue.aws-access-key=rehearsal',
    'hive.metastore.glue.aws-secret-key=rehearsal',
    'hive.metastore.glue.default-warehouse-dir=s3://unused/',
    'fs.native-s3.enabled=true',
    `s3.endpoint=${url}`,
    `s3.region=${REGION}`,
    's3.path-style-access=true',
    's3.aws-access-key=rehearsal',
    's3.aws-secret-key=rehearsal',
    'hive.non-managed-table-writes-enabled=true',
    'hive.partition-projection-enabled=true',
    'hive.collect-column-statistics-on-write=false',
    'hive.table-statistics-enabled=false',
    'hive.compression-codec=ZSTD',
    'hive.parquet.use-column-names=true',
    'hive.recursive-directories=true',
  ];
}
