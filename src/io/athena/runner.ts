import { createHash } from 'node:crypto';
import type { AthenaClient, QueryExecution } from '@aws-sdk/client-athena';
import type { QueryResult } from '../query-engine.ts';
import { AthenaFailure, failureOf, firstLine, isTransient, mayPass } from './failure.ts';
import { limiter } from './limiter.ts';
import { CATALOG } from './place.ts';
import { readResults } from './results.ts';
import { checkedStatement } from './statements.ts';
import { priceOf, type StatementStatistics } from './statistics.ts';

/** A statement, or one per attempt where a repeated attempt needs an empty location of its own. */
export type Statement = string | ((attempt: number) => string);

/** Runs statements in one workgroup, a few at a time. */
export interface AthenaRunner {
  /** Runs to the end; throws {@link AthenaFailure}. `attempt` is the one that worked, from 1. */
  run(statement: Statement, label: string): Promise<{ readonly attempt: number }>;
  /** Runs a query and reads all rows exactly. */
  query(sql: string, label: string): Promise<QueryResult>;
}

/** Settings of a runner. */
export interface RunnerOptions {
  readonly workgroup: string;
  /** Database of names without one. */
  readonly database: string;
  /** Names the run in idempotency tokens: the same statement of the same run is started once, however often it is asked for. */
  readonly run: string;
  readonly clock: { now(): number; sleep(milliseconds: number): Promise<void> };
  /** Uniform in [0, 1), spreads retries. */
  readonly random: () => number;
  /** Statements side by side; 4 unless told. Athena's quotas are per account and region. */
  readonly concurrency?: number;
  /** Longest a statement may take from start to end; 30 minutes unless told. It is stopped then. */
  readonly timeoutMs?: number;
  readonly onStatement?: (statistics: StatementStatistics) => void;
}

const MOST_ATTEMPTS = 4;
const MOST_CALLS = 7;
const FIRST_POLL_MS = 500;
const LONGEST_POLL_MS = 5_000;

/** A runner on a client. */
export function athenaRunner(
  client: AthenaClient,
  sdk: typeof import('@aws-sdk/client-athena'),
  options: RunnerOptions,
): AthenaRunner {
  const { clock, workgroup } = options;
  const limited = limiter(options.concurrency ?? 4);
  const pause = (attempt: number) => clock.sleep(Math.min(20_000, 500 * 2 ** attempt) * (0.5 + 0.5 * options.random()));

  /** One API call; what may pass is asked again. */
  const call = async <T>(what: string, send: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send();
      } catch (error) {
        const transient = isTransient(error);
        if (transient && attempt < MOST_CALLS) await pause(attempt);
        else {
          const why = `${(error as Error).name}: ${(error as Error).message}`;
          const remedy = transient
            ? 'Run again later.'
            : `Check the rights on workgroup ${workgroup} and its settings.`;
          throw new AthenaFailure(transient ? 'unavailable' : 'rejected', null, `${what}: ${why}. ${remedy}`, error);
        }
      }
    }
  };

  const start = async (sql: string, label: string, attempt: number): Promise<string> => {
    const token = createHash('sha256').update([options.run, label, attempt, sql].join('\n')).digest('hex');
    const input = {
      QueryString: checkedStatement(sql),
      WorkGroup: workgroup,
      QueryExecutionContext: { Catalog: CATALOG, Database: options.database },
      ClientRequestToken: token,
    };
    const answer = await call(`${label}: ${firstLine(sql)} could not be started`, () =>
      client.send(new sdk.StartQueryExecutionCommand(input)),
    );
    return answer.QueryExecutionId!;
  };

  const finish = async (id: string, label: string, sql: string): Promise<QueryExecution> => {
    const deadline = clock.now() + (options.timeoutMs ?? 1_800_000);
    for (let wait = FIRST_POLL_MS; ; wait = Math.min(LONGEST_POLL_MS, wait * 1.5)) {
      const answer = await call(`${label}: state of execution ${id}`, () =>
        client.send(new sdk.GetQueryExecutionCommand({ QueryExecutionId: id })),
      );
      const execution = answer.QueryExecution ?? {};
      if (/^(SUCCEEDED|FAILED|CANCELLED)$/.test(execution.Status?.State ?? '')) return execution;
      if (clock.now() >= deadline) {
        await call(`${label}: stopping execution ${id}`, () =>
          client.send(new sdk.StopQueryExecutionCommand({ QueryExecutionId: id })),
        );
        const minutes = Math.round((options.timeoutMs ?? 1_800_000) / 60_000);
        const message = `${label}: ${firstLine(sql)} (execution ${id}) ran longer than ${minutes} minutes and was stopped. Read fewer periods, or allow more time.`;
        throw new AthenaFailure('time_out', id, message);
      }
      await clock.sleep(wait);
    }
  };

  const report = (execution: QueryExecution, id: string, label: string) => {
    const { Statistics: statistics, Status: status, StatementType: type } = execution;
    const bytesScanned = BigInt(statistics?.DataScannedInBytes ?? 0);
    const isFree = type === 'DDL' || status?.State === 'FAILED';
    options.onStatement?.({
      label,
      executionId: id,
      state: status?.State ?? 'UNKNOWN',
      bytesScanned,
      queuedMs: statistics?.QueryQueueTimeInMillis ?? 0,
      ranMs: statistics?.EngineExecutionTimeInMillis ?? 0,
      picoUsd: priceOf(bytesScanned, isFree),
    });
  };

  const execute = async (statement: Statement, label: string) => {
    for (let attempt = 1; ; attempt++) {
      const sql = typeof statement === 'string' ? statement : statement(attempt);
      const id = await start(sql, label, attempt);
      const execution = await finish(id, label, sql);
      report(execution, id, label);
      if (execution.Status?.State === 'SUCCEEDED') return { id, attempt };
      if (!mayPass(execution) || attempt >= MOST_ATTEMPTS)
        throw failureOf({ QueryExecutionId: id, ...execution }, label, sql, workgroup);
      await pause(attempt);
    }
  };

  return {
    run: (statement, label) => limited(async () => ({ attempt: (await execute(statement, label)).attempt })),
    query: (sql, label) =>
      limited(async () => {
        const { id } = await execute(sql, label);
        return readResults((token) =>
          call(`${label}: results of execution ${id}`, () =>
            client.send(
              new sdk.GetQueryResultsCommand({
                QueryExecutionId: id,
                MaxResults: 1000,
                ...(token && { NextToken: token }),
              }),
            ),
          ),
        );
      }),
  };
}
