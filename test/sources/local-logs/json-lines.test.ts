import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonLine, readJsonLines } from '../../../src/sources/kit/json-lines.ts';
import { StringCutter } from '../../../src/sources/kit/string-cutter.ts';

async function linesOf(chunks: readonly Uint8Array[], wanted?: (text: string) => boolean): Promise<JsonLine[]> {
  const source = (async function* () {
    yield* chunks;
  })();
  const found: JsonLine[] = [];
  for await (const line of readJsonLines(source, wanted)) found.push(line);
  return found;
}

const bytes = (text: string) => Buffer.from(text);

describe('the line reader', () => {
  it('reads lines however the bytes are cut, with BOM, CRLF and blank lines', async () => {
    const all = bytes('\uFEFF{"a":1}\r\n\r\n{"a":"ü"}\n{"a":3}');
    for (let at = 1; at < all.length; at += 1) {
      const found = await linesOf([all.subarray(0, at), all.subarray(at)]);
      expect(found).toEqual([
        { line: 1, value: { a: 1 } },
        { line: 3, value: { a: 'ü' } },
        { line: 4, value: { a: 3 } },
      ]);
    }
  });

  it('tells a torn last line from an invalid one', async () => {
    expect(await linesOf([bytes('{"a":\n{"a":1}\n{"a":2')])).toEqual([
      { line: 1, problem: 'invalid_line' },
      { line: 2, value: { a: 1 } },
      { line: 3, problem: 'torn_line' },
    ]);
  });

  it('gives no line for an empty file', async () => {
    expect(await linesOf([])).toEqual([]);
    expect(await linesOf([bytes('\n\n')])).toEqual([]);
  });

  it('reads the counts of a line of 200 MB without holding it', async () => {
    const block = Buffer.alloc(1024 * 1024, 'x');
    let highest = 0;
    const source = (async function* () {
      yield bytes('{"before":1,"content":"');
      for (let i = 0; i < 200; i += 1) {
        yield block;
        highest = Math.max(highest, process.memoryUsage().arrayBuffers);
      }
      yield bytes('\\"end","after":2}\n{"a":1}\n');
    })();
    const found: JsonLine[] = [];
    for await (const line of readJsonLines(source)) found.push(line);
    expect(found).toEqual([
      { line: 1, value: { before: 1, content: 'x'.repeat(1024), after: 2 } },
      { line: 2, value: { a: 1 } },
    ]);
    expect(highest).toBeLessThan(100 * 1024 * 1024);
  });

  it('gives up a line that is long without long strings, and goes on', async () => {
    const numbers = `[${'1,'.repeat(3 * 1024 * 1024)}1]\n`;
    expect(await linesOf([bytes(numbers), bytes('{"a":1}\n')])).toEqual([
      { line: 1, problem: 'line_too_long' },
      { line: 2, value: { a: 1 } },
    ]);
  });
});

describe('cutting strings', () => {
  it('leaves valid JSON of the same shape, with every string a prefix of the original', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\\', '"', '\n', 'é€😀'.repeat(9)),
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ t: text, n: fc.integer() })),
        fc.integer({ min: 1, max: 40 }),
        (value, piece) => {
          const json = bytes(JSON.stringify(value));
          const cutter = new StringCutter(8, 1_000_000);
          for (let at = 0; at < json.length; at += piece) cutter.push(json.subarray(at, at + piece));
          const cut = JSON.parse(Buffer.from(cutter.bytes()).toString()) as typeof value;
          expect(cut.map(({ n }) => n)).toEqual(value.map(({ n }) => n));
          const whole = JSON.parse(json.toString()) as typeof value;
          for (const [i, { t }] of cut.entries()) expect(whole[i]!.t.startsWith(t)).toBe(true);
        },
      ),
    );
  });
});
