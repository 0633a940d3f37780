import { createHmac } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clonesAsFiles } from '../../../src/app/ingest/find-clones.ts';
import { contractNamed } from '../../../src/core/contracts/index.ts';
import { sha256Hex } from '../../../src/core/ids.ts';
import { gitAiNoteKey } from '../../../src/core/outcomes/ai-traces.ts';
import { repoOf } from '../../../src/core/repo-key.ts';
import { localGit } from '../../../src/sources/local-git/index.ts';
import type { FileStream, InputFile, ParseContext, ParsedRow, ParseNote } from '../../../src/sources/source.ts';
import { GitRepo } from '../../support/git-repo.ts';

const stream = localGit.streams[0] as FileStream;
const hmac = (text: string) => createHmac('sha256', 'test-key').update(text).digest('hex');
const context: ParseContext = {
  connectionId: 'clone',
  pseudonym: (_kind, id) => hmac(id.trim().toLowerCase()),
  digest: hmac,
  logicalDay: '2026-10-25',
  settings: {},
};

/** What a run makes of clones: the lines it lands, the rows and the notes. */
async function readClones(folders: readonly string[], settings: Record<string, unknown> = {}) {
  const files = await clonesAsFiles({
    projectRoot: '/',
    environment: {},
    logicalDay: context.logicalDay,
    settings: { paths: folders, ...settings },
  });
  const own = { ...context, settings };
  const landed: InputFile[] = [];
  const rows: ParsedRow[] = [];
  const notes: ParseNote[] = [];
  let text = '';
  for (const file of files) {
    let lines = '';
    for await (const line of stream.evidenceLines!(file, own)) {
      if (typeof line === 'string') lines += `${line}\n`;
      else notes.push(line);
    }
    text += lines;
    landed.push({
      ...file,
      open: async function* () {
        yield Buffer.from(lines);
      },
    });
  }
  for await (const item of stream.parseFiles(landed, own)) {
    if ('row' in item) rows.push(item);
    else notes.push(item);
  }
  const of = (table: string) => rows.filter((r) => r.table === table).map((r) => r.row);
  return { text, rows, notes, of };
}

