import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip, createGzip, gunzipSync, gzip } from 'node:zlib';
import type { ObjectStore } from './object-store.ts';

/** Where answers of one reading are kept. */
export interface LandingPlace {
  readonly source: string;
  readonly connection: string;
  readonly stream: string;
  /** The range of days (`2026-02-01_2026-02-08` for instance) or the file that was read. */
  readonly window: string;
  readonly run: string;
}

/** A landed object. */
export interface LandedObject {
  readonly key: string;
  readonly window: string;
  readonly run: string;
  /** Name without `.gz`: `page-0001.json` for instance. */
  readonly name: string;
}

const ROOT = 'landing/';

const gzipped: (text: string, options: { level: number }) => Promise<Buffer> = promisify(gzip);

/** Keeps one answer (or any small text) under its name, gzipped; the same text gives the same bytes on every machine with the same zlib. */
export async function landPage(store: ObjectStore, place: LandingPlace, name: string, text: string): Promise<string> {
  const key = landingKey(place, name);
  await store.put(key, withFixedHeader(await gzipped(text, { level: 6 })));
  return key;
}

/** Keeps a file as it is, gzipped, with bounded memory. */
export async function landFile(
  store: ObjectStore,
  place: LandingPlace,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<string> {
  const key = landingKey(place, name);
  const gzip = createGzip({ level: 6 });
  await Promise.all([pipeline(bytes, gzip), store.putStream(key, fixedHeader(gzip))]);
  return key;
}

/** Everything landed for a stream, in key order: by window, run and name. Parsing it again needs no vendor. */
export async function* listLanding(
  store: ObjectStore,
  of: Pick<LandingPlace, 'source' | 'connection' | 'stream'>,
): AsyncIterable<LandedObject> {
  const prefix = `${ROOT}${segment(of.source)}/${segment(of.connection)}/${segment(of.stream)}/`;
  for await (const { key } of store.list(prefix)) {
    const [window, run, name] = key.slice(prefix.length).split('/');
    if (window === undefined || run === undefined || name === undefined || !name.endsWith('.gz')) continue;
    yield { key, window, run, name: name.slice(0, -'.gz'.length) };
  }
}

/** The text of a landed page. Throws with the key when it is missing or no gzip. */
export async function readLanding(store: ObjectStore, key: string): Promise<string> {
  const found = await store.get(key);
  if (found === null) throw new Error(`no object ${key} in ${store.location}`);
  try {
    return gunzipSync(found.body).toString('utf8');
  } catch (error) {
    throw damaged(store, key, error);
  }
}

/** The bytes of a landed file as a stream. */
export async function* readLandedFile(store: ObjectStore, key: string): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip();
  const feeding = pipeline(store.getStream(key), gunzip);
  feeding.catch(() => 'the loop below throws the same error');
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw damaged(store, key, error);
  }
}

const SECRET_NAMES = new Set(
  'key apikey accesskey accesstoken authtoken token secret clientsecret password passwd signature sig credential credentials authorization auth code'.split(
    ' ',
  ),
);

/**
 * A request's query as it may be kept: values of names that carry secrets (`key`, `api_key`, `access_token`, `sig` …) are
 * replaced by `REDACTED`. Cursors (`page_token`) and filters (`api_key_ids[]`) stay: replaying a page needs them.
 */
export function redactedQuery(query: readonly (readonly [string, string])[]): [string, string][] {
  return query.map(([name, value]) => {
    const plain = name
      .toLowerCase()
      .replace(/[^a-z]/g, '')
      .replace(/^x(amz|goog)?/, '');
    return [name, SECRET_NAMES.has(plain) ? 'REDACTED' : value];
  });
}

/** Key of a landed object: `landing/<source>/<connection>/<stream>/<window or file>/<run>/<name>.gz`. */
export function landingKey(place: LandingPlace, name: string): string {
  const { source, connection, stream, window, run } = place;
  return `${ROOT}${[source, connection, stream, window, run, name].map(segment).join('/')}.gz`;
}

/** A name as one key segment; what cannot stand there is replaced and told apart by a digest. */
function segment(name: string): string {
  const plain = name
    .replace(/[^A-Za-z0-9._=-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 120);
  if (plain === name && name !== '') return name;
  return `${plain}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/** The header's system byte differs by machine; 255 says "unknown". The time is 0 already. */
function withFixedHeader(file: Buffer): Buffer {
  file[9] = 255;
  return file;
}

async function* fixedHeader(gzip: AsyncIterable<Buffer>): AsyncIterable<Uint8Array> {
  let at = 0;
  for await (const part of gzip) {
    if (at <= 9 && at + part.length > 9) part[9 - at] = 255;
    at += part.length;
    yield part;
  }
}

function damaged(store: ObjectStore, key: string, error: unknown): Error {
  const { message } = error as Error;
  if (message.startsWith('no object ')) return error as Error;
  return new Error(
    `${store.location}/${key} is damaged (${message}). Restore it from a backup, or ingest its window again.`,
    {
      cause: error,
    },
  );
}
