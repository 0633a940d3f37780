import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEMO_AS_OF } from '../company/calendar.ts';
import type { Company } from '../company/company.ts';
import type { Fact } from '../company/facts.ts';
import { simVendors } from '../vendors/index.ts';
import { BadRequest, type SimVendor, type VendorAnswer, type VendorHttp } from '../vendors/vendor.ts';
import { type World, worldAt } from '../world.ts';
import { fingerprint, placeOf } from './cursors.ts';
import { DEMO_FAULTS, type Fault, FaultPlan, PAGE_FAULTS } from './faults.ts';
import { pageBody } from './paging.ts';

/** A request the simulator got, and how it answered. */
export interface SeenRequest {
  readonly vendor: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly status: number;
  readonly fault?: Fault['kind'];
}

/** A running simulator. */
export interface Simulator {
  /** `http://127.0.0.1:<port>`; a vendor's base URL is this plus its prefix, `/anthropic` for instance. */
  readonly url: string;
  /** The keys that are let in, by the environment variable a client reads them from. */
  readonly keys: Readonly<Record<string, string>>;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly SeenRequest[];
  /** Moves the vendors to another day: later days know more and restate what was early. */
  readonly setAsOf: (asOf: string) => void;
  readonly close: () => Promise<void>;
}

/** What to simulate. */
export interface SimulatorOptions {
  readonly company: Company;
  /** Logical day, `YYYY-MM-DD`: vendors know the days before it. Default: the demo's. */
  readonly asOf?: string;
  /** Faults to play; `[]` for none. Default: the demo's. */
  readonly faults?: readonly Fault[];
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Send half the text: `socket` closes the connection in the middle, `json` ends the answer there. */
  readonly cut?: 'socket' | 'json';
}

function refusal(http: VendorHttp, fault: Fault | undefined): Reply | null {
  switch (fault?.kind) {
    case 'rate_limited': {
      const wait = fault.retryAfter === undefined ? 0 : fault.retryAfter;
      const headers = wait === null ? undefined : { 'retry-after': String(wait) };
      return { status: 429, body: http.error(429, 'Too many requests; slow down.'), headers };
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

function rendered(answer: VendorAnswer, path: string, query: URLSearchParams, fault: Fault | undefined): Reply {
  if (answer.kind === 'body') return { status: answer.status, body: answer.body };
  const print = fingerprint(path, query);
  const cursor = query.get('page');
  const kind = fault !== undefined && PAGE_FAULTS.has(fault.kind) ? fault.kind : undefined;
  return { status: 200, body: pageBody(answer, placeOf(cursor, print), print, cursor, kind) };
}

function reply(
  http: VendorHttp,
  path: string,
  url: URL,
  message: IncomingMessage,
  world: World,
  fault: Fault | undefined,
): Reply {
  if (!http.authorised(message.headers)) return { status: 401, body: http.error(401, 'Incorrect API key provided.') };
  if (message.method !== 'GET') return { status: 405, body: http.error(405, 'Method not allowed') };
  const refused = refusal(http, fault);
  if (refused !== null) return refused;
  try {
    const query = url.searchParams;
    const answer = http.answer({ path, query, headers: message.headers }, world);
    const cut = fault?.kind === 'truncated_body' ? 'socket' : fault?.kind === 'truncated_json' ? 'json' : undefined;
    return { ...rendered(answer, path, query, fault), cut };
  } catch (error) {
    if (error instanceof BadRequest) return { status: 400, body: http.error(400, error.message) };
    throw error;
  }
}

function send(response: ServerResponse, { status, body, headers, cut }: Reply): void {
  const bytes = Buffer.from(JSON.stringify(body), 'utf8');
  const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
  const length = cut === 'json' ? half.length : bytes.length;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length, ...headers });
  if (cut === undefined) response.end(bytes);
  else if (cut === 'json') response.end(half);
  else response.write(half, () => response.destroy());
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** Starts the vendors of the company on a free port of 127.0.0.1. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const settled = new Map<string, readonly Fact[]>();
  let world = worldAt(options.company, options.asOf ?? DEMO_AS_OF, settled);
  const plan = new FaultPlan(options.faults ?? DEMO_FAULTS);
  const requests: SeenRequest[] = [];
  const served = simVendors.filter((v): v is SimVendor & { http: VendorHttp } => v.http !== undefined);

  const server = createServer((message, response) => {
    const url = new URL(message.url ?? '/', 'http://127.0.0.1');
    const vendor = served.find(({ http }) => url.pathname.startsWith(`${http.prefix}/`));
    if (vendor === undefined) {
      send(response, { status: 404, body: { error: `no simulated vendor at ${url.pathname}` } });
      return;
    }
    const path = url.pathname.slice(vendor.http.prefix.length);
    const fault = plan.next(vendor.name, path);
    let answer: Reply;
    try {
      answer = reply(vendor.http, path, url, message, world, fault);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      answer = { status: 500, body: vendor.http.error(500, `the simulator failed: ${text}`) };
    }
    const seen = { vendor: vendor.name, method: message.method ?? '', path, query: url.search, status: answer.status };
    requests.push(fault === undefined ? seen : { ...seen, fault: fault.kind });
    send(response, answer);
  });

  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    keys: Object.fromEntries(served.map(({ http }) => [http.secret, http.key])),
    requests,
    setAsOf: (asOf) => {
      world = worldAt(options.company, asOf, settled);
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
