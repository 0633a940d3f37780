import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyPricesToFile } from '../../src/app/prices-apply.ts';
import { diffPrices } from '../../src/app/prices-diff.ts';
import { registerPrices } from '../../src/cli/commands/prices.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'prices-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  process.exitCode = undefined;
});

const at = (name: string) => path.join(folder, name);
const answer = (tokens: number) => ({
  model: 'gpt-4.1',
  body: { model: 'gpt-4.1-2025-04-14', usage: { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens } },
});
const output = () =>
  readFileSync(at('out.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

async function apply(text: string, asOf?: string) {
  writeFileSync(at('in.json'), text);
  return applyPricesToFile({ input: at('in.json'), output: at('out.jsonl'), asOf });
}

/** Runs the command line; returns what it printed and noted. */
async function run(...args: string[]) {
  const printed: string[] = [];
  const program = new Command('tokenledger').exitOverride().configureOutput({ writeErr: () => undefined });
  const collect = (text: string) => {
    printed.push(text);
  };
  registerPrices(program, collect, collect);
  for (const command of program.commands.flatMap((c) => [c, ...c.commands])) {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
  }
  await program.parseAsync(['node', 'tokenledger', 'prices', ...args]);
  return printed.join('\n');
}

describe('prices apply', () => {
  it('reads one answer printed over many lines', async () => {
    const summary = await apply(JSON.stringify(answer(1000), null, 2));
    expect(summary).toMatchObject({ lines: 1, priced: 1, broken: 0 });
    expect(output()).toMatchObject([{ line: 1, cost: '0.002' }]);
  });

  it('writes one line per line in order, whatever is wrong with some', async () => {
    const lines = [
      JSON.stringify(answer(1000)),
      '{"broken',
      '',
      '"text"',
      JSON.stringify({ model: 'gpt-99', body: {} }),
    ];
    const summary = await apply([...lines, JSON.stringify(answer(3000))].join('\n'));
    expect(output().map((o) => [o.line, o.cost, o.reasons[0]?.code ?? null])).toEqual([
      [1, '0.002', null],
      [2, null, 'line_not_json'],
      [4, null, 'line_not_an_object'],
      [5, null, 'usage_missing'],
      [6, '0.006', null],
    ]);
    expect(summary).toMatchObject({ lines: 5, priced: 2, unpriced: 1, broken: 2 });
  });

  it('gives a list and JSON lines the same answers', async () => {
    const answers = [answer(1), answer(2), answer(3)];
    await apply(JSON.stringify(answers, null, 2));
    const fromList = output();
    await apply(answers.map((a) => JSON.stringify(a)).join('\n'));
    expect(output()).toEqual(fromList);
  });

  it('has exactly the documented fields', async () => {
    await apply(JSON.stringify([answer(1)]));
    expect(Object.keys(output()[0])).toEqual(['line', 'provider', 'model', 'tokens', 'cost', 'currency', 'reasons']);
  });

  it('prices as of a day', async () => {
    const luna = { body: { model: 'gpt-5.6-luna', usage: { prompt_tokens: 1000, completion_tokens: 0 } } };
    await apply(JSON.stringify([luna]), '2026-07-29');
    expect(output()[0].cost).toBe('0.001');
    await apply(JSON.stringify([luna]));
    expect(output()[0].cost).toBe('0.0002');
  });

  it('keeps its memory while a file of many megabytes runs through', async () => {
    const line = `${JSON.stringify({ ...answer(1000), padding: 'x'.repeat(20_000) })}\n`;
    writeFileSync(at('in.json'), line.repeat(600));
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const held = () => {
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const before = held();
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, held() - before);
    }, 10);
    const summary = await applyPricesToFile({ input: at('in.json'), output: at('out.jsonl') });
    clearInterval(watch);
    expect(summary.priced).toBe(600);
    expect(Math.max(most, held() - before)).toBeLessThan(5_000_000);
  });

  it('leaves nothing half written when the input is missing', async () => {
    await expect(applyPricesToFile({ input: at('no.json'), output: at('out.jsonl') })).rejects.toThrow('ENOENT');
    expect(() => readFileSync(at('out.jsonl'))).toThrow('ENOENT');
  });
});

describe('the prices commands', () => {
  it('exit with 1 when a line was broken and with 0 when lines merely had no price', async () => {
    writeFileSync(at('in.json'), `${JSON.stringify({ model: 'gpt-99', body: answer(1).body })}\n`);
    await run('apply', '--in', at('in.json'), '--out', at('out.jsonl'));
    expect(process.exitCode).toBeUndefined();
    writeFileSync(at('in.json'), '{"broken\n');
    expect(await run('apply', '--in', at('in.json'), '--out', at('out.jsonl'))).toContain('1 broken (line_not_json 1)');
    expect(process.exitCode).toBe(1);
  });

  it('say which file is missing and refuse a day that is none', async () => {
    await expect(run('apply', '--in', at('no.json'), '--out', at('o'))).rejects.toThrow('there is no file');
    await expect(run('apply', '--in', 'x', '--out', 'y', '--as-of', '2026-02-30')).rejects.toThrow('YYYY-MM-DD');
  });

  it('print what differs from a catalogue, with both figures', async () => {
    writeFileSync(at('old.json'), JSON.stringify({ 'openai/gpt-5.6-luna': { cost: { input: 1, output: 6 } } }));
    const text = await run('diff', '--catalogue', at('old.json'));
    expect(text).toMatch(/openai\/gpt-5\.6-luna\s+input_uncached\s+0\.2\s+1\s+differs/);
    const json = await run('diff', '--json', '--catalogue', at('old.json'));
    expect(JSON.parse(json.split('\n')[1] as string)).toMatchObject({ kind: 'output', ours: '1.2', theirs: '6' });
  });

  it('refuse a file that is no catalogue', async () => {
    writeFileSync(at('x.json'), '[1,2]');
    await expect(diffPrices({ catalogues: [at('x.json')] })).rejects.toThrow('no price catalogue in a known format');
    writeFileSync(at('x.json'), '{');
    await expect(diffPrices({ catalogues: [at('x.json')] })).rejects.toThrow('is not JSON');
    await expect(diffPrices({ catalogues: [at('none.json')] })).rejects.toThrow('cannot read the catalogue');
  });
});
