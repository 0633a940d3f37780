import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadRequest, type VendorHttp } from '../vendors/vendor.ts';
import type { World } from '../world.ts';
import { fingerprint, placeOf } from './cursors.ts';
import { type Fault, PAGE_FAULTS } from './faults.ts';
import { pageBody } from './paging.ts';

/** Most time buckets and most rows on a page. */
export interface PageCaps {
  readonly bucket: number;
  readonly row: number;
}

/** A request as the vendor it is for sees it, and what is planned to go wrong with it. */
export interface Asked {
  readonly http: VendorHttp;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly message: IncomingMessage;
  /** Body of a POST as JSON. */
  readonly body: unknown;
  readonly world: World;
  readonly fault: Fault | undefined;
  readonly caps: PageCaps;
}

/** What goes back. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Send half the text: `socket` closes the connection in the middle, `json` ends the answer there. */
  readonly cut?: 'socket' | 'json';
}

const CUTS: Readonly<Record<string, 'socket' | 'json'>> = { truncated_body: 'socket', truncated_json: 'json' };

function refusal(http: VendorHttp, fault: Fault | undefined): Reply | null {
  switch (fault?.kind) {
    case 'rate_limited': {
      const wait = fault.retryAfter === undefined ? 0 : fault.retryAfter;
      const headers: Record<string, string> = wait === null ? {} : { 'retry-after': String(wait) };
      return { status: 429, body: http.error(429, 'Too many requests; slow down.'), headers };
    }
    case 'secondary_limit':
      return {
        status: 403,
        body: http.error(
          403,
          'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
        ),
        headers: { 'retry-after': String(fault.retryAfter ?? 0) },
      };
    case 'errors_in_200': {
      const error = { type: 'RATE_LIMITED', message: 'API rate limit exceeded', extensions: { code: 'RATELIMITED' } };
      return { status: 200, body: { errors: [error] }, headers: { 'x-ratelimit-reset': '1', 'retry-after': '0' } };
    }
    case 'overloaded':
      return { status: 529, body: http.error(529, 'Overloaded') };
    case 'unauthorized':
      return { status: 401, body: http.error(401, 'Invalid key.') };
    case 'not_found':
      return { status: 404, body: http.error(404, 'Not found') };
    default:
      return null;
  }
}

function answered({ http, path, query, message, body, world, fault, caps }: Asked): Reply {
  const answer = http.answer({ path, query, headers: message.headers, method: message.method ?? 'GET', body }, world);
  if (answer.kind === 'body') return { status: answer.status, body: answer.body };
  const print = fingerprint(path, query);
  const cursor = query.get('page');
  const kind = fault !== undefined && PAGE_FAULTS.has(fault.kind) ? fault.kind : undefined;
  const capped = { ...answer, limit: Math.min(answer.limit, caps[answer.unit]) };
  return { status: 200, body: pageBody(capped, placeOf(cursor, print), print, cursor, kind) };
}

/** The reply to a request: refused without the right key, with the planned fault, or the vendor's answer. */
export function reply(asked: Asked): Reply {
  const { http, message, fault } = asked;
  if (!http.authorised(message.headers)) return { status: 401, body: http.error(401, 'Incorrect API key provided.') };
  if (!(http.methods ?? ['GET']).includes(message.method ?? ''))
    return { status: 405, body: http.error(405, 'Method not allowed') };
  const refused = refusal(http, fault);
  if (refused !== null) return refused;
  try {
    const whole = answered(asked);
    const cut = fault === undefined ? undefined : CUTS[fault.kind];
    return cut === undefined ? whole : { ...whole, cut };
  } catch (error) {
    if (error instanceof BadRequest) return { status: 400, body: http.error(400, error.message) };
    throw error;
  }
}

/** Sends a reply as JSON, whole or cut as planned. */
export function send(response: ServerResponse, { status, body, headers, cut }: Reply): void {
  const bytes = Buffer.from(JSON.stringify(body), 'utf8');
  const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
  const length = cut === 'json' ? half.length : bytes.length;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length, ...headers });
  if (cut === undefined) response.end(bytes);
  else if (cut === 'json') response.end(half);
  else response.write(half, () => response.destroy());
}
