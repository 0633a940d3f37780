import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asTrino, isDdl } from './athena-statements.ts';
import { queryTrino, type TrinoAnswer } from './trino-query.ts';

/** Athena's API on this machine; statements run on Trino. */
export interface AthenaServer {
  readonly url: string;
  /** Statements so far, with their bytes scanned. */
  readonly executions: readonly Execution[];
  /** Trino's address, once it runs. */
  connect(trinoUrl: string): void;
  close(): Promise<void>;
}

/** One statement. */
export interface Execution {
  readonly id: string;
  readonly sql: string;
  readonly workgroup: string;
  readonly database: string;
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  reason: string | null;
  answer: TrinoAnswer | null;
  milliseconds: number;
}

/** GetQueryExecution waits this long for the end of a statement: fewer polls, equal outcome. */
const ANSWER_WITHIN_MS = 3_000;
const PAGE_ROWS = 1_000;

/**
 * Starts the server. It keeps to what callers see of Athena: tokens make a start idempotent, states go QUEUED, RUNNING,
 * then SUCCEEDED, FAILED or CANCELLED, results come in pages with a header row, and unknown workgroups are refused.
 */
export async function startAthena(workgroups: readonly string[]): Promise<AthenaServer> {
  const executions = new Map<string, Execution & { readonly done: Promise<void> }>();
  let trino: string | null = null;

  const start = (input: Record<string, unknown>): Record<string, unknown> => {
    const { QueryString: sql, WorkGroup: workgroup, ClientRequestToken: token } = input as Record<string, string>;
    const context = input.QueryExecutionContext as { readonly Database: string };
    if (!workgroups.includes(workgroup!))
      throw new Refusal('InvalidRequestException', `WorkGroup ${workgroup} is not found.`);
    if (Buffer.byteLength(sql!) > 262_144) throw new Refusal('InvalidRequestException', 'queryString too long');
    const id = uuidOf(token!);
    if (executions.has(id)) return { QueryExecutionId: id };
    const execution: Execution = {
      id,
      sql: sql!,
      workgroup: workgroup!,
      database: context.Database,
      state: 'QUEUED',
      reason: null,
      answer: null,
      milliseconds: 0,
    };
    executions.set(id, Object.assign(execution, { done: run(execution) }));
    return { QueryExecutionId: id };
  };

  const run = async (execution: Execution): Promise<void> => {
    const started = Date.now();
    execution.state = 'RUNNING';
    try {
      for (const sql of asTrino(execution.sql, execution.id)) {
        const answer = await queryTrino(trino!, execution.database, sql);
        execution.answer ??= answer;
      }
      if (execution.state === 'RUNNING') execution.state = 'SUCCEEDED';
    } catch (error) {
      execution.state = 'FAILED';
      execution.reason = (error as Error).message;
    }
    execution.milliseconds = Date.now() - started;
  };

  const found = (input: Record<string, unknown>) => {
    const execution = executions.get(String(input.QueryExecutionId));
    if (execution === undefined) throw new Refusal('InvalidRequestException', 'QueryExecution was not found');
    return execution;
  };

  const describe = async (input: Record<string, unknown>) => {
    const e = found(input);
    await Promise.race([e.done, new Promise((resolve) => setTimeout(resolve, ANSWER_WITHIN_MS).unref())]);
    return {
      QueryExecution: {
        QueryExecutionId: e.id,
        Query: e.sql,
        WorkGroup: e.workgroup,
        StatementType: isDdl(e.sql) ? 'DDL' : 'DML',
        Status: {
          State: e.state,
          ...(e.reason === null
            ? {}
            : {
                StateChangeReason: e.reason,
                AthenaError: { ErrorCategory: 2, Retryable: false, ErrorMessage: e.reason },
              }),
        },
        Statistics: {
          DataScannedInBytes: e.answer?.bytesScanned ?? 0,
          EngineExecutionTimeInMillis: e.milliseconds,
          QueryQueueTimeInMillis: 0,
        },
      },
    };
  };

  const results = (input: Record<string, unknown>) => {
    const { answer, state } = found(input);
    if (state !== 'SUCCEEDED' || answer === null)
      throw new Refusal('InvalidRequestException', `Query did not finish successfully. Final query state: ${state}`);
    const from = Number(input.NextToken ?? 0);
    const size = Math.min(PAGE_ROWS, Number(input.MaxResults ?? PAGE_ROWS));
    const all = [answer.columns.map((c) => c.name), ...answer.rows];
    const page = all.slice(from, from + size);
    return {
      ...(from + size < all.length ? { NextToken: String(from + size) } : {}),
      ResultSet: {
        Rows: page.map((row) => ({ Data: row.map((v) => (v === null ? {} : { VarCharValue: v })) })),
        ResultSetMetadata: {
          ColumnInfo: answer.columns.map(({ name, type }) => ({ Name: name, ...columnType(type) })),
        },
      },
    };
  };

  const stop = (input: Record<string, unknown>) => {
    found(input).state = 'CANCELLED';
    return {};
  };

  const operations: Record<string, (input: Record<string, unknown>) => unknown> = {
    StartQueryExecution: start,
    GetQueryExecution: describe,
    GetQueryResults: results,
    StopQueryExecution: stop,
  };

  const server = createServer((request, response) => {
    void handle(request, response, operations);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get executions() {
      return [...executions.values()];
    },
    connect: (url) => {
      trino = url;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** An error as the service names it. */
class Refusal extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  operations: Record<string, (input: Record<string, unknown>) => unknown>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const send = (status: number, body: unknown, type = '') => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type });
    response.end(JSON.stringify(body));
  };
  // A fault of the rehearsal: any service's request ends here with this status.
  const fault = Number(request.headers['x-rehearsal-fault'] ?? 0);
  if (fault !== 0) {
    const name = fault === 400 ? 'ThrottlingException' : fault === 503 ? 'SlowDown' : 'InternalServerException';
    if (request.headers['x-amz-target'] !== undefined)
      return send(fault, { __type: name, message: 'Rate exceeded' }, name);
    response.writeHead(fault, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0"?><Error><Code>${name}</Code><Message>Reduce your request rate</Message></Error>`);
    return;
  }
  const operation = operations[String(request.headers['x-amz-target']).split('.')[1] ?? ''];
  try {
    if (operation === undefined) throw new Refusal('UnknownOperationException', 'not part of the rehearsal');
    send(200, await operation(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>));
  } catch (error) {
    const type = error instanceof Refusal ? error.type : 'InternalServerException';
    send(error instanceof Refusal ? 400 : 500, { __type: type, message: (error as Error).message }, type);
  }
}

function uuidOf(token: string): string {
  const hex = createHash('sha256').update(token).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** Athena names a type without its sizes, and gives these beside it. */
function columnType(type: string): { Type: string; Precision: number; Scale: number } {
  const [, base = type, precision = '0', scale = '0'] = /^([a-z ]+?)(?:\((\d+)(?:,\s*(\d+))?\))?$/.exec(type) ?? [];
  return { Type: base.trim(), Precision: Number(precision), Scale: Number(scale) };
}
