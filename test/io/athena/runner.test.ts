import {
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecutionState,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { describe, expect, it } from 'vitest';
import type { StatementStatistics } from '../../../src/io/athena/statistics.ts';
import { awsError, fakeRunner, succeed } from './fakes.ts';

const state = (State: QueryExecutionState, more: object = {}, status: object = {}) => ({
  QueryExecution: { QueryExecutionId: 'execution-1', Status: { State, ...status }, ...more },
});
const failed = (reason: string, athenaError: object = {}) =>
  state('FAILED', {}, { StateChangeReason: reason, AthenaError: athenaError });

describe('running a statement on Athena', () => {
  it('names run, model and statement in the idempotency token, so that a lost answer starts nothing twice', async () => {
    const { mock, runner, started } = fakeRunner();
    mock
      .on(StartQueryExecutionCommand)
      .rejectsOnce(awsError('InternalServerException'))
      .resolves({ QueryExecutionId: 'execution-1' });
    mock.on(GetQueryExecutionCommand).resolves(state('SUCCEEDED'));
    await runner.run('SELECT 1', 'stg_usage');
    const [first, second] = started();
    expect(first?.ClientRequestToken).toMatch(/^[0-9a-f]{64}$/);
    expect(second?.ClientRequestToken).toBe(first?.ClientRequestToken);
    expect(first).toMatchObject({
      WorkGroup: 'tl-pipeline',
      QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: 'tl_scratch' },
    });
    expect(first).not.toHaveProperty('ResultReuseConfiguration');
    await runner.run('SELECT 1', 'stg_cost');
    await runner.run('SELECT 2', 'stg_usage');
    expect(new Set(started().map((s) => s.ClientRequestToken)).size).toBe(3);
  });

  it('polls with growing pauses until the statement ends', async () => {
    const { mock, runner, clock } = fakeRunner();
    mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'execution-1' });
    const polls = mock.on(GetQueryExecutionCommand);
    for (const s of ['QUEUED', ...Array<QueryExecutionState>(9).fill('RUNNING')] as const) polls.resolvesOnce(state(s));
    polls.resolves(state('SUCCEEDED'));
    await runner.run('SELECT 1', 'model');
    expect(clock.sleeps[0]).toBe(500);
    expect(clock.sleeps.at(-1)).toBe(5000);
    expect(clock.sleeps).toEqual([...clock.sleeps].sort((a, b) => a - b));
  });

  it('waits and asks again when Athena is throttling, at the start and while polling', async () => {
    const { mock, runner, started } = fakeRunner();
    mock
      .on(StartQueryExecutionCommand)
      .rejectsOnce(awsError('TooManyRequestsException'))
      .rejectsOnce(awsError('ThrottlingException', 'Rate exceeded'))
      .resolves({ QueryExecutionId: 'execution-1' });
    mock
      .on(GetQueryExecutionCommand)
      .rejectsOnce(awsError('ThrottlingException', 'Rate exceeded'))
      .resolves(state('SUCCEEDED'));
    await runner.run('SELECT 1', 'model');
    expect(started()).toHaveLength(3);
  });

  it('gives up when throttling does not end', async () => {
    const { mock, runner } = fakeRunner();
    mock.on(StartQueryExecutionCommand).rejects(awsError('TooManyRequestsException', 'too many'));
    await expect(runner.run('SELECT 1', 'model')).rejects.toMatchObject({ kind: 'unavailable' });
    expect(mock.commandCalls(StartQueryExecutionCommand)).toHaveLength(7);
  });

  it.each([
    ['Athena says it may be tried again', failed('GENERIC_INTERNAL_ERROR', { Retryable: true })],
    ['another commit was faster (ICEBERG_COMMIT_ERROR)', failed('ICEBERG_COMMIT_ERROR: conflict')],
    ['S3 asks to slow down', failed('Please reduce your request rate')],
  ])('starts again, as a new execution in a new place, when %s', async (_why, answer) => {
    const { mock, runner, started } = fakeRunner();
    mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'execution-1' });
    mock.on(GetQueryExecutionCommand).resolvesOnce(answer).resolves(state('SUCCEEDED'));
    const { attempt } = await runner.run((n) => `CREATE TABLE t AS SELECT ${n}`, 'model');
    expect(attempt).toBe(2);
    expect(started().map((s) => s.QueryString)).toEqual(['CREATE TABLE t AS SELECT 1', 'CREATE TABLE t AS SELECT 2']);
    expect(new Set(started().map((s) => s.ClientRequestToken)).size).toBe(2);
  });

  it.each([
    ['a syntax error', failed('SYNTAX_ERROR: line 1:8', { Retryable: false }), 'rejected'],
    ['a type error that Athena calls retryable', failed('TYPE_MISMATCH: line 1:8', { Retryable: true }), 'rejected'],
    ['a cancelled statement', state('CANCELLED', {}, { StateChangeReason: 'by user' }), 'cancelled'],
  ])('does not repeat %s', async (_what, answer, kind) => {
    const { mock, runner, started } = fakeRunner();
    mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'execution-1' });
    mock.on(GetQueryExecutionCommand).resolves(answer);
    await expect(runner.run('SELECT wrong\nFROM x', 'stg_usage')).rejects.toMatchObject({
      kind,
      executionId: 'execution-1',
      message: expect.stringMatching(/^stg_usage: SELECT wrong \(execution execution-1\)/),
    });
    expect(started()).toHaveLength(1);
  });

  it('explains a scan cut-off by workgroup and remedy', async () => {
    const { mock, runner } = fakeRunner();
    mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'execution-1' });
    const reason = { StateChangeReason: 'Query cancelled! : Bytes scanned limit was exceeded' };
    mock
      .on(GetQueryExecutionCommand)
      .resolves(state('CANCELLED', { Statistics: { DataScannedInBytes: 5_000_000_000 } }, reason));
    const run = runner.run('SELECT * FROM wide', 'fct_usage');
    await expect(run).rejects.toMatchObject({ kind: 'cut_off' });
    await expect(run).rejects.toThrow(/5000000000 bytes .* workgroup tl-pipeline.*BytesScannedCutoffPerQuery/s);
  });

  it('stops a statement that takes too long', async () => {
    const { mock, runner } = fakeRunner({ timeoutMs: 60_000 });
    mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'execution-1' });
    mock.on(GetQueryExecutionCommand).resolves(state('RUNNING'));
    mock.on(StopQueryExecutionCommand).resolves({});
    await expect(runner.run('SELECT 1', 'model')).rejects.toMatchObject({ kind: 'time_out' });
    expect(mock.commandCalls(StopQueryExecutionCommand)).toHaveLength(1);
  });

  it('names the workgroup when its rights are missing, without a second try', async () => {
    const { mock, runner } = fakeRunner();
    mock.on(StartQueryExecutionCommand).rejects(awsError('AccessDeniedException', 'not authorized'));
    await expect(runner.run('SELECT 1', 'model')).rejects.toThrow(
      /not authorized\. Check the rights on workgroup tl-pip/,
    );
    expect(mock.commandCalls(StartQueryExecutionCommand)).toHaveLength(1);
  });

  it('reports bytes, queue time, run time and price per statement, also of attempts that failed', async () => {
    const seen: StatementStatistics[] = [];
    const { mock, runner } = fakeRunner({ onStatement: (s) => seen.push(s) });
    mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'execution-1' });
    const Statistics = {
      DataScannedInBytes: 2 ** 40,
      QueryQueueTimeInMillis: 120,
      EngineExecutionTimeInMillis: 900,
    };
    mock
      .on(GetQueryExecutionCommand)
      .resolvesOnce(failed('slow down'))
      .resolves(state('SUCCEEDED', { Statistics, StatementType: 'DML' }));
    await runner.run('SELECT 1', 'fct_usage');
    expect(seen).toMatchObject([
      { label: 'fct_usage', state: 'FAILED', picoUsd: 0n },
      { label: 'fct_usage', bytesScanned: 2n ** 40n, queuedMs: 120, ranMs: 900, picoUsd: 5_000_000_000_000n },
    ]);
  });

  it('runs at most the allowed number side by side', async () => {
    const { mock, runner } = fakeRunner({ concurrency: 2 });
    let open = 0;
    let most = 0;
    mock.on(StartQueryExecutionCommand).callsFake(async () => {
      open += 1;
      most = Math.max(most, open);
      return { QueryExecutionId: 'execution-1' };
    });
    mock.on(GetQueryExecutionCommand).callsFake(async () => {
      await new Promise((done) => setTimeout(done, 5));
      open -= 1;
      return state('SUCCEEDED');
    });
    await Promise.all(Array.from({ length: 7 }, (_, i) => runner.run(`SELECT ${i}`, `m${i}`)));
    expect(mock.commandCalls(StartQueryExecutionCommand)).toHaveLength(7);
    expect(most).toBe(2);
  });

  it('counts a statement in bytes, not characters, and refuses one that is too long before starting it', async () => {
    const { mock, runner } = fakeRunner();
    succeed(mock);
    const sql = `SELECT '${'ä'.repeat(131_067)}'`;
    expect(sql.length).toBeLessThan(262_144);
    await expect(runner.run(sql, 'model')).resolves.toBeDefined();
    await expect(runner.run(`${sql} `, 'model')).resolves.toBeDefined();
    await expect(runner.run(`${sql}  `, 'model')).rejects.toThrow(/has 262145 bytes, Athena takes 262144/);
    expect(mock.commandCalls(StartQueryExecutionCommand)).toHaveLength(2);
  });
});

