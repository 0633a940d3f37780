import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A real git repository made by a test. */
export class GitRepo {
  readonly folder: string;

  constructor(name = 'shop') {
    this.folder = join(mkdtempSync(join(tmpdir(), 'tokenledger-git-')), name);
    mkdirSync(this.folder);
    this.git('init', '-q', '-b', 'main');
    this.git('config', 'user.email', 'mira@example.com');
    this.git('config', 'user.name', 'Mira Example');
    this.git('config', 'commit.gpgsign', 'false');
  }

  /** Runs git in the repository; `at` is the time of commits it makes. */
  git(...args: readonly string[]): string {
    return this.gitAt('2026-10-01T08:00:00Z', ...args);
  }

  gitAt(at: string, ...args: readonly string[]): string {
    const env = {
      ...process.env,
      GIT_AUTHOR_DATE: at,
      GIT_COMMITTER_DATE: at,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
    };
    return execFileSync('git', ['-C', this.folder, ...args], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }

  /** Writes files and commits them; gives the commit's id. */
  commit(at: string, message: string, files: Readonly<Record<string, string>>, ...more: readonly string[]): string {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
    this.git('add', '-A');
    this.gitAt(at, 'commit', '-q', '--allow-empty', '-m', message, ...more);
    return this.head();
  }

  head(ref = 'HEAD'): string {
    return this.git('rev-parse', ref);
  }

  remove(): void {
    rmSync(dirname(this.folder), { recursive: true, force: true });
  }
}
