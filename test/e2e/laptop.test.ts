import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProject } from '../../src/app/project.ts';
import { withWarehouse } from '../../src/app/query.ts';
import type { Cell } from '../../src/io/query-engine.ts';
import { type CliResult, runCli } from '../support/cli.ts';
import { searchLake } from '../support/lake-search.ts';
import { claudeLine, codexMeta, codexModel, codexTokens, PRIVATE_WORDS, writeLines } from '../support/session-logs.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DAY = '2026-11-18';
const at = (clock: string) => `${DAY}T${clock}.000Z`;
const SONNET = 'claude-sonnet-5';

let folder: { path: string; remove: () => Promise<void> };
let environment: Record<string, string>;
let project: string;
let first: CliResult;

/** Logs as the tools lay them out, one session per rule. */
function writeLogs(root: string): void {
  const claude = (name: string, lines: Parameters<typeof writeLines>[1]) =>
    writeLines(path.join(root, 'claude/projects/-home-dev-ledger', name), lines);
  const codex = (name: string, lines: Parameters<typeof writeLines>[1]) =>
    writeLines(path.join(root, 'codex/sessions/2026/11/18', name), lines);

  const block = { session: 'blocks', at: at('09:00:00'), model: SONNET };
  claude('blocks.jsonl', [
    claudeLine({ ...block, id: 'B', usage: { input_tokens: 100, output_tokens: 1 } }),
    claudeLine({ ...block, id: 'B', usage: { input_tokens: 100, output_tokens: 25 } }),
    claudeLine({ ...block, id: 'B', usage: { input_tokens: 100, output_tokens: 40 } }),
  ]);

  const old = claudeLine({
    id: 'R1',
    session: 'resumed-from',
    at: at('09:10:00'),
    model: SONNET,
    usage: { input_tokens: 200, output_tokens: 10 },
  });
  const next = claudeLine({
    id: 'R2',
    session: 'resumed',
    at: at('09:20:00'),
    model: SONNET,
    usage: { input_tokens: 300, output_tokens: 20 },
  });
  claude('resumed-from.jsonl', [old]);
  claude('resumed.jsonl', [{ ...old, sessionId: 'resumed' }, next]);

  const sub = claudeLine({
    id: 'S2',
    session: 'agents',
    at: at('09:31:00'),
    model: SONNET,
    isSidechain: true,
    usage: { input_tokens: 50, output_tokens: 5 },
  });
  claude('agents.jsonl', [
    claudeLine({
      id: 'S1',
      session: 'agents',
      at: at('09:30:00'),
      model: SONNET,
      usage: { input_tokens: 500, output_tokens: 30 },
    }),
    {
      type: 'progress',
      sessionId: 'agents',
      timestamp: at('09:31:00'),
      data: { type: 'agent_progress', message: sub },
    },
  ]);
  claude('agents/subagents/agent-1.jsonl', [
    sub,
    claudeLine({
      id: 'S3',
      session: 'agents',
      at: at('09:32:00'),
      model: SONNET,
      isSidechain: true,
      usage: { input_tokens: 60, output_tokens: 6 },
    }),
  ]);

  claude('writes.jsonl', [
    claudeLine({
      id: 'W',
      session: 'writes',
      at: at('09:40:00'),
      model: SONNET,
      usage: {
        input_tokens: 0,
        output_tokens: 0,
        cache_creation_input_tokens: 3_000_000,
        cache_creation: { ephemeral_5m_input_tokens: 1_000_000, ephemeral_1h_input_tokens: 2_000_000 },
      },
    }),
  ]);
  claude('unknown.jsonl', [
    claudeLine({
      id: 'U',
      session: 'unknown',
      at: at('09:50:00'),
      model: 'claude-nobody-knows-9',
      usage: { input_tokens: 700, output_tokens: 70 },
    }),
  ]);

  const one = { input: 1000, cached: 400, output: 90, reasoning: 60 };
  const two = { input: 300, cached: 100, output: 30, reasoning: 10 };
  const both = { input: 1300, cached: 500, output: 120, reasoning: 70 };
  codex('rollout-parent.jsonl', [
    codexMeta('codex-FAKE-P', at('10:00:00')),
    codexModel(at('10:00:00'), 'gpt-5.5'),
    codexTokens(at('10:00:05'), one, one),
  ]);
  codex('rollout-fork.jsonl', [
    codexMeta('codex-FAKE-F', at('11:00:00'), { forked_from_id: 'codex-FAKE-P' }),
    codexMeta('codex-FAKE-P', at('11:00:00')),
    codexModel(at('11:00:00'), 'gpt-5.5'),
    codexTokens(at('11:00:00'), one, one),
    codexTokens(at('11:00:30'), two, both),
  ]);
}

const query = async (sql: string): Promise<readonly Record<string, Cell>[]> =>
  withWarehouse(
    await openProject({ root: project, processEnvironment: {}, implicit: true }),
    async (engine) => (await engine.query(sql)).rows,
  );

/** Tokens of sessions by kind. */
async function tokens(...sessions: string[]): Promise<Record<string, number>> {
  const rows = await query(`
    select token_kind, cast(sum(tokens) as double) as tokens from fct_usage
    where session_id in (${sessions.map((s) => `'${s}'`).join(', ')}) and tokens <> 0 group by 1`);
  return Object.fromEntries(rows.map((r) => [String(r.token_kind), Number(r.tokens)]));
}

const run = () => runCli(['run', '--source', 'local-logs', '--project', project, '--as-of', '2026-11-20'], environment);

