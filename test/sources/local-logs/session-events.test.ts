import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sessionEvent } from '../../../src/core/contracts/index.ts';
import { claudeCode } from '../../../src/sources/local-logs/claude-code.ts';
import { codex } from '../../../src/sources/local-logs/codex.ts';
import type { FileStream, InputFile, ParsedRow } from '../../../src/sources/source.ts';
import { collected, inputFiles, parseContext, shown, textFile } from '../../support/input-files.ts';

const fixtures = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../fixtures/local-logs');
const context = parseContext({ actor: 'dev@example.com' });

async function eventsOf(stream: FileStream, files: readonly InputFile[]): Promise<ParsedRow[]> {
  const { rows } = await collected(stream.parseFiles(files, context));
  return rows.filter(({ table }) => table === sessionEvent.name);
}

async function landed(stream: FileStream, files: readonly InputFile[]): Promise<InputFile[]> {
  const kept: InputFile[] = [];
  for (const file of files) {
    const lines: string[] = [];
    for await (const line of stream.evidenceLines!(file, context))
      if (typeof line === 'string') lines.push(`${line}\n`);
    kept.push(textFile(file.path, lines.join('')));
  }
  return kept;
}

const text = async (file: InputFile) => {
  const parts: string[] = [];
  for await (const chunk of file.open()) parts.push(Buffer.from(chunk).toString('utf8'));
  return parts.join('');
};

for (const [name, stream, title] of [
  ['claude-session', claudeCode, 'Claude Code'],
  ['codex-session', codex, 'Codex'],
] satisfies [string, FileStream, string][]) {
  describe(`session events from ${title} logs`, () => {
    const folder = path.join(fixtures, name);
    const files = inputFiles(path.join(folder, 'input'));

    it('are the expected ones, each satisfying the contract', async () => {
      const events = await eventsOf(stream, files);
      for (const { row } of events) expect(sessionEvent.row.strict().safeParse(row).error).toBeUndefined();
      const expected = path.join(folder, 'expected.json');
      const found = events.map(shown).map(({ actor_id: _a, actor_kind: _k, setup: _s, ...rest }) => rest);
      if (process.env.UPDATE_FIXTURES === '1') writeFileSync(expected, `${JSON.stringify(found, null, 2)}\n`);
      expect(found).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
    });

    it('are the same from what was landed, and what was landed says no word', async () => {
      const kept = await landed(stream, files);
      const json = (rows: readonly ParsedRow[]) => rows.map((row) => JSON.stringify(shown(row))).sort();
      expect(json(await eventsOf(stream, kept))).toEqual(json(await eventsOf(stream, files)));
      for (const file of kept) expect(await text(file)).not.toMatch(/private words|\/home\/dev|northwind|Why|Please/);
      const twice = await landed(stream, kept);
      expect(await Promise.all(twice.map(text))).toEqual(await Promise.all(kept.map(text)));
    });

    it('tell an event once that a resumed or forked session tells again', async () => {
      const events = await eventsOf(stream, files);
      expect(new Set(events.map(({ row }) => row.event_key)).size).toBe(events.length);
      expect(events.filter(({ row }) => row.call_id === (stream === codex ? 'call_1' : 'toolu_1'))).toHaveLength(1);
    });
  });
}
