import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Environment values by name, read out of secrets. */
export type SecretValues = Readonly<Record<string, string>>;

/** Where secrets are read, and for how long an answer holds. */
export interface SecretReaderOptions {
  readonly client: Pick<SecretsManagerClient, 'send'>;
  readonly sdk: typeof import('@aws-sdk/client-secrets-manager');
  readonly now: () => number;
  /** Milliseconds an answer is kept in this process; five minutes unless told. */
  readonly keepMs?: number;
}

/** Reads secrets by id; each holds one JSON object of texts by name. */
export type SecretReader = (ids: readonly string[]) => Promise<SecretValues>;

/**
 * A reader that asks once per secret and five minutes. Throws naming the secret and the command that fills it when it is
 * missing, empty or no JSON object; the message never holds a value. Throttling is left to the AWS library.
 */
export function secretReader(options: SecretReaderOptions): SecretReader {
  const { client, sdk, now } = options;
  const kept = new Map<string, { readonly at: number; readonly values: SecretValues }>();
  const read = async (id: string): Promise<SecretValues> => {
    const known = kept.get(id);
    if (known !== undefined && now() - known.at < (options.keepMs ?? 300_000)) return known.values;
    const answer = await client.send(new sdk.GetSecretValueCommand({ SecretId: id })).catch((error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error;
      throw new SecretError(`secret ${id} has no value yet`, id);
    });
    const values = parsed(id, answer.SecretString);
    kept.set(id, { at: now(), values });
    return values;
  };
  return async (ids) => Object.assign({}, ...(await Promise.all(ids.map(read)))) as SecretValues;
}

/** A secret that cannot be used: says which, why, and how to fill it. */
export class SecretError extends Error {
  override readonly name = 'SecretError';

  constructor(found: string, id: string) {
    super(
      `${found}: fill it with aws secretsmanager put-secret-value --secret-id ${id} --secret-string file://secret.json, where the file holds one JSON object like {"NAME": "value"}`,
    );
  }
}

function parsed(id: string, text: string | undefined): SecretValues {
  if (text === undefined || text.trim() === '') throw new SecretError(`secret ${id} is empty`, id);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SecretError(`secret ${id} is no JSON`, id);
  }
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : null;
  if (entries === null || entries.some(([, v]) => typeof v !== 'string'))
    throw new SecretError(`secret ${id} is no JSON object of texts`, id);
  const blank = entries.find(([, v]) => (v as string).trim() === '');
  if (entries.length === 0 || blank !== undefined)
    throw new SecretError(`secret ${id} has no ${blank?.[0] ?? 'names'} in it`, id);
  return Object.fromEntries(entries) as SecretValues;
}
