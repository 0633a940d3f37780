import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Stored {
  readonly body: Buffer;
  readonly etag: string;
  readonly metadata: Record<string, string>;
}

/** A running S3 server. */
export interface S3Server {
  readonly endpoint: string;
  /** Requests so far, as `METHOD /bucket/key?query`. */
  readonly requests: string[];
  /** Uploads begun and neither completed nor aborted. */
  readonly openUploads: () => number;
  /** Lets the next matching request work but breaks its connection before the answer, or answers with a status instead. */
  readonly disturb: (method: string, how: 'lose answer' | number) => void;
  readonly stop: () => Promise<void>;
}

/**
 * The part of S3 that the object store uses, in memory, for tests: objects, conditional writes (If-None-Match: *,
 * If-Match), listing in pages, multipart uploads, bodies sent in signed chunks. Signatures are not checked.
 */
export async function startS3Server(pageSize = 1000): Promise<S3Server> {
  const objects = new Map<string, Stored>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const requests: string[] = [];
  let disturbance: { method: string; how: 'lose answer' | number } | null = null;

  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const body = await bodyOf(request);
    const now = disturbance?.method === request.method ? disturbance : null;
    if (now !== null) disturbance = null;
    if (typeof now?.how === 'number') fail(response, now.how, 'Disturbed');
    else if (now?.how === 'lose answer') {
      answer(request, new SilentResponse() as unknown as ServerResponse, body);
      request.socket.destroy();
    } else answer(request, response, body);
  });

  function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): ServerResponse {
    const url = new URL(request.url ?? '/', 'http://server');
    const path = decodeURIComponent(url.pathname).slice(1);
    const query = url.searchParams;
    const uploadId = query.get('uploadId');
    if (query.get('list-type') === '2') return list(response, path.replace(/\/$/, ''), query);
    if (request.method === 'POST' && query.has('uploads')) {
      const id = randomUUID();
      uploads.set(id, new Map());
      return send(
        response,
        `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
      );
    }
    if (uploadId !== null) return multipart(request, response, path, uploadId, Number(query.get('partNumber')), body);
    const found = objects.get(path);
    if (request.method === 'PUT') return put(request, response, path, body, found);
    if (request.method === 'DELETE') {
      objects.delete(path);
      return send(response, '', 204);
    }
    if (found === undefined) return fail(response, 404, 'NoSuchKey');
    response.setHeader('etag', found.etag);
    for (const [name, value] of Object.entries(found.metadata)) response.setHeader(name, value);
    response.setHeader('content-length', found.body.length);
    return response.end(request.method === 'HEAD' ? undefined : found.body);
  }

  function put(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    body: Buffer,
    found?: Stored,
  ): ServerResponse {
    const { 'if-none-match': ifNone, 'if-match': ifMatch } = request.headers;
    if (ifMatch !== undefined && found === undefined) return fail(response, 404, 'NoSuchKey');
    if ((ifNone === '*' && found !== undefined) || (ifMatch !== undefined && ifMatch !== found?.etag))
      return fail(response, 412, 'PreconditionFailed');
    const metadata = Object.entries(request.headers).filter(([name]) => name.startsWith('x-amz-meta-'));
    const etag = etagOf(body);
    objects.set(path, { body, etag, metadata: Object.fromEntries(metadata) as Record<string, string> });
    response.setHeader('etag', etag);
    return response.end();
  }

  function multipart(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    id: string,
    part: number,
    body: Buffer,
  ): ServerResponse {
    const parts = uploads.get(id);
    if (parts === undefined) return fail(response, 404, 'NoSuchUpload');
    if (request.method === 'PUT') {
      parts.set(part, body);
      response.setHeader('etag', etagOf(body));
      return response.end();
    }
    uploads.delete(id);
    if (request.method === 'DELETE') return send(response, '', 204);
    const whole = Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, bytes]) => bytes));
    const etag = `${etagOf(whole).slice(0, -1)}-${parts.size}"`;
    objects.set(path, { body: whole, etag, metadata: {} });
    return send(
      response,
      `<CompleteMultipartUploadResult><ETag>${xmlText(etag)}</ETag></CompleteMultipartUploadResult>`,
    );
  }

  function list(response: ServerResponse, bucket: string, query: URLSearchParams): ServerResponse {
    const after = query.get('continuation-token') ?? '';
    const keys = [...objects.keys()]
      .filter((path) => path.startsWith(`${bucket}/${query.get('prefix') ?? ''}`))
      .map((path) => path.slice(bucket.length + 1))
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .filter((key) => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0);
    const page = keys.slice(0, pageSize);
    const contents = page.map((key) => {
      const size = objects.get(`${bucket}/${key}`)?.body.length;
      return `<Contents><Key>${xmlText(key)}</Key><Size>${size}</Size></Contents>`;
    });
    const more = keys.length > page.length;
    const next = more ? `<NextContinuationToken>${xmlText(page.at(-1) ?? '')}</NextContinuationToken>` : '';
    return send(
      response,
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
    );
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    openUploads: () => uploads.size,
    disturb: (method, how) => {
      disturbance = { method, how };
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** Takes an answer nobody will see. */
class SilentResponse {
  statusCode = 200;
  setHeader(): void {}
  end(): void {}
}

/** The body, also when it came as aws-chunked: `<hex length>[;signature]\r\n<bytes>\r\n` … `0\r\n<trailers>`. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const received: Buffer[] = [];
  for await (const part of request) received.push(part as Buffer);
  const raw = Buffer.concat(received);
  if (!String(request.headers['content-encoding'] ?? '').includes('aws-chunked')) return raw;
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = raw.indexOf('\r\n', at);
    const length = Number.parseInt(raw.toString('latin1', at, lineEnd), 16);
    if (length === 0) return Buffer.concat(parts);
    parts.push(raw.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function send(response: ServerResponse, xml: string, status = 200): ServerResponse {
  response.statusCode = status;
  response.setHeader('content-type', 'application/xml');
  return response.end(xml === '' ? undefined : `<?xml version="1.0" encoding="UTF-8"?>${xml}`);
}

function fail(response: ServerResponse, status: number, code: string): ServerResponse {
  return send(response, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`, status);
}