describe('a clone with merged branches', () => {
  const repo = new GitRepo();
  afterAll(() => repo.remove());
  const session = '1b6d3a52-0f0e-4c7e-9d52-6a1c9e3f1a10';
  const sha: Record<string, string> = {};
  let read: Awaited<ReturnType<typeof readClones>>;
  let key: string;

  beforeAll(async () => {
    repo.git('remote', 'add', 'origin', 'git@code.example.com:acme/shop.git');
    key = repoOf('https://code.example.com/acme/shop')!;
    sha.first = repo.commit('2026-09-30T08:00:00Z', 'chore: start', {
      'README.md': 'one\n',
      'src/cart.ts': 'a\nb\nc\n',
    });
    repo.git('checkout', '-q', '-b', 'feat/SHOP-311-basket');
    sha.a = repo.commit(
      '2026-10-01T09:00:00Z',
      `feat: keep the basket\n\nCo-Authored-By: Claude <noreply@anthropic.com>\nClaude-Session: https://claude.ai/code/session_${session}`,
      { 'src/cart.ts': 'a\nB\nc\nd\n' },
    );
    sha.b = repo.commit('2026-10-02T10:00:00Z', 'test: basket', {
      'test/cart.test.ts': 'x\n',
      'package-lock.json': '{}\n',
    });
    repo.git('checkout', '-q', 'main');
    repo.gitAt(
      '2026-10-03T11:00:00Z',
      'merge',
      '-q',
      '--no-ff',
      'feat/SHOP-311-basket',
      '-m',
      'Merge pull request #41 from acme/feat/SHOP-311-basket',
    );
    sha.merge = repo.head();
    sha.squash = repo.commit('2026-10-05T12:00:00Z', 'fix: totals (#42)', { 'src/total.ts': '1\n2\n3\n' });
    repo.gitAt('2026-10-06T12:00:00Z', 'revert', '--no-edit', sha.squash);
    sha.revert = repo.head();
    sha.again = repo.commit('2026-10-07T12:00:00Z', 'feat: limits', { 'src/limits.ts': 'l1\nl2\n' });
    repo.git('revert', '--no-commit', sha.again);
    repo.gitAt('2026-10-08T12:00:00Z', 'commit', '-q', '-m', 'chore: put it back as it was');
    sha.silent = repo.head();
    const note = `src/cart.ts\n  s_0123456789abcd 1-3,7\n---\n${JSON.stringify({
      schema_version: 'authorship/3.0.0',
      sessions: {
        s_0123456789abcd: { agent_id: { tool: 'claude', id: session, model: 'claude-x' }, human_author: 'Mira' },
      },
    })}`;
    repo.git('notes', '--ref=ai', 'add', '-m', note, sha.b);
    mkdirSync(join(repo.folder, '.agent-trace'));
    const trace = {
      version: '0.1.0',
      vcs: { type: 'git', revision: sha.again },
      tool: { name: 'Cursor' },
      files: [
        {
          path: 'src/limits.ts',
          conversations: [
            {
              url: 'https://example.com/c/conv-9',
              contributor: { type: 'ai', model_id: 'm' },
              ranges: [{ start_line: 1, end_line: 2 }],
            },
          ],
        },
      ],
    };
    writeFileSync(join(repo.folder, '.agent-trace/traces.jsonl'), `${JSON.stringify(trace)}\n{"version":"0.1.0"}\n`);
    read = await readClones([repo.folder]);
  });

  const one = (id: string) => read.of('outcome').find((r) => r.outcome_id === `git:${key}:pr:${id}`)!;

  it('gives one outcome per first-parent commit, true to the contracts', () => {
    expect(read.of('outcome').map((r) => r.native_id)).toEqual([
      sha.first,
      sha.merge,
      sha.squash,
      sha.revert,
      sha.again,
      sha.silent,
    ]);
    for (const { table, row } of read.rows) {
      expect(contractNamed(table).row.strict().safeParse(row).error?.issues ?? [], table).toEqual([]);
    }
    expect(new Set(read.rows.filter((r) => r.table === 'outcome').map((r) => r.dt))).toEqual(
      new Set(['2026-09-01', '2026-10-01']),
    );
  });

  it('takes branch and number of a merge from its subject, and its commits from the second parent', () => {
    expect(one(sha.merge!)).toMatchObject({
      head_branch: 'feat/SHOP-311-basket',
      pr_number: 41n,
      work_item: 'jira:SHOP-311',
      merge_sha: sha.merge,
      repo: key,
      opened_at: '2026-10-01T09:00:00.000Z',
      accepted_at: '2026-10-03T11:00:00.000Z',
      author_actor: hmac('mira@example.com'),
      lines_added: 4n,
      files_changed: 3n,
    });
    const commits = read.of('outcome_commit').filter((c) => c.outcome_id === one(sha.merge!).outcome_id);
    expect(commits.map((c) => c.sha)).toEqual([sha.a, sha.b]);
    const files = read.of('outcome_file').filter((f) => f.outcome_id === one(sha.merge!).outcome_id);
    expect(files.find((f) => f.path_hash === hmac('package-lock.json'))).toMatchObject({ is_generated: true });
  });

  it('lets a commit that is no merge stand alone, with the number in its subject', () => {
    expect(one(sha.squash!)).toMatchObject({ pr_number: 42n, head_branch: null, title_type: 'fix' });
  });

  it('finds sessions in trailers, git-ai notes and agent traces', () => {
    const evidence = read.of('outcome_evidence');
    const hash = sha256Hex(session);
    expect(evidence).toContainEqual(
      expect.objectContaining({ kind: 'session_trailer', sha: sha.a, session_ref_hash: hash, confidence_bp: 10_000n }),
    );
    expect(evidence).toContainEqual(
      expect.objectContaining({
        kind: 'note',
        sha: sha.b,
        session_ref_hash: hash,
        session_note_key: gitAiNoteKey('claude', session),
        ai_lines: 4n,
        model: 'claude-x',
      }),
    );
    expect(evidence).toContainEqual(
      expect.objectContaining({
        kind: 'trace',
        sha: sha.again,
        tool: 'cursor',
        session_ref_hash: sha256Hex('conv-9'),
        ai_lines: 2n,
      }),
    );
    expect(read.notes).toContainEqual(expect.objectContaining({ code: 'quarantined' }));
  });

  it('finds reverts by their message and by the reversed change', () => {
    const relations = read.of('outcome_relation').map((r) => [r.outcome_id, r.relation, r.target, r.evidence]);
    expect(relations).toEqual([
      [one(sha.revert!).outcome_id, 'reverts', sha.squash, 'message'],
      [one(sha.silent!).outcome_id, 'reverts', sha.again, 'reverse_diff'],
    ]);
  });

  it('measures how much of the added lines later work took away, and says by which method', () => {
    const told = [sha.first, sha.merge, sha.squash, sha.revert, sha.again, sha.silent].map((id) => {
      const { rework_ratio_bp, rework_method } = one(id!);
      return [rework_ratio_bp, rework_method];
    });
    expect(told).toEqual([
      // One line of README and three of the cart, of which the merge rewrote one three days later.
      [2500n, 'line_blame'],
      [0n, 'line_blame'],
      [10_000n, 'line_blame'],
      [null, null],
      [10_000n, 'line_blame'],
      [null, null],
    ]);
  });

  it('counts as rework only what went within the days configured', async () => {
    const few = await readClones([repo.folder], { durability_days: 2 });
    const ratios = few.of('outcome').map((r) => r.rework_ratio_bp);
    expect(ratios).toEqual([0n, 0n, 10_000n, null, 10_000n, null]);
  });

  it('knows the clone also by its folder and the folders in it', () => {
    const aliases = read.of('repo_alias');
    expect(aliases).toContainEqual({ repo: key, alias: repoOf(repo.folder), alias_kind: 'folder' });
    expect(aliases).toContainEqual({ repo: key, alias: repoOf(join(repo.folder, 'src')), alias_kind: 'folder' });
  });

  it('lands no message, name, address, path or folder', () => {
    expect(read.text).not.toMatch(/basket\\n|keep the|put it back|Mira|@example|cart\.ts|tokenledger-git/);
    expect(read.text).not.toContain(session);
  });

  it('reads a clone that is on a detached commit the same', async () => {
    const branch = repo.git('rev-parse', '--abbrev-ref', 'HEAD');
    repo.git('checkout', '-q', sha.first!);
    const again = await readClones([repo.folder]);
    repo.git('checkout', '-q', branch);
    expect(again.of('outcome')).toEqual(read.of('outcome'));
  });
});

