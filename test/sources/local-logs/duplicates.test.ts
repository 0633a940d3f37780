import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { usage } from '../../../src/core/contracts/index.ts';
import { claudeCode } from '../../../src/sources/local-logs/claude-code.ts';
import { codex } from '../../../src/sources/local-logs/codex.ts';
import type { FileStream, InputFile } from '../../../src/sources/source.ts';
import { collected, inputFiles, parseContext, shown, textFile } from '../../support/input-files.ts';

const fixtures = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../fixtures/local-logs');
const context = parseContext({ actor: 'dev@example.com' });

const parseAll = (stream: FileStream, files: readonly InputFile[]) => collected(stream.parseFiles(files, context));

/** Usage rows and notes; session events have tests of their own. */
async function parse(stream: FileStream, files: readonly InputFile[]) {
  const { rows, notes } = await parseAll(stream, files);
  return { rows: rows.filter(({ table }) => table === usage.name), notes };
}

/** What landing would keep of the files, as files again. */
async function evidence(stream: FileStream, files: readonly InputFile[]): Promise<InputFile[]> {
  const landed: InputFile[] = [];
  for (const file of files) {
    const lines: string[] = [];
    for await (const line of stream.evidenceLines!(file, context)) if (typeof line === 'string') lines.push(line);
    landed.push(textFile(file.path, lines.map((line) => `${line}\n`).join('')));
  }
  return landed;
}

const cases: [string, FileStream, string][] = [
  ['claude-duplicates', claudeCode, 'Claude Code'],
  ['codex-rules', codex, 'Codex'],
  ['codex-fork', codex, 'Codex forks'],
];

for (const [name, stream, title] of cases) {
  describe(`${title} logs`, () => {
    const folder = path.join(fixtures, name);
    const files = inputFiles(path.join(folder, 'input'));

    it('give the expected rows and notes', async () => {
      const { rows, notes } = await parse(stream, files);
      const found = { rows: rows.map(shown), notes };
      const expected = path.join(folder, 'expected.json');
      if (process.env.UPDATE_FIXTURES === '1') writeFileSync(expected, `${JSON.stringify(found, null, 2)}\n`);
      expect(found).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
    });

    it('give rows that satisfy the contract, under keys of their own', async () => {
      const { rows } = await parse(stream, files);
      for (const { row } of rows) expect(usage.row.strict().safeParse(row).error).toBeUndefined();
      expect(new Set(rows.map(({ row }) => row.source_row_key)).size).toBe(rows.length);
    });

    it('give the same figures again from what was landed of them', async () => {
      const figures = async (from: readonly InputFile[]) =>
        (await parse(stream, from)).rows
          .map(shown)
          .map((row) => JSON.stringify(row))
          .sort();
      expect(await figures(await evidence(stream, files))).toEqual(await figures(files));
    });

    it('give the same figures whatever the order of the files', async () => {
      const figures = async (from: readonly InputFile[]) =>
        (await parse(stream, from)).rows
          .map(shown)
          .map((row) => JSON.stringify(row))
          .sort();
      expect(await figures([...files].reverse())).toEqual(await figures(files));
    });

    it('land no content and no path', async () => {
      for (const file of await evidence(stream, files)) {
        const texts: string[] = [];
        for await (const chunk of file.open()) texts.push(Buffer.from(chunk).toString());
        expect(texts.join('')).not.toMatch(/private words|\/home\/dev|instructions|northwind/);
      }
    });

    it('ignore the other tool in the same folder', async () => {
      const other = stream === codex ? claudeCode : codex;
      const { rows } = await parseAll(other, files);
      expect(rows).toEqual([]);
    });
  });
}

describe('the real logs beside the project', () => {
  const sessions = path.resolve(fixtures, '../../../../shared/data/sessions');
  it.skipIf(!existsSync(sessions))('count each response once', async () => {
    const files = inputFiles(sessions);
    const independent = new Set<string>();
    const tokens = { input: 0, output: 0 };
    let codexEvents = 0;
    for (const file of files) {
      for (const text of readFileSync(path.join(sessions, file.path), 'utf8').split('\n')) {
        const line = safeJson(text);
        const said = line?.message?.usage;
        if (said !== undefined && line.message.model !== undefined && line.message.id !== undefined) {
          const key = `${line.message.id} ${line.requestId}`;
          if (independent.has(key)) continue;
          independent.add(key);
          tokens.input += said.input_tokens;
          tokens.output += said.output_tokens;
        }
        if (line?.payload?.info?.last_token_usage !== undefined) codexEvents += 1;
      }
    }
    const claude = await parse(claudeCode, files);
    const sum = (column: string) => claude.rows.reduce((total, { row }) => total + Number(row[column] ?? 0n), 0);
    expect(claude.rows).toHaveLength(independent.size);
    expect([sum('input_uncached'), sum('output'), sum('requests')]).toEqual([
      tokens.input,
      tokens.output,
      independent.size,
    ]);
    expect(claude.notes.filter(({ code }) => code === 'quarantined').map(({ tokens }) => tokens)).toEqual([1650, 3100]);
    const codexRows = await parse(codex, files);
    expect(codexRows.rows).toHaveLength(codexEvents);
    expect(independent.size).toBe(19);
    expect(codexEvents).toBe(2);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: the independent count reads lines of any shape
function safeJson(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
