import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { priceRow } from './rows.ts';
import { buildWarehouse, type LandedRow, type Warehouse } from './warehouse.ts';

const DAY = '2026-10-01';
let seq = 0;
const event = (session_id: string, time: string, kind: string, row: LandedRow = {}): LandedRow => {
  seq += 1;
  return {
    event_key: `k${seq}`,
    tool: 'claude_code',
    setup: 'events_only',
    session_id,
    ts: `${DAY}T${time}Z`,
    seq,
    kind,
    ...row,
  };
};
const request = (
  session: string,
  time: string,
  tokens: readonly [number, number, number, number],
  row: LandedRow = {},
) =>
  event(session, time, 'request', {
    thread: 'main',
    input_uncached: tokens[0],
    cache_read: tokens[1],
    cache_write: tokens[2],
    output: tokens[3],
    ...row,
  });
const bash = { tool_name: 'Bash', tool_group: 'run' };
const edit = { tool_name: 'Edit', tool_group: 'edit', target_hash: 'f1' };

/** A session that asks the same failing command three times, is refused an edit and ends with an outage. */
const wentWrong = [
  event('wrong', '10:00:00', 'prompt', { turn_id: 'p1' }),
  request('wrong', '10:00:10', [1000, 0, 20_000, 500], { turn_id: 'p1' }),
  event('wrong', '10:00:11', 'decision', {
    turn_id: 'p1',
    ...bash,
    call_id: 'c1',
    decision: 'accept',
    decision_source: 'config',
  }),
  event('wrong', '10:00:20', 'tool', { turn_id: 'p1', ...bash, call_id: 'c1', args_hash: 'h1', success: false }),
  request('wrong', '10:00:30', [500, 21_000, 1500, 300], { turn_id: 'p1' }),
  event('wrong', '10:00:31', 'decision', {
    turn_id: 'p1',
    ...bash,
    call_id: 'c2',
    decision: 'accept',
    decision_source: 'config',
  }),
  event('wrong', '10:00:40', 'tool', { turn_id: 'p1', ...bash, call_id: 'c2', args_hash: 'h1', success: false }),
  request('wrong', '10:00:50', [500, 23_000, 1500, 200], { turn_id: 'p1' }),
  event('wrong', '10:00:51', 'decision', {
    turn_id: 'p1',
    ...bash,
    call_id: 'c3',
    decision: 'accept',
    decision_source: 'user_temporary',
  }),
  event('wrong', '10:01:00', 'tool', { turn_id: 'p1', ...bash, call_id: 'c3', args_hash: 'h1', success: false }),
  event('wrong', '10:01:10', 'decision', {
    turn_id: 'p1',
    ...edit,
    call_id: 'c4',
    decision: 'reject',
    decision_source: 'user_reject',
  }),
  event('wrong', '10:02:00', 'prompt', { turn_id: 'p2' }),
  event('wrong', '10:03:00', 'request_error', { turn_id: 'p2', attempts: 11, status_code: 529 }),
];

/** A session that edits one file three times around a command, rests, and begins again with a cold cache. */
const wentCold = [
  request('cold', '11:00:00', [1000, 0, 30_000, 100], { turn_id: 't1' }),
  event('cold', '11:00:11', 'tool', { turn_id: 't1', ...edit, success: true }),
  event('cold', '11:00:22', 'tool', { turn_id: 't1', ...bash, success: false }),
  event('cold', '11:00:33', 'tool', { turn_id: 't1', ...edit, success: true }),
  event('cold', '11:00:44', 'tool', { turn_id: 't1', ...bash, success: true }),
  event('cold', '11:00:55', 'tool', { turn_id: 't1', ...edit, success: true }),
  request('cold', '11:20:00', [500, 0, 32_000, 100], { turn_id: 't2' }),
  request('cold', '11:20:10', [500, 32_000, 500, 100], { turn_id: 't2' }),
];

const counters = [
  event('counters', '12:00:00', 'commit', { setup: 'metrics_only', quantity: 2 }),
  event('counters', '12:00:01', 'count', { setup: 'metrics_only', quantity_kind: 'lines_added', quantity: 40 }),
];

