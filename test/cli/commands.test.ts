import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('tokenledger', () => {
  it('answers help and --help with exit code 0 and every command', async () => {
    const [help, flag] = await Promise.all([runCli(['help']), runCli(['--help'])]);
    expect([help.code, flag.code]).toEqual([0, 0]);
    const commands = [
      'init',
      'run',
      'ingest',
      'build',
      'plan',
      'test',
      'query',
      'prices',
      'close',
      'restate',
      'reprice',
      'explain',
      'doctor',
      'docs',
    ];
    for (const name of commands) expect(help.out).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
    expect(help.out).toContain('Exit codes: 0 fine, 1 data, a source or a check failed, 2 used wrongly.');
  });

  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await runCli(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it.each([
    [['build', '--selct', 'x'], /unknown option '--selct'[\s\S]*Did you mean --select\?/],
    [['plna'], /unknown command 'plna'[\s\S]*Did you mean plan\?/],
    [['close'], /missing required argument 'period'/],
    [['restate', '2026-08'], /required option '--reason <text>' not specified/],
    [['restate', '2026-08', '--reason', 'x', '--yes', '--dry-run'], /'--dry-run' cannot be used with option '--yes'/],
    [['query', 'select 1', '--format', 'xml'], /Allowed choices are table, csv, json/],
    [['plan', '--as-of', '2026-02-30'], /--as-of 2026-02-30 is no day/],
    [
      ['plan', '--project', '/nonexistent-folder'],
      /there is no folder \/nonexistent-folder: name the project's folder/,
    ],
    [['--project', '/nonexistent-folder', 'doctor'], /there is no folder \/nonexistent-folder/],
    [['--nonsense', 'plan'], /unknown option '--nonsense'/],
    [['run', '--project', '/nonexistent-folder'], /there is no tokenledger.yaml in \/nonexistent-folder/],
  ])('%j is wrong use: exit code 2 and the right way', async (args, message) => {
    const { code, out, err } = await runCli(args);
    expect(err).toMatch(message);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it('without data fails with exit code 1, names the next command and prints no colour codes', async () => {
    const folder = await tempFolder();
    try {
      const { code, out, err } = await runCli(['query', 'select 1', '--project', folder.path]);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(/there is no warehouse in .*; run 'tokenledger run' first/);
      const [doctor, plan] = await Promise.all([
        runCli(['doctor', '--project', folder.path]),
        runCli(['plan', '--project', folder.path, '--json']),
      ]);
      expect(doctor.code).toBe(0);
      expect(JSON.parse(plan.out).periods).toEqual([]);
      for (const text of [err, doctor.out, doctor.err, plan.err]) expect(text.includes('\u001b')).toBe(false);
    } finally {
      await folder.remove();
    }
  });
});
