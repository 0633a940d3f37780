import * as athena from '@aws-sdk/client-athena';
import * as glue from '@aws-sdk/client-glue';
import { mockClient } from 'aws-sdk-client-mock';
import type { AthenaParts } from '../../../src/io/athena/athena-engine.ts';
import { glueCatalog } from '../../../src/io/athena/catalog.ts';
import type { AthenaPlace } from '../../../src/io/athena/place.ts';
import { athenaRunner, type RunnerOptions } from '../../../src/io/athena/runner.ts';
import type { ObjectStore } from '../../../src/io/object-store.ts';
import { memoryStore } from '../../../src/io/store/memory-store.ts';

export const place: AthenaPlace = {
  lake: 's3://example-lake/tl',
  workgroup: 'tl-pipeline',
  databases: { raw: 'tl_raw', marts: 'tl_marts', scratch: 'tl_scratch', published: 'tl' },
};

/** A clock that only moves when somebody sleeps. */
export function fakeClock() {
  let time = 0;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => time,
    sleep: async (milliseconds: number) => {
      sleeps.push(milliseconds);
      time += milliseconds;
    },
  };
}

/** An error as the AWS library throws it. */
export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}

/** A runner on a mocked client, with the statements it started. */
export function fakeRunner(options: Partial<RunnerOptions> = {}) {
  const client = new athena.AthenaClient({ region: 'us-east-1' });
  const mock = mockClient(client);
  const clock = fakeClock();
  const runner = athenaRunner(client, athena, {
    workgroup: place.workgroup,
    database: place.databases.scratch,
    run: 'run1',
    clock,
    random: () => 0.5,
    ...options,
  });
  const started = () => mock.commandCalls(athena.StartQueryExecutionCommand).map((c) => c.args[0].input);
  return { mock, clock, runner, started };
}

/** Every statement succeeds at once; `onStart` sees it, as S3 would get its files. */
export function succeed(mock: ReturnType<typeof fakeRunner>['mock'], onStart?: (sql: string) => Promise<void> | void) {
  mock.on(athena.StartQueryExecutionCommand).callsFake(async (input: athena.StartQueryExecutionInput) => {
    await onStart?.(input.QueryString ?? '');
    return { QueryExecutionId: 'execution-1' };
  });
  mock.on(athena.GetQueryExecutionCommand).resolves({ QueryExecution: { Status: { State: 'SUCCEEDED' } } });
  mock.on(athena.GetQueryResultsCommand).resolves({
    ResultSet: {
      ResultSetMetadata: { ColumnInfo: [{ Name: 'n', Type: 'bigint' }] },
      Rows: [{ Data: [{ VarCharValue: 'n' }] }, { Data: [{ VarCharValue: '3' }] }],
    },
  });
}

/** A catalogue on a mocked client. */
export function fakeCatalog() {
  const client = new glue.GlueClient({ region: 'us-east-1' });
  const mock = mockClient(client);
  mock.onAnyCommand().resolves({});
  const clock = fakeClock();
  return { mock, clock, catalog: glueCatalog(client, glue, clock, () => 0.5) };
}

/** Athena, Glue and the lake, all in this process, with one list of what happened in which order. */
export function fakeParts(store: ObjectStore = memoryStore(place.lake)) {
  const events: string[] = [];
  const own = fakeRunner();
  const tables = fakeCatalog();
  const parts: AthenaParts = {
    place,
    runner: {
      run: (statement, label) => {
        events.push(`run ${label}`);
        return own.runner.run(statement, label);
      },
      query: (sql, label) => own.runner.query(sql, label),
    },
    catalog: Object.fromEntries(
      Object.entries(tables.catalog).map(([name, work]) => [
        name,
        (...args: unknown[]) => {
          events.push(`glue ${name}`);
          return (work as (...given: unknown[]) => unknown)(...args);
        },
      ]),
    ) as unknown as AthenaParts['catalog'],
    store: {
      ...store,
      delete: (key) => {
        events.push(`delete ${key}`);
        return store.delete(key);
      },
    },
  };
  return { parts, events, athena: own, glue: tables, store };
}