/** One session told by telemetry and by local logs: telemetry counts; its second branch is a slice of its own. */
const toldTwice = [
  request('twice', '13:00:00', [1000, 0, 0, 0], {
    setup: 'default',
    repo: 'shop-00000001',
    branch: 'one',
    model: 'm',
    provider: 'vendor',
  }),
  request('twice', '13:00:00', [1000, 0, 0, 0], {
    setup: 'local_log',
    repo: 'shop-00000001',
    branch: 'one',
    model: 'm',
    provider: 'vendor',
  }),
  request('twice', '14:00:00', [3000, 0, 0, 0], {
    setup: 'default',
    repo: 'shop-00000001',
    branch: 'two',
    model: 'm',
    provider: 'vendor',
  }),
];

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await buildWarehouse(
    {
      session_event: [...wentWrong, ...wentCold, ...counters, ...toldTwice],
      config_price: [priceRow('m', 'input_uncached', '2')],
      config_period_state: [{ period: '2026-10', state: 'provisional', priced_as_of: '2026-11-01', config_hash: 'x' }],
    },
    { models: ['fct_session', 'fct_session_slice'] },
  );
});
afterAll(() => warehouse.close());

const session = async (id: string) =>
  (await warehouse.query(`select * from fct_session where session_id = '${id}'`))[0]!;

describe('a session', () => {
  it('that went wrong has the figures of the worked example, and no commits because nobody told of any', async () => {
    expect(await session('wrong')).toMatchObject({
      turns: '2',
      requests: '3',
      api_errors: '1',
      api_error_rate: '0.250000',
      failed_retries: '10',
      retries_on_success: null,
      is_unrecovered_error: true,
      error_class: 'infrastructure',
      tool_calls: '4',
      tools_run: '3',
      tool_failures: '3',
      max_fail_streak: '3',
      user_rejects: '1',
      user_reject_rate: '0.500000',
      repeated_calls: '2',
      repeated_calls_proxy: null,
      longest_run: '3',
      failing_loops: '1',
      cache_read_ratio: '0.637681',
      warm_ratio: '0.916667',
      peak_ctx: '25000',
      ctx_slope: '2000.000000',
      ctx_per_output: '69.000000',
      commits: null,
      prs: null,
      lines_added: null,
      ending: 'errored',
      abandonment: 'abandoned_infra',
    });
  });

  it('that went cold has the figures of the second worked example', async () => {
    expect(await session('cold')).toMatchObject({
      fix_cycles: '2',
      cold_restarts: '1',
      cold_rewrite_tokens: '31000',
      active_s: '65',
      segments: '1',
      ending: 'completed',
      abandonment: null,
    });
  });

  it('known by counters only has counts, and no order, endings or failures', async () => {
    expect(await session('counters')).toMatchObject({
      commits: '2',
      lines_added: '40',
      lines_removed: '0',
      turns: null,
      api_errors: null,
      tool_calls: null,
      peak_ctx: null,
      ending: null,
      abandonment: null,
    });
  });

  it('told by telemetry and logs counts once, and has a slice for each branch', async () => {
    expect(await session('twice')).toMatchObject({
      requests: '2',
      input_uncached: '4000',
      list_cost: '0.008000000000',
      setup: 'default',
    });
    const slices = await warehouse.query(
      `select branch, list_cost_micros, requests from fct_session_slice where session_id = 'twice' order by branch`,
    );
    expect(slices).toEqual([
      { branch: 'one', list_cost_micros: '2000', requests: '1' },
      { branch: 'two', list_cost_micros: '6000', requests: '1' },
    ]);
  });

  it('and its slices have the same list cost, and every data test holds', async () => {
    const [sums] = await warehouse.query(
      `select (select sum(list_cost) from fct_session) as sessions, (select sum(list_cost) from fct_session_slice) as slices`,
    );
    expect(sums!.sessions).toBe(sums!.slices);
    expect(await warehouse.failedTests()).toEqual([]);
  });
});
