import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProject } from '../../src/app/project.ts';
import { withWarehouse } from '../../src/app/query.ts';
import { type CliResult, runCli } from '../support/cli.ts';
import { GitRepo } from '../support/git-repo.ts';
import { claudeLine, codexMeta, codexModel, codexTokens, PRIVATE_WORDS, writeLines } from '../support/session-logs.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SONNET = 'claude-sonnet-5';
const SESSION = 'aaaaaaaa-0000-4000-8000-000000000001';

describe('one command in a clone, with nothing but logs', () => {
  const repo = new GitRepo('shop');
  let folder: { path: string; remove: () => Promise<void> };
  let result: CliResult;
  let project: string;

  /** Three branches: one with a session trailer, one that only its name ties to a session, one of Codex. */
  beforeAll(async () => {
    folder = await tempFolder();
    project = path.join(folder.path, 'project');
    repo.git('remote', 'add', 'origin', 'git@code.example.com:acme/shop.git');
    repo.commit('2026-10-01T08:00:00Z', 'chore: start', { 'README.md': '1\n' });
    const branch = (name: string, at: string, merged: string, message: string, file: string) => {
      repo.git('checkout', '-q', '-b', name);
      repo.commit(at, message, { [file]: `${name}\n` });
      repo.git('checkout', '-q', 'main');
      repo.gitAt(merged, 'merge', '-q', '--no-ff', name, '-m', `Merge branch '${name}'`);
      repo.git('branch', '-q', '-D', name);
    };
    const trailer = `feat: basket\n\nClaude-Session: https://claude.ai/code/session_${SESSION}`;
    branch('feat/basket', '2026-10-05T10:30:00Z', '2026-10-05T12:00:00Z', trailer, 'basket.ts');
    branch('fix/total', '2026-10-06T10:30:00Z', '2026-10-06T12:00:00Z', 'fix: total', 'total.ts');
    branch('feat/limits', '2026-10-07T10:30:00Z', '2026-10-07T12:00:00Z', 'feat: limits', 'limits.ts');

    const claude = (session: string, at: string, gitBranch: string, output: number) =>
      claudeLine({
        id: `${session}-${at}`,
        session,
        at,
        model: SONNET,
        cwd: repo.folder,
        gitBranch,
        usage: { input_tokens: 1000, output_tokens: output },
      });
    const logs = path.join(folder.path, 'claude/projects/shop');
    writeLines(path.join(logs, 'one.jsonl'), [claude(SESSION, '2026-10-05T10:00:00.000Z', 'another-name', 20_000)]);
    writeLines(path.join(logs, 'two.jsonl'), [claude('two', '2026-10-06T10:00:00.000Z', 'fix/total', 5_000)]);
    writeLines(path.join(logs, 'three.jsonl'), [claude('three', '2026-10-08T10:00:00.000Z', 'idea', 1_000)]);
    const at = '2026-10-07T10:00:00.000Z';
    writeLines(path.join(folder.path, 'codex/sessions/2026/10/07/four.jsonl'), [
      codexMeta('four', at, {
        cwd: repo.folder,
        git: { branch: 'feat/limits', repository_url: 'https://code.example.com/acme/shop.git' },
      }),
      codexModel(at, 'gpt-5.1-codex'),
      codexTokens(
        at,
        { input: 4000, cached: 0, output: 800, reasoning: 0 },
        { input: 4000, cached: 0, output: 800, reasoning: 0 },
      ),
    ]);
    const environment = {
      HOME: folder.path,
      CLAUDE_CONFIG_DIR: path.join(folder.path, 'claude'),
      CODEX_HOME: path.join(folder.path, 'codex'),
      GIT_CONFIG_GLOBAL: '/dev/null',
    };
    const args = [
      'run',
      '--project',
      project,
      '--source',
      'local-logs',
      '--source',
      'local-git',
      '--as-of',
      '2026-10-20',
    ];
    result = await runCli(args, environment, repo.folder);
  }, 300_000);
  afterAll(async () => {
    repo.remove();
    await folder.remove();
  });

  const ask = async (sql: string) => {
    const opened = await openProject({ root: project, processEnvironment: {}, implicit: true });
    return (await withWarehouse(opened, (engine) => engine.query(sql))).rows;
  };

  it('prints what each merged branch cost', () => {
    expect(result.err).not.toContain('failed');
    expect(result.code).toBe(0);
    for (const branch of ['feat/basket', 'fix/total', 'feat/limits']) expect(result.out).toContain(branch);
  });

  it('gives each branch the sessions that made it: by trailer, by branch in the folder, by branch of the remote', async () => {
    const rows = await ask(
      'select head_branch, cast(direct_cost as varchar) as cost from fin_outcome_cost_v1 where direct_cost > 0 order by 1',
    );
    expect(rows.map((r) => [r.head_branch, Number(r.cost).toFixed(3)])).toEqual([
      ['feat/basket', (0.002 + 0.2).toFixed(3)],
      ['feat/limits', expect.stringMatching(/^0\.0\d\d$/)],
      ['fix/total', (0.002 + 0.05).toFixed(3)],
    ]);
  });

  it('says of each branch how much of it was rewritten, measured line by line', async () => {
    const rows = await ask(
      'select head_branch, rework_ratio_bp, rework_method from fin_outcome_cost_v1 where direct_cost > 0 order by 1',
    );
    expect(rows.map((r) => [r.head_branch, String(r.rework_ratio_bp), r.rework_method])).toEqual([
      ['feat/basket', '0', 'line_blame'],
      ['feat/limits', '0', 'line_blame'],
      ['fix/total', '0', 'line_blame'],
    ]);
  });

  it('leaves the rest unlinked, and loses nothing', async () => {
    const [row] = await ask(
      "select cast(sum(amount_micros) as varchar) as total, cast(sum(case when work_class = 'linked' then amount_micros else 0 end) as varchar) as linked, cast(sum(case when work_class = 'unlinked' then amount_micros else 0 end) as varchar) as unlinked from fct_ledger",
    );
    expect(Number(row!.linked) + Number(row!.unlinked)).toBe(Number(row!.total));
    expect(Number(row!.unlinked)).toBe(12_000);
  });

  it('keeps no message, address, path or word of a session in the lake', () => {
    const words = [PRIVATE_WORDS, 'mira@example.com', 'feat: basket', 'basket.ts', repo.folder];
    const files = readdirSync(path.join(project, 'lake'), { recursive: true, withFileTypes: true });
    const found = files
      .filter((f) => f.isFile() && f.name.endsWith('.gz') && f.parentPath.includes('landing'))
      .flatMap((f) => {
        const text = gunzipSync(readFileSync(path.join(f.parentPath, f.name))).toString('utf8');
        return words.filter((word) => text.includes(word)).map((word) => `${f.name}: ${word}`);
      });
    expect(found).toEqual([]);
  });
});
