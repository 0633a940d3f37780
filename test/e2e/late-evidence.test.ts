import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProject } from '../../src/app/project.ts';
import { withWarehouse } from '../../src/app/query.ts';
import { type CliResult, runCli } from '../support/cli.ts';
import { GitRepo } from '../support/git-repo.ts';
import { claudeLine, writeLines } from '../support/session-logs.ts';
import { tempFolder } from '../support/temp-folder.ts';

const LEDGER = 'select * from fct_ledger order by ledger_id';
const ORPHANS =
  'select session_id, late_outcome, late_rung, cast(late_confidence_bp as varchar) as bp from fin_orphans_v1 order by 1';

describe('a closed month', () => {
  const repo = new GitRepo('shop');
  let folder: { path: string; remove: () => Promise<void> };
  let project: string;
  let environment: Record<string, string>;
  const cli = (...args: string[]): Promise<CliResult> =>
    runCli([...args, '--project', project], environment, repo.folder);
  const run = (day: string) => cli('run', '--source', 'local-logs', '--source', 'local-git', '--as-of', day);
  const ask = async (sql: string) => {
    const opened = await openProject({ root: project, processEnvironment: {}, implicit: true });
    return (await withWarehouse(opened, (engine) => engine.query(sql))).rows;
  };

  /** Sessions on two branches of October, of which neither is merged when the month is closed. */
  beforeAll(async () => {
    folder = await tempFolder();
    project = path.join(folder.path, 'project');
    environment = {
      HOME: folder.path,
      CLAUDE_CONFIG_DIR: path.join(folder.path, 'claude'),
      CODEX_HOME: path.join(folder.path, 'codex'),
      GIT_CONFIG_GLOBAL: '/dev/null',
    };
    repo.git('remote', 'add', 'origin', 'git@code.example.com:acme/shop.git');
    repo.commit('2026-10-01T08:00:00Z', 'chore: start', { 'README.md': '1\n' });
    const lines = ['feat/merged-late', 'feat/never-merged'].map((gitBranch, i) =>
      claudeLine({
        id: `r-${i}`,
        session: `s-${i}`,
        at: `2026-10-2${i}T10:00:00.000Z`,
        model: 'claude-sonnet-5',
        cwd: repo.folder,
        gitBranch,
        usage: { input_tokens: 1000, output_tokens: 20_000 },
      }),
    );
    writeLines(path.join(folder.path, 'claude/projects/shop/one.jsonl'), lines);
    expect((await run('2026-11-10')).code).toBe(0);
    const closing = await cli('close', '2026-10', '--as-of', '2026-11-10');
    expect(closing.err + closing.out).toContain('2026-10');
    expect(closing.code).toBe(0);
  }, 300_000);
  afterAll(async () => {
    repo.remove();
    await folder.remove();
  });

  it('shows a branch that was merged after the close beside its orphan, and its ledger does not move', async () => {
    const before = await ask(LEDGER);
    const nothing = { late_outcome: null, late_rung: null, bp: null };
    expect(await ask(ORPHANS)).toEqual([
      { session_id: 's-0', ...nothing },
      { session_id: 's-1', ...nothing },
    ]);
    repo.git('checkout', '-q', '-b', 'feat/merged-late');
    repo.commit('2026-10-21T09:00:00Z', 'feat: late', { 'late.ts': 'x\n' });
    repo.git('checkout', '-q', 'main');
    repo.gitAt(
      '2026-11-12T09:00:00Z',
      'merge',
      '-q',
      '--no-ff',
      'feat/merged-late',
      '-m',
      "Merge branch 'feat/merged-late'",
    );
    expect((await run('2026-11-13')).code).toBe(0);
    expect(await ask(ORPHANS)).toEqual([
      {
        session_id: 's-0',
        late_outcome: expect.stringContaining(repo.head('main')),
        late_rung: 'L4_BRANCH',
        bp: '8000',
      },
      { session_id: 's-1', ...nothing },
    ]);
    expect(await ask(LEDGER)).toEqual(before);
  }, 300_000);

  it('takes the evidence up when it is restated', async () => {
    const restated = await cli('restate', '2026-10', '--reason', 'merged late', '--yes', '--as-of', '2026-11-13');
    expect(restated.code, restated.err).toBe(0);
    expect(await ask("select distinct session_id from fct_ledger where work_class = 'linked'")).toEqual([
      { session_id: 's-0' },
    ]);
    expect((await ask(ORPHANS)).map((row) => row.session_id)).toEqual(['s-1']);
  }, 300_000);
});