beforeAll(async () => {
  folder = await tempFolder();
  project = path.join(folder.path, 'project');
  mkdirSync(project);
  writeFileSync(path.join(folder.path, '.gitconfig'), '[user]\n\temail = dev@example.com\n');
  environment = {
    HOME: folder.path,
    CLAUDE_CONFIG_DIR: path.join(folder.path, 'claude'),
    CODEX_HOME: path.join(folder.path, 'codex'),
  };
  writeLogs(folder.path);
  first = await run();
}, 240_000);

afterAll(() => folder.remove());

describe('the logs of a machine, without a project and without credentials', () => {
  it('are read, priced and summed up; the run says that it is an estimate and that it made a key', () => {
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toContain('list-price estimate, no bill is known');
    expect(first.out).toContain(`made a key for pseudonyms in ${path.join(project, '.env')}`);
    for (const title of ['By month', 'By tool and model', 'By project', 'By day', 'Unpriced tokens']) {
      expect(first.out).toContain(title);
    }
    expect(readFileSync(path.join(project, '.env'), 'utf8')).toMatch(/^TOKENLEDGER_PERSON_KEY=[0-9a-f]{64}\n$/);
  });

  it('count a response written once per content block once, with its last figures', async () => {
    expect(await tokens('blocks')).toEqual({ input_uncached: 100, output: 40 });
  });

  it('count replayed history once, in resumed transcripts and in forked rollouts', async () => {
    expect(await tokens('resumed-from', 'resumed')).toEqual({ input_uncached: 500, output: 30 });
    const [codexSum] = await query(
      "select cast(sum(tokens) as double) as output from fct_usage where tool = 'codex' and token_kind = 'output'",
    );
    expect(codexSum).toEqual({ output: 120 });
  });

  it('count the work of sub-agents once, whether it lies in files of their own or in the transcript too', async () => {
    expect(await tokens('agents')).toEqual({ input_uncached: 610, output: 41 });
  });

  it('take cached tokens out of the gross input of Codex', async () => {
    const rows = await query(`
      select token_kind, cast(sum(tokens) as double) as tokens from fct_usage
      where tool = 'codex' and token_kind in ('input_uncached', 'cache_read') group by 1 order by 1`);
    expect(rows).toEqual([
      { token_kind: 'cache_read', tokens: 500 },
      { token_kind: 'input_uncached', tokens: 800 },
    ]);
  });

  it('price a 1-hour cache write apart from a 5-minute one', async () => {
    const rows = await query(`
      select token_kind, cast(sum(list_cost) as double) as cost from fct_usage
      where session_id = 'writes' and tokens > 0 group by 1 order by 1`);
    // Input at 2 USD a million: 1.25 times for five minutes, twice for an hour.
    expect(rows).toEqual([
      { token_kind: 'cache_write_1h', cost: 8 },
      { token_kind: 'cache_write_5m', cost: 2.5 },
    ]);
  });

  it('price reasoning inside the output, not beside it', async () => {
    const [row] = await query(`
      select cast(sum(list_cost) as double) as cost, cast(sum(tokens) as double) as tokens from fct_usage
      where tool = 'codex' and token_kind not in ('input_uncached', 'cache_read')`);
    const [price] = await query(`
      select cast(sum(list_cost) as double) / cast(sum(tokens) as double) as each from fct_usage
      where tool = 'codex' and token_kind = 'output'`);
    expect(row?.tokens).toBe(120);
    expect(Number(row?.cost)).toBeCloseTo(Number(price?.each) * 120, 12);
  });

  it('leave the cost of an unknown model NULL and list its tokens', async () => {
    expect(await query("select sum(list_cost) as cost from fct_usage where session_id = 'unknown'")).toEqual([
      { cost: null },
    ]);
    const rows = await query(
      'select model, cast(sum(tokens) as double) as tokens, max(reason) as reason from fin_unpriced_v1 group by 1',
    );
    expect(rows).toEqual([{ model: 'claude-nobody-knows-9', tokens: 770, reason: 'model_unknown' }]);
  });

  it('become estimated bill lines whose micros are the list price', async () => {
    const lines = await query(`
      select provider, bill_state, cast(sum(amount_micros) as double) as micros from fct_bill_line group by 1, 2 order by 1`);
    const atList = await query(
      'select provider, round(cast(sum(list_cost) as double) * 1000000) as micros from fct_usage group by 1 order by 1',
    );
    expect(lines).toEqual(atList.map((r) => ({ ...r, bill_state: 'estimated' })));
    const states = await query('select distinct cost_state, billed_cost from fin_spend_daily_v1');
    expect(states).toEqual([{ cost_state: 'estimated', billed_cost: null }]);
  });

  it('leave neither words nor folders nor the e-mail of the machine in the lake', async () => {
    const lake = path.join(project, 'lake');
    const parts = readdirSync(lake);
    expect(parts).toEqual(expect.arrayContaining(['landing', 'raw', 'marts']));
    expect(await searchLake(lake, `${PRIVATE_WORDS}|secret-folder`, ['landing', 'raw', 'marts'])).toEqual([]);
    const emails = await searchLake(lake, 'dev@example', ['landing', 'raw', 'marts']);
    expect([...new Set(emails.map((find) => find.where))]).toEqual(['raw/actor_directory']);
  });

  it('give the same again, with the key that is there', async () => {
    const again = await run();
    expect(again).toMatchObject({ code: 0 });
    expect(again.out).not.toContain('made a key');
    expect(again.out).toContain('nothing changed');
  }, 120_000);
});

describe('a machine without logs', () => {
  it('is told where they were looked for', async () => {
    const empty = await tempFolder();
    const result = await runCli(['run', '--source', 'local-logs', '--project', empty.path], { HOME: empty.path });
    await empty.remove();
    expect(result).toMatchObject({ code: 0 });
    expect(result.out).toContain('.claude/projects; --input names another folder');
    expect(result.out).toContain('Nothing to show yet');
  }, 120_000);
});
