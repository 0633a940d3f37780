import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProject } from '../../../src/app/project.ts';
import { withWarehouse } from '../../../src/app/query.ts';
import { runCli } from '../../support/cli.ts';
import { claudeLine, writeLines } from '../../support/session-logs.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const environment = { TOKENLEDGER_PERSON_KEY: 'FAKE-person-key' };
const CONFIG = `version: 1
company: Acme
currency: USD
connections:
  - { id: logs, source: local-logs, path: logs, actor: ada@example.com }
  - { id: telemetry, source: session-events, path: telemetry }
  - { id: work, source: outcomes, path: work }
`;

describe('lines that are kept out', { timeout: 240_000 }, () => {
  let folder: { path: string; remove: () => Promise<void> };
  const write = (name: string, ...lines: string[]) =>
    writeFileSync(path.join(folder.path, name), lines.map((line) => `${line}\n`).join(''));
  const logs = (...counts: number[]) =>
    writeLines(
      path.join(folder.path, 'logs/a.jsonl'),
      counts.map((input_tokens, i) =>
        claudeLine({
          id: `r${i}`,
          session: 's',
          at: '2026-10-01T09:00:00Z',
          model: 'claude-sonnet-5',
          usage: { input_tokens, output_tokens: 3 },
        }),
      ),
    );
  const refused = async () => {
    const ran = await runCli(['run', '--project', folder.path, '--as-of', '2026-10-03'], environment);
    expect(ran.code, ran.err + ran.out).toBe(0);
    const project = await openProject({ root: folder.path, processEnvironment: environment });
    const { rows } = await withWarehouse(project, (engine) =>
      engine.query('select * from fct_refused_line order by all'),
    );
    return rows.map((r) => [r.connection_id, r.reason, Number(r.refused_lines), Number(r.refused_tokens)]);
  };

  beforeAll(async () => {
    folder = await tempFolder();
    for (const name of ['logs', 'telemetry', 'work']) mkdirSync(path.join(folder.path, name));
    write('tokenledger.yaml', CONFIG);
  });
  afterAll(() => folder.remove());

  it('can be asked for by SQL, counted by stream and reason, with nothing of what they say', async () => {
    logs(10, -1, -2);
    write('telemetry/a.jsonl', '{"kind":"SECRET-WORD"}', '["SECRET-WORD"]', '{"torn": "SECRET-WORD');
    write('work/a.jsonl', '{"title":"SECRET-WORD"}', '["SECRET-WORD"]');
    const rows = await refused();
    expect(rows).toEqual([
      ['logs', 'a count that is no whole number of 0 or more', 2, 6],
      ['work', 'BAD_TYPE', 1, 0],
      ['work', expect.stringMatching(/^[A-Z_]+$/), 1, 0],
      ['telemetry', 'invalid_line', 1, 0],
      ['telemetry', expect.stringMatching(/^(no|kind) /), 1, 0],
      ['telemetry', 'no JSON object', 1, 0],
    ]);
    expect(JSON.stringify(rows)).not.toContain('SECRET');
  });

  it('are gone from it once the files are right', async () => {
    logs(10);
    write('telemetry/a.jsonl');
    write('work/a.jsonl', '["SECRET-WORD"]');
    expect(await refused()).toEqual([['work', 'BAD_TYPE', 1, 0]]);
  });
});
