import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { type AwsProject, openAwsProject } from '../../src/app/aws-project.ts';
import { mirrorFolder } from '../../src/io/aws/mirror-folder.ts';
import { type SecretReader, secretReader } from '../../src/io/aws/secrets.ts';
import { openStore } from '../../src/io/store/open-store.ts';
import type { JobContext } from './job.ts';

const bucket = (what: string) =>
  z
    .string(`${what} is not set; deploy again`)
    .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]+(\/[^/]+)*$/, `${what} is not like s3://bucket/prefix`);

/** Environment of every function, as the template writes it. */
const environmentSchema = z.object({
  TOKENLEDGER_LAKE: bucket('TOKENLEDGER_LAKE'),
  TOKENLEDGER_CONFIG: bucket('TOKENLEDGER_CONFIG'),
  TOKENLEDGER_WORKGROUP: z.string('TOKENLEDGER_WORKGROUP is not set; deploy again').min(1),
  /** Ids of the secrets this function may read, separated by commas. */
  TOKENLEDGER_SECRETS: z.string().default(''),
});

/** Most of the time a statement may take: a call of a function lasts 15 minutes. */
const STATEMENT_MS = 10 * 60_000;
let reader: Promise<SecretReader> | undefined;

/**
 * Opens the deployed project for one call: its config files are copied out of the bucket, its secrets read. Throws naming
 * the variable, secret or file that is wrong.
 */
export async function openDeployedProject(context: JobContext): Promise<AwsProject> {
  const checked = environmentSchema.safeParse(process.env);
  if (!checked.success) throw new Error(`the function's environment is wrong: ${z.prettifyError(checked.error)}`);
  const settings = checked.data;
  const endpoint = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  const root = path.join(tmpdir(), `tl-project-${process.pid}`);
  const files = await mirrorFolder(await openStore(settings.TOKENLEDGER_CONFIG, { endpoint }), root);
  if (files === 0)
    throw new Error(
      `there are no files below ${settings.TOKENLEDGER_CONFIG}: upload tokenledger.yaml and config/ there (docs/deploy.md)`,
    );
  reader ??= openReader();
  const secrets = await (await reader)(settings.TOKENLEDGER_SECRETS.split(',').filter((id) => id !== ''));
  context.log.hide(Object.values(secrets));
  return openAwsProject({
    root,
    environment: { ...process.env, ...secrets },
    run: `c${context.call}`.slice(0, 40),
    statementTimeoutMs: Math.min(STATEMENT_MS, Math.max(30_000, context.remainingMs() - 60_000)),
  });
}

async function openReader(): Promise<SecretReader> {
  const sdk = await import('@aws-sdk/client-secrets-manager');
  return secretReader({ client: new sdk.SecretsManagerClient({}), sdk, now: Date.now });
}

/** True while more than `reserveMs` are left of this call. */
export function untilReserve(context: JobContext, reserveMs: number): () => boolean {
  return () => context.remainingMs() > reserveMs;
}

/** What the statements of a call cost, for its summary. */
export function costSummary(aws: AwsProject) {
  const costs = aws.costs();
  const picoUsd = costs.reduce((sum, c) => sum + c.picoUsd, 0n);
  return {
    statements: costs.reduce((sum, c) => sum + c.statements, 0),
    bytes_scanned: String(costs.reduce((sum, c) => sum + c.bytesScanned, 0n)),
    usd: `${picoUsd / 10n ** 12n}.${String(picoUsd % 10n ** 12n)
      .padStart(12, '0')
      .slice(0, 6)}`,
  };
}
