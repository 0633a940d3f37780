import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEMO_AS_OF } from '../company/calendar.ts';
import type { Company } from '../company/company.ts';
import { simVendors } from '../vendors/index.ts';
import type { SimVendor, VendorHttp } from '../vendors/vendor.ts';
import { worldAt } from '../world.ts';
import { DEMO_FAULTS, type Fault, FaultPlan } from './faults.ts';
import { type PageCaps, type Reply, reply, send } from './reply.ts';

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
  /** Most time buckets and rows on a page, whatever is asked for: a limit is an upper bound. Default: `DEMO_PAGES`. */
  readonly pages?: PageCaps;
}

/** Page sizes of the demo: small enough that the reports of a company this size come in several pages. */
export const DEMO_PAGES: PageCaps = { bucket: 14, row: 60 };

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** Body of a request as JSON; undefined when there is none or it is no JSON. */
async function bodyOf(message: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    return undefined; // the vendor answers what it makes of no body
  }
}

/** Starts the vendors of the company on a free port of 127.0.0.1. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  let world = worldAt(options.company, options.asOf ?? DEMO_AS_OF);
  const plan = new FaultPlan(options.faults ?? DEMO_FAULTS);
  const caps = options.pages ?? DEMO_PAGES;
  const requests: SeenRequest[] = [];
  const served = simVendors.filter((v): v is SimVendor & { http: VendorHttp } => v.http !== undefined);

  const server = createServer(async (message, response) => {
    const body = await bodyOf(message);
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
      answer = reply({ http: vendor.http, path, query: url.searchParams, message, body, world, fault, caps });
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
      world = worldAt(options.company, asOf);
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