describe('reading a result', () => {
  it('reads every page, leaves out the header once, and keeps big numbers, decimals, NULL and empty text apart', async () => {
    const { mock, runner } = fakeRunner();
    succeed(mock);
    const ColumnInfo = [
      { Name: 'id', Type: 'bigint' },
      { Name: 'amount', Type: 'decimal', Precision: 28, Scale: 12 },
      { Name: 'share', Type: 'double' },
      { Name: 'is_ai', Type: 'boolean' },
      { Name: 'at', Type: 'timestamp' },
      { Name: 'name', Type: 'varchar' },
    ];
    const row = (...values: (string | undefined)[]) => ({
      Data: values.map((v) => (v === undefined ? {} : { VarCharValue: v })),
    });
    mock
      .on(GetQueryResultsCommand)
      .resolvesOnce({
        NextToken: 'page-2',
        ResultSet: {
          ResultSetMetadata: { ColumnInfo },
          Rows: [
            row(...ColumnInfo.map((c) => c.Name)),
            row('9007199254740993', '123456789012.123456789012', '1.25E1', 'true', '2026-01-02 03:04:05.000', ''),
          ],
        },
      })
      .resolves({
        ResultSet: {
          Rows: [
            row(...ColumnInfo.map(() => undefined)),
            row('id', '0.1', 'NaN', 'false', '2026-01-02 03:04:05.120', 'x'),
          ],
        },
      });
    const result = await runner.query('SELECT …', 'query');
    expect(result.columns[1]).toEqual({ name: 'amount', type: 'decimal(28,12)' });
    expect(result.rows).toEqual([
      {
        id: '9007199254740993',
        amount: '123456789012.123456789012',
        share: 12.5,
        is_ai: true,
        at: '2026-01-02 03:04:05',
        name: '',
      },
      { id: null, amount: null, share: null, is_ai: null, at: null, name: null },
      { id: 'id', amount: '0.1', share: Number.NaN, is_ai: false, at: '2026-01-02 03:04:05.12', name: 'x' },
    ]);
    expect(mock.commandCalls(GetQueryResultsCommand)[1]?.args[0].input).toMatchObject({ NextToken: 'page-2' });
  });
});
