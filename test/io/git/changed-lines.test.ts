import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineOwners } from '../../../src/core/outcomes/line-owners.ts';
import { changedLines } from '../../../src/io/git/changed-lines.ts';
import { GitRepo } from '../../support/git-repo.ts';

type Step =
  | { readonly do: 'edit'; readonly file: number; readonly at: number; readonly cut: number; readonly lines: number }
  | { readonly do: 'rename' | 'delete' | 'branch'; readonly file: number };

const stepArb: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      file: fc.nat(3),
      at: fc.nat(12),
      cut: fc.nat(4),
      lines: fc.nat(4),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('rename', 'delete', 'branch'), file: fc.nat(3) }) },
);

const at = (n: number) => new Date(Date.parse('2026-08-01T08:00:00Z') + n * 7_200_000).toISOString();

/** Plays the steps with real git; a branch is merged with the edits of two commits. */
function play(steps: readonly Step[]): GitRepo {
  const repo = new GitRepo();
  const files = new Map(Array.from({ length: 4 }, (_, i) => [`f ${i}.ts`, [`start ${i}`, '++ b/x', '@@ -1 +1 @@']]));
  const write = (n: number, name: string) => {
    const text = Object.fromEntries([...files].map(([file, lines]) => [file, lines.join('\n')]));
    repo.commit(at(n), name, text);
  };
  write(0, 'start');
  const edit = (n: number, step: Extract<Step, { do: 'edit' }>) => {
    const name = [...files.keys()][step.file % Math.max(1, files.size)];
    if (name === undefined) return;
    const lines = [...files.get(name)!];
    const fresh = Array.from({ length: step.lines }, (_, i) => `step ${n} line ${i}`);
    lines.splice(Math.min(step.at, lines.length), step.cut, ...fresh);
    files.set(name, lines);
    write(n, `step ${n}`);
  };
  for (const [index, step] of steps.entries()) {
    const n = index + 1;
    const name = [...files.keys()][step.file % Math.max(1, files.size)];
    if (step.do === 'edit') edit(n, step);
    else if (name === undefined) continue;
    else if (step.do === 'branch') {
      repo.git('checkout', '-q', '-b', `branch-${n}`);
      edit(n, { do: 'edit', file: step.file, at: 1, cut: 1, lines: 3 });
      edit(n, { do: 'edit', file: step.file, at: 2, cut: 1, lines: 2 });
      repo.git('checkout', '-q', 'main');
      repo.gitAt(at(n), 'merge', '-q', '--no-ff', `branch-${n}`, '-m', `merge ${n}`);
    } else {
      repo.git('rm', '-q', name);
      const lines = files.get(name)!;
      files.delete(name);
      if (step.do === 'rename') files.set(`moved ${n} ${name}`, lines);
      write(n, `step ${n}`);
    }
  }
  return repo;
}

/** Lines each commit still has at the end, as git blame says. */
function blamed(repo: GitRepo): Map<string, number> {
  const found = new Map<string, number>();
  for (const file of repo.git('ls-files', '-z').split('\0').filter(Boolean)) {
    const options = ['blame', '--first-parent', '--root', '-s', '-l', '--line-porcelain', 'HEAD', '--', file];
    const text = execFileSync('git', ['-C', repo.folder, ...options], { encoding: 'utf8' });
    for (const [, sha] of text.matchAll(/^([0-9a-f]{40}) \d+ \d+/gm)) found.set(sha!, (found.get(sha!) ?? 0) + 1);
  }
  return found;
}

describe('changed lines of a real repository', () => {
  it('leave each commit of a random history the lines that git blame gives it', async () => {
    let renames = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(stepArb, { minLength: 4, maxLength: 12 }), async (steps) => {
        const repo = play(steps);
        try {
          const count = Number(repo.git('rev-list', '--first-parent', '--count', 'main'));
          const owners = new LineOwners();
          for await (const commit of changedLines(repo.folder, 'main', count)) {
            owners.add(commit);
            renames += commit.files.filter(({ from, to }) => from !== null && to !== null && from !== to).length;
          }
          const left = owners.fates().map(({ sha, added, gone }): [string, number] => {
            return [sha, added - gone.reduce((sum, [, lines]) => sum + lines, 0)];
          });
          expect(left).toHaveLength(count);
          expect(new Map(left.filter(([, lines]) => lines > 0))).toEqual(blamed(repo));
        } finally {
          repo.remove();
        }
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 1) * 12 },
    );
    expect(renames, 'the histories rename files').toBeGreaterThan(0);
  }, 300_000);

  it('are read from the oldest commit asked for, and text that looks like a diff is text', async () => {
    const repo = new GitRepo();
    try {
      repo.commit(at(0), 'one', { 'a.ts': '1\n2\n3\n' });
      repo.commit(at(1), 'two', { 'a.ts': '1\n-- a/b.ts\n++ b/b.ts\n@@ -1,9 +1,9 @@\n3\n', 'b.bin': '\0\u0001' });
      repo.commit(at(2), 'three', { 'a.ts': '1\n3\n', [`long ${'x'.repeat(60)}`]: `${'y'.repeat(300_000)}\nz` });
      const read = [];
      for await (const { files } of changedLines(repo.folder, 'main', 2)) read.push(files);
      expect(read).toEqual([
        [{ from: 'a.ts', to: 'a.ts', changes: [{ start: 2, removed: 1, added: 3 }] }],
        [
          { from: 'a.ts', to: 'a.ts', changes: [{ start: 2, removed: 3, added: 0 }] },
          { from: null, to: `long ${'x'.repeat(60)}`, changes: [{ start: 0, removed: 0, added: 2 }] },
        ],
      ]);
    } finally {
      repo.remove();
    }
  });
});
