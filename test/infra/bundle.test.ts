import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFunction, FUNCTIONS, HANDLER } from '../../infra/bundle.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tl-bundles-'));
  for (const name of FUNCTIONS) bundleFunction(name, path.join(folder, name));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const filesOf = (name: string) =>
  readdirSync(path.join(folder, name), { recursive: true, encoding: 'utf8' }).filter((f) =>
    statSync(path.join(folder, name, f)).isFile(),
  );

describe('a bundle', () => {
  it.each(FUNCTIONS)('of %s is small, has no native binary and no secret', (name) => {
    const files = filesOf(name);
    const bytes = files.reduce((sum, f) => sum + statSync(path.join(folder, name, f)).size, 0);
    expect(bytes).toBeLessThan(20 * 1024 * 1024);
    expect(files.filter((f) => /\.(node|so|dylib|dll|env)$/.test(f))).toEqual([]);
    expect(files.filter((f) => f.startsWith('node_modules/@duckdb'))).toEqual([]);
  });

  it.each(FUNCTIONS)('of %s loads away from the checkout and exports its handler', async (name) => {
    const [module, handler] = HANDLER.split('.');
    const script = `import(${JSON.stringify(path.join(folder, name, `${module}.mjs`))}).then((m) => console.log(typeof m.${handler}))`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { cwd: folder });
    expect(stdout.trim()).toBe('function');
  });

  it('carries the SQL where it builds', () => {
    for (const name of ['build-step', 'publish', 'forecast'])
      expect(filesOf(name)).toContain('dbt-like-models/models/marts/ledger/fct_ledger.sql');
    expect(filesOf('ingest').some((f) => f.startsWith('prices/'))).toBe(true);
  });
});
