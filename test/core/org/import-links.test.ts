import { describe, expect, it } from 'vitest';
import { importLinks } from '../../../src/core/org/import-links.ts';
import { describeProblem } from '../../../src/core/problem.ts';

const HEADER = 'session,outcome,weight,who,why,when,repo,branch,day';
const standing = `${HEADER}\nsess-1,github:example/shop:pr:7,,ada@example.com,pair session,2026-03-02,,,\n`;
const told = (...lines: string[]) => ({ file: 'queue.csv', text: `${[HEADER, ...lines].join('\n')}\n` });
const known = new Set(['github:example/shop:pr:7', 'github:example/shop:pr:8']);
const line = (session: string, outcome: string, more = '') =>
  `${session},github:example/shop:pr:${outcome},${more},bo@example.com,"asked, then looked",2026-03-05,,,`;

describe('importing link decisions', () => {
  it('appends new decisions and leaves what stands as it is, byte for byte', () => {
    const result = importLinks(standing, told(line('sess-2', '7', '2'), line('sess-2', '8', '1')), known);
    expect(result.problems).toEqual([]);
    expect(result.added).toBe(2);
    expect(result.text.startsWith(standing)).toBe(true);
    expect(result.text.slice(standing.length)).toBe(
      'sess-2,github:example/shop:pr:7,2,bo@example.com,"asked, then looked",2026-03-05,,,\n' +
        'sess-2,github:example/shop:pr:8,1,bo@example.com,"asked, then looked",2026-03-05,,,\n',
    );
  });

  it('makes the file when there is none', () => {
    expect(importLinks(null, told(line('sess-2', '7')), null).text).toBe(
      `${HEADER}\nsess-2,github:example/shop:pr:7,1,bo@example.com,"asked, then looked",2026-03-05,,,\n`,
    );
  });

  it('never changes a decision that stands, and says whose it is', () => {
    const result = importLinks(standing, told(line('sess-1', '8'), line('sess-3', '7')), known);
    expect(result).toMatchObject({ text: standing, added: 0 });
    expect(result.problems.map(describeProblem)).toEqual([
      'queue.csv:2: session sess-1 is already decided by ada@example.com on line 2 of config/link_overrides.csv: github:example/shop:pr:7 → change that line by hand if it is wrong, or leave this one out',
    ]);
  });

  it('takes the same decision twice as one', () => {
    expect(importLinks(standing, told(line('sess-1', '7')), known)).toMatchObject({
      added: 0,
      present: 1,
      problems: [],
    });
  });

  it('names the line of an outcome nobody knows, of a bad weight, day or person', () => {
    const text = told(
      line('sess-2', '99'),
      line('sess-3', '7', '0'),
      'sess-4,github:example/shop:pr:7,,nobody,x,2026-13-01,,,',
      'sess-5,a b,,bo@example.com,x,2026-03-01,,,',
    );
    const result = importLinks(null, text, known);
    expect(result.added).toBe(0);
    const messages = result.problems.map((p) => `${p.line} ${p.message}`).sort();
    expect(messages).toEqual([
      '2 outcome github:example/shop:pr:99 is not among the 2 published ones',
      '3 weight is 0',
      '4 when is "2026-13-01"',
      '4 who is "nobody"',
      '5 outcome "a b" names more than one outcome',
      '5 outcome a b is not among the 2 published ones',
    ]);
  });

  it('asks for a column the standing file has not', () => {
    const narrow = 'session,outcome,who,why,when\n';
    const branch = 'sess-2,github:example/shop:pr:7,,bo@example.com,x,2026-03-05,,feature,';
    const [problem] = importLinks(narrow, told(branch), known).problems;
    expect(problem).toMatchObject({
      file: 'config/link_overrides.csv',
      line: 1,
      message: expect.stringContaining('"branch"'),
    });
  });
});
