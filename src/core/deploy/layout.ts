import type { DeployConfig, ProjectConfig } from '../project-config.ts';

/** What a connection needs on AWS beyond the pipeline's own rights. */
export interface DeployedConnection {
  readonly id: string;
  readonly source: string;
  /** Secret that holds its key; null when it needs none. */
  readonly secret: string | null;
  /** Name of the value inside the secret. */
  readonly secretValue: string | null;
  /** Bucket and prefix it reads files from, `s3://bucket/prefix`; null for others. */
  readonly files: string | null;
  readonly usesCostExplorer: boolean;
}

/** Names and places of one deployment, all of them literal: equal config gives equal names. */
export interface DeployLayout {
  readonly account: string;
  readonly region: string;
  readonly bucket: string;
  /** The lake, `s3://bucket/lake`. */
  readonly lake: string;
  /** The project's own files, `s3://bucket/config`. */
  readonly config: string;
  /** Key prefix of Athena's results below the bucket, one folder per workgroup. */
  readonly results: string;
  readonly personKeySecret: string;
  readonly connections: readonly DeployedConnection[];
}

/** What the layout must know of a source. */
export interface DeployableSource {
  readonly name: string;
  readonly auth?: { readonly secret: string };
  readonly transport?: string;
}

/** Secret with the key for pseudonyms, and the value in it. */
export const PERSON_KEY = { secret: 'tokenledger/person-key', value: 'TOKENLEDGER_PERSON_KEY' } as const;

/**
 * Where everything of a deployment lies. Throws on a connection that cannot run in the cloud (a folder of somebody's
 * machine), saying which and what to do.
 */
export function deployLayout(
  config: Pick<ProjectConfig, 'connections'>,
  deploy: DeployConfig,
  sources: readonly DeployableSource[],
): DeployLayout {
  const bucket = deploy.bucket ?? `tokenledger-${deploy.account}-${deploy.region}`;
  return {
    account: deploy.account,
    region: deploy.region,
    bucket,
    lake: `s3://${bucket}/lake`,
    config: `s3://${bucket}/config`,
    results: 'results',
    personKeySecret: PERSON_KEY.secret,
    connections: config.connections.map((connection): DeployedConnection => {
      const { id, source: name, path, secret } = connection;
      if (name === 'local-logs')
        throw new Error(
          `connection ${id} reads the logs of one machine, which is not there on AWS: leave it out of the deployed tokenledger.yaml`,
        );
      const source = sources.find((s) => s.name === name);
      const value = typeof secret === 'string' ? secret : source?.auth?.secret;
      const needsKey = source?.auth !== undefined && value !== undefined;
      return {
        id,
        source: name,
        secret: needsKey ? `tokenledger/${id}` : null,
        secretValue: needsKey ? value : null,
        files: typeof path === 'string' && path.startsWith('s3://') ? path : null,
        usesCostExplorer: source?.transport === 'aws_cost_explorer',
      };
    }),
  };
}
