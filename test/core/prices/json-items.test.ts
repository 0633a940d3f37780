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

  it('takes objects over several lines whole, one or many, beside lines', () => {
    const one = { model: 'm', body: { usage: { a: [1, { b: '{,[' }] } } };
    const text = `${JSON.stringify(one, null, 2)}\n${JSON.stringify(one)}\r\n\n${JSON.stringify(one, null, '\t')}`;
    for (const size of [1, 3, 1000]) {
      const items = cut(text, size);
      expect(items.map((item) => item.line)).toEqual([1, 14, 16]);
      for (const item of items) expect('text' in item && JSON.parse(item.text)).toEqual(one);
    }
  });

  it('lets an object that breaks off take no other with it', () => {
    expect(cut('{"a":1,\n{"a":2}\n{\n  "a":', 100)).toEqual([
      { line: 1, text: '{"a":1,' },
      { line: 2, text: '{"a":2}' },
      { line: 3, code: 'input_cut_off' },
    ]);
    expect(cut(`{\n"a": "${'x'.repeat(30)}"\n}\n{"a":2}`, 7, 20)).toEqual([
      { line: 1, code: 'line_too_long' },
      { line: 4, text: '{"a":2}' },
    ]);
  });

  it('finds the same items however the text arrives', () => {
    const values = fc.array(fc.jsonValue(), { maxLength: 8 });
    fc.assert(
      fc.property(values, fc.boolean(), fc.integer({ min: 1, max: 40 }), (list, pretty, size) => {
        const asList = JSON.stringify(list, null, pretty ? 2 : 0);
        const parsed = cut(asList, size).map((item) => ('text' in item ? JSON.parse(item.text) : item.code));
        expect(parsed).toEqual(JSON.parse(asList));
        const objects = list.map((value) => JSON.stringify({ value }, null, pretty ? 2 : 0)).join('\n');
        expect(cut(objects, size).map((item) => ('text' in item ? JSON.parse(item.text).value : item))).toEqual(
          JSON.parse(asList),
        );
        const asLines = list.map((value) => JSON.stringify({ value })).join('\n');
        expect(cut(asLines, size).map((item) => ('text' in item ? JSON.parse(item.text).value : item))).toEqual(
          JSON.parse(asList),
        );
      }),
    );
  });
});
