import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { initProject } from '../../src/app/init.ts';

describe('tokenledger init', () => {
  it('lays out a project with a person key that only its owner can read', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tl-init-'));
    const result = await initProject(folder);
    expect(result.created).toContain('tokenledger.yaml');
    expect(await readFile(path.join(folder, '.env'), 'utf8')).toMatch(/^TOKENLEDGER_PERSON_KEY=[0-9a-f]{64}\n$/);
    expect((await stat(path.join(folder, '.env'))).mode & 0o077).toBe(0);
    expect(await readFile(path.join(folder, '.gitignore'), 'utf8')).toContain('.env');
  });

  it('never overwrites what is there', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tl-init-'));
    await writeFile(path.join(folder, '.env'), 'TOKENLEDGER_PERSON_KEY=mine\n');
    const result = await initProject(folder);
    expect(result.kept).toEqual(['.env']);
    expect(await readFile(path.join(folder, '.env'), 'utf8')).toBe('TOKENLEDGER_PERSON_KEY=mine\n');
  });
});
