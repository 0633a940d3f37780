import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request the server got. */
export interface GotRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What it answers: an object goes out as JSON, text as it is. */
export interface ScriptedReply {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Half the body, then the connection breaks. */
  readonly cut?: boolean;
  /** No answer at all. */
  readonly hang?: boolean;
}

/** A server on a free port of this machine that answers by a script and keeps what it was asked. */
export interface ScriptedServer {
  readonly url: string;
  readonly requests: readonly GotRequest[];
  readonly close: () => Promise<void>;
}

/** Starts a server; `script` sees each request and its number, counted from 1. */
export async function scriptedServer(
  script: (request: GotRequest, number: number) => ScriptedReply,
): Promise<ScriptedServer> {
  const requests: GotRequest[] = [];
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const url = new URL(message.url ?? '/', 'http://127.0.0.1');
    const { method = '', headers } = message;
    const request = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers,
      body: Buffer.concat(chunks).toString(),
    };
    requests.push(request);
    const reply = script(request, requests.length);
    if (reply.hang === true) return;
    const text = Buffer.from(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {}));
    response.writeHead(reply.status ?? 200, { 'content-length': text.length, ...reply.headers });
    if (reply.cut === true) response.write(text.subarray(0, Math.ceil(text.length / 2)), () => response.destroy());
    else response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A clock that never waits: it remembers the pauses it was asked for and moves its time by them. */
export function instantClock(start = Date.parse('2026-10-25T05:00:00Z')) {
  const pauses: number[] = [];
  let now = start;
  return {
    pauses,
    now: () => now,
    sleep: (milliseconds: number) => {
      pauses.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
}
