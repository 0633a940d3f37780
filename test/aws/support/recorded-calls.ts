import { awsNames } from '../../../src/core/names.ts';

/** One call of AWS as a function made it. */
export interface RecordedCall {
  readonly function: string;
  /** Service the request was signed for: `s3`, `glue`, `athena` … */
  readonly service: string;
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  /** `AWSGlue.CreateTable` and the like; empty for services without. */
  readonly target: string;
  /** Body, where it says what the call is about. */
  readonly text: string;
}

/** A right that a call asks for: the action and each resource it has to be allowed on. */
export interface Need {
  readonly action: string;
  readonly resource: string;
  /** What the condition on listed prefixes is about. */
  readonly prefix?: string;
}

/** Where the deployment is. */
export interface Place {
  readonly region: string;
  readonly account: string;
  readonly bucket: string;
  /** Folder of the pipeline's query results, in the bucket. */
  readonly results: string;
}

/**
 * The rights that a call needs, as IAM names them: its own, and for a statement those that Athena uses in the caller's
 * name (tables it names, files below them, where it writes). Throws on a call that is not known here.
 */
export function needsOf(call: RecordedCall, place: Place): Need[] {
  switch (call.service) {
    case 's3':
      return s3Needs(call, place);
    case 'glue':
      return glueNeeds(actionOf(call), JSON.parse(call.text) as GlueBody, place);
    case 'athena':
      return athenaNeeds(call, place);
    case 'secretsmanager': {
      const { SecretId } = JSON.parse(call.text) as { SecretId: string };
      const secret = `${SecretId}-AbCdEf`;
      return [{ action: actionOf(call), resource: arn(place, 'secretsmanager', `secret:${secret}`) }];
    }
    case 'ce':
      return [{ action: actionOf(call), resource: '*' }];
    default:
      throw new Error(
        `a function called ${call.service} (${call.method} ${call.path} ${call.target}): say what right it needs`,
      );
  }
}

function actionOf({ service, target }: RecordedCall): string {
  return `${service}:${target.split('.').at(-1)}`;
}

function arn({ region, account }: Place, service: string, what: string): string {
  return `arn:aws:${service}:${region}:${account}:${what}`;
}

function s3Needs({ method, path, text }: RecordedCall, place: Place): Need[] {
  const url = new URL(path, 'http://s3');
  const [bucket = '', ...rest] = decodeURIComponent(url.pathname).slice(1).split('/');
  const key = rest.join('/');
  const of = (action: string, name = key): Need => ({
    action: `s3:${action}`,
    resource: `arn:aws:s3:::${bucket}/${name}`,
  });
  const asks = (name: string) => url.searchParams.has(name);
  if (bucket !== place.bucket) throw new Error(`a function reached for bucket ${bucket} (${method} ${path})`);
  if (key === '' && method === 'GET' && asks('location'))
    return [{ action: 's3:GetBucketLocation', resource: `arn:aws:s3:::${bucket}` }];
  if (key === '' && (method === 'GET' || method === 'HEAD'))
    return [
      { action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}`, prefix: url.searchParams.get('prefix') ?? '' },
    ];
  if (key === '' && method === 'POST' && asks('delete'))
    return [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map((m) => of('DeleteObject', m[1]));
  if (method === 'GET' && asks('uploadId')) return [of('ListMultipartUploadParts')];
  if (method === 'GET' || method === 'HEAD') return [of('GetObject')];
  if (method === 'PUT' || method === 'POST') return [of('PutObject')];
  if (method === 'DELETE') return [of(asks('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject')];
  throw new Error(`a function sent ${method} ${path} to S3: say what right it needs`);
}

interface GlueBody {
  readonly DatabaseName?: string;
  readonly Name?: string;
  readonly TableName?: string;
  readonly TableInput?: { readonly Name: string };
  readonly TablesToDelete?: readonly string[];
}

/** Glue asks for the catalogue, the database and the table. */
function glueNeeds(action: string, body: GlueBody, place: Place): Need[] {
  const database = body.DatabaseName ?? body.Name ?? '';
  const one = body.TableName ?? body.TableInput?.Name ?? (body.DatabaseName === undefined ? undefined : body.Name);
  const tables = body.TablesToDelete ?? (one === undefined ? [] : [one]);
  return ['catalog', `database/${database}`, ...tables.map((table) => `table/${database}/${table}`)].map((what) => ({
    action,
    resource: arn(place, 'glue', what),
  }));
}

/** Folders of the lake that hold the data of a database. */
const DATA: Readonly<Record<string, string>> = {
  [awsNames.databases.raw]: 'lake/raw',
  [awsNames.databases.marts]: 'lake/marts',
  [awsNames.databases.scratch]: 'lake/scratch',
  // Views: who asks them needs the stored tables below.
  [awsNames.databases.published]: 'lake/marts',
};

function athenaNeeds(call: RecordedCall, place: Place): Need[] {
  const workgroup = arn(place, 'athena', `workgroup/${awsNames.workgroups.pipeline}`);
  const own: Need[] = [{ action: actionOf(call), resource: workgroup }];
  if (actionOf(call) !== 'athena:StartQueryExecution') return own;
  const { QueryString: sql, WorkGroup } = JSON.parse(call.text) as { QueryString: string; WorkGroup: string };
  if (WorkGroup !== awsNames.workgroups.pipeline) throw new Error(`a function asked workgroup ${WorkGroup}`);
  const object = (action: string, key: string): Need => ({
    action: `s3:${action}`,
    resource: `arn:aws:s3:::${place.bucket}/${key}`,
  });
  const needs = [...own, object('PutObject', `${place.results}/x.csv`)];
  const made = /^CREATE (TABLE|OR REPLACE VIEW) "([a-z0-9_]+)"\."([a-z0-9_]+)"/.exec(sql);
  if (made !== null)
    for (const action of made[1] === 'TABLE' ? ['glue:CreateTable'] : ['glue:CreateTable', 'glue:UpdateTable'])
      needs.push(...glueNeeds(action, { DatabaseName: made[2]!, Name: made[3]! }, place));
  for (const [, , key] of sql.matchAll(/(?:external_location = |\) TO )'s3:\/\/([^/']+)\/([^']+)'/g))
    needs.push(object('PutObject', `${key}x.parquet`));
  for (const [, database = '', table = ''] of sql.matchAll(/"([a-z0-9_]+)"\."([a-z0-9_]+)"/g)) {
    if (!Object.values<string>(awsNames.databases).includes(database) || table === made?.[3]) continue;
    for (const action of ['glue:GetTable', 'glue:GetPartitions'])
      needs.push(...glueNeeds(action, { DatabaseName: database, Name: table }, place));
    const folder = DATA[database];
    if (folder === undefined) continue;
    needs.push(object('GetObject', `${folder}/${table}/x.parquet`));
    const bucket = `arn:aws:s3:::${place.bucket}`;
    needs.push({ action: 's3:ListBucket', resource: bucket, prefix: `${folder}/${table}/` });
    needs.push({ action: 's3:GetBucketLocation', resource: bucket });
    if (database === awsNames.databases.published)
      needs.push(...glueNeeds('glue:GetTable', { DatabaseName: awsNames.databases.marts, Name: table }, place));
  }
  return needs;
}
