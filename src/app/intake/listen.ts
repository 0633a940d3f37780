import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { MOST_BYTES, type Received, receiveOutcomes } from './receive-outcomes.ts';

/** Where to listen and where to keep what is accepted. */
export interface IntakeOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Folder that a connection of the source `outcomes` reads. */
  readonly inbox: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
}

/** A listening intake. */
export interface Intake {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Listens for signed deliveries at `POST /v1/outcomes`. A file is complete before it has its name, so a run may read at any time. */
export async function listenForOutcomes(options: IntakeOptions): Promise<Intake> {
  const server = createServer(async (message, response) => {
    let received: Received | { status: number; answer: Record<string, unknown> };
    try {
      received = await handle(message, options);
    } catch {
      received = { status: 500, answer: { error: 'not kept; send it again' } };
    }
    response.writeHead(received.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(received.answer));
  });
  const port = await listening(server, options);
  return {
    url: `http://${options.host}:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, { host, port }: IntakeOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

async function handle(message: IncomingMessage, options: IntakeOptions) {
  if (message.url !== '/v1/outcomes') return { status: 404, answer: { error: 'POST /v1/outcomes' } };
  if (message.method !== 'POST') return { status: 405, answer: { error: 'POST /v1/outcomes' } };
  const body = await bodyOf(message);
  if (body === null) return { status: 413, answer: { error: `at most ${MOST_BYTES} bytes` } };
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
  const now = options.now();
  const fileOf = (source: string, digest: string) => path.join(options.inbox, source, `${digest.slice(0, 32)}.jsonl`);
  const isKnown = (source: string, digest: string) =>
    access(fileOf(source, digest)).then(
      () => true,
      () => false,
    );
  const received = await receiveOutcomes({ headers, body }, { environment: options.environment, now, isKnown });
  if (received.keep !== undefined) {
    const { source, digest, text } = received.keep;
    const target = fileOf(source, digest);
    await mkdir(path.dirname(target), { recursive: true });
    const beside = `${target}.${process.pid}.part`;
    await writeFile(beside, text);
    await rename(beside, target);
  }
  return received;
}

/** The body as text; null when it is longer than a delivery may be, of which the rest is not read. */
async function bodyOf(message: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of message) {
    size += (part as Buffer).length;
    if (size > MOST_BYTES) return null;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}