describe('clones that tell less', () => {
  const made: GitRepo[] = [];
  const repoNamed = (name: string) => {
    const repo = new GitRepo(name);
    made.push(repo);
    return repo;
  };
  afterAll(() => {
    for (const repo of made) repo.remove();
  });

  it('says so for an empty repository, and gives no rows', async () => {
    const { rows, notes } = await readClones([repoNamed('empty').folder]);
    expect(rows.filter((r) => r.table !== 'repo_alias')).toEqual([]);
    expect(notes.map((n) => n.code)).toEqual(['no_default_branch']);
  });

  it('notes a shallow clone, and reads what is there', async () => {
    const origin = repoNamed('deep');
    origin.commit('2026-10-01T08:00:00Z', 'one', { a: '1\n' });
    const last = origin.commit('2026-10-02T08:00:00Z', 'two', { a: '2\n' });
    origin.git('clone', '-q', '--depth', '1', `file://${origin.folder}`, join(origin.folder, '../shallow'));
    const { of, notes } = await readClones([join(origin.folder, '../shallow')]);
    expect(of('outcome').map((r) => r.native_id)).toEqual([last]);
    expect(notes.map((n) => n.code)).toContain('shallow_clone');
    expect(of('outcome')[0], 'it seems to add every line there is').toMatchObject({ rework_method: null });
  });

  it('counts a commit that names no author, and keeps its outcome', async () => {
    const repo = repoNamed('nobody');
    repo.commit('2026-10-01T08:00:00Z', 'ghost', { a: '1\n' }, '--author', 'nobody <>');
    const { of, notes } = await readClones([repo.folder]);
    expect(of('outcome')).toMatchObject([{ author_actor: null, status: 'accepted' }]);
    expect(notes.map((n) => n.code)).toEqual(['commit_without_author']);
  });

  it('uses the branch that is configured where there is neither main nor master', async () => {
    const repo = repoNamed('trunk');
    repo.git('checkout', '-q', '-b', 'trunk');
    repo.commit('2026-10-01T08:00:00Z', 'one', { a: '1\n' });
    expect((await readClones([repo.folder])).of('outcome')).toEqual([]);
    expect((await readClones([repo.folder], { default_branch: 'trunk' })).of('outcome')).toHaveLength(1);
  });

  it('reads two clones of one repository once', async () => {
    const repo = repoNamed('twice');
    repo.commit('2026-10-01T08:00:00Z', 'one', { a: '1\n' });
    repo.git('remote', 'add', 'origin', 'https://code.example.com/acme/twice.git');
    const { of, notes } = await readClones([repo.folder, repo.folder]);
    expect(of('outcome')).toHaveLength(1);
    expect(notes.map((n) => n.code)).toContain('second_clone');
  });

  it('refuses a folder that is no clone, in one sentence', async () => {
    await expect(readClones(['/'])).rejects.toThrow(
      /^\/ cannot be read as a git repository: .*Name a clone with path/s,
    );
  });
});
