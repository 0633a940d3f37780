import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonItem, JsonItems } from '../../../src/core/prices/json-items.ts';

function cut(text: string, size: number, longest?: number): JsonItem[] {
  const items = new JsonItems(longest);
  const found: JsonItem[] = [];
  for (let i = 0; i < text.length; i += size) found.push(...items.push(text.slice(i, i + size)));
  return [...found, ...items.end()];
}

describe('cutting a file into items', () => {
  it('numbers JSON lines by their line in the file, blank lines included', () => {
    expect(cut('\n{"a":1}\r\n\n{"a":2}', 100)).toEqual([
      { line: 2, text: '{"a":1}' },
      { line: 4, text: '{"a":2}' },
    ]);
  });

  it('numbers a list by position', () => {
    expect(cut(' [ {"a":1} , [2,3],\n"x,]" ] ', 100)).toEqual([
      { line: 1, text: '{"a":1}' },
      { line: 2, text: '[2,3]' },
      { line: 3, text: '"x,]"' },
    ]);
  });

  it('goes past a byte-order mark', () => {
    expect(cut('\uFEFF[1]', 100)).toEqual([{ line: 1, text: '1' }]);
  });

  it('says where a list was cut off', () => {
    expect(cut('[{"a":1},{"a":', 100)).toEqual([
      { line: 1, text: '{"a":1}' },
      { line: 2, code: 'input_cut_off' },
    ]);
  });

  it('tells once of text behind a list, where a second list would be lost', () => {
    for (const size of [1, 3, 100])
      expect(cut('[1]\n [2] [3]\n', size)).toEqual([
        { line: 1, text: '1' },
        { line: 2, code: 'text_after_list' },
      ]);
  });

  it('hands a cut last line on as it is', () => {
    expect(cut('{"a":1}\n{"a":', 100).at(-1)).toEqual({ line: 2, text: '{"a":' });
  });

  it('skips an item too long to hold and goes on', () => {
    expect(cut(`["${'x'.repeat(50)}",2]`, 7, 20)).toEqual([
      { line: 1, code: 'line_too_long' },
      { line: 2, text: '2' },
    ]);
  });

  it('finds the same items however the text arrives', () => {
    const values = fc.array(fc.jsonValue(), { maxLength: 8 });
    fc.assert(
      fc.property(values, fc.boolean(), fc.integer({ min: 1, max: 40 }), (list, pretty, size) => {
        const asList = JSON.stringify(list, null, pretty ? 2 : 0);
        const parsed = cut(asList, size).map((item) => ('text' in item ? JSON.parse(item.text) : item.code));
        expect(parsed).toEqual(JSON.parse(asList));
        const asLines = list.map((value) => JSON.stringify({ value })).join('\n');
        expect(cut(asLines, size).map((item) => ('text' in item ? JSON.parse(item.text).value : item))).toEqual(
          JSON.parse(asList),
        );
      }),
    );
  });
});
