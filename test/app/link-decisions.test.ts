import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importLinkDecisions } from '../../src/app/link-decisions.ts';
import { openProject } from '../../src/app/project.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('decisions on links', () => {
  let folder: { path: string; remove: () => Promise<void> };
  const at = (name: string) => path.join(folder.path, name);
  const decide = async (bytes: Uint8Array) => {
    writeFileSync(at('decisions.csv'), bytes);
    const project = await openProject({ root: folder.path, processEnvironment: {}, implicit: true });
    return importLinkDecisions(project, at('decisions.csv'));
  };
  const csv = (why: string, coding: BufferEncoding) =>
    Buffer.from(
      `session,outcome,who,why,when\ns-1,github:acme/shop#7,ann@acme.test,paired,2026-10-07\ns-2,github:acme/shop#8,ann@acme.test,${why},2026-10-07\n`,
      coding,
    );

  beforeEach(async () => {
    folder = await tempFolder();
  });
  afterEach(() => folder.remove());

  it('are taken with every letter when the file is UTF-8', async () => {
    expect(await decide(csv('für später', 'utf8'))).toMatchObject({ added: 2, present: 0 });
    expect(readFileSync(at('config/link_overrides.csv'), 'utf8')).toContain('für später');
  });

  it('are refused whole, with the line and what to do, when it is not', async () => {
    await expect(decide(csv('für später', 'latin1'))).rejects.toThrow(/decisions\.csv:3: .*UTF-8[\s\S]*iconv/);
    expect(existsSync(at('config/link_overrides.csv'))).toBe(false);
  });
});
