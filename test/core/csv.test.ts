import { describe, expect, it } from 'vitest';
import { type CsvShapeError, parseCsv, readCsv } from '../../src/core/csv.ts';

async function streamed(text: string | Buffer, size: number) {
  const all = typeof text === 'string' ? Buffer.from(text) : text;
  const chunks = (async function* () {
    for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
  })();
  const records = [];
  for await (const record of readCsv(chunks)) records.push(record);
  return records;
}

function failure(run: () => unknown): CsvShapeError {
  try {
    run();
  } catch (error) {
    return error as CsvShapeError;
  }
  throw new Error('no error was thrown');
}

describe('reading CSV', () => {
  const text = '\uFEFFa,b\r\n1,"x ""q"" y"\r\n\r\n3,"two\nlines"\r\n';
  const records = [
    { line: 2, values: { a: '1', b: 'x "q" y' } },
    { line: 5, values: { a: '3', b: 'two\nlines' } },
  ];

  it('understands BOM, CRLF, quotes, blank lines and line breaks in fields, however the bytes are cut', async () => {
    expect(parseCsv(text)).toEqual(records);
    for (const size of [1, 2, 5, 1000]) expect(await streamed(text, size)).toEqual(records);
  });

  it('names the line where a quote opens that never closes', async () => {
    const broken = 'a,b\n1,2\n3,"open\n4,5\n';
    expect(failure(() => parseCsv(broken))).toMatchObject({ name: 'CsvShapeError', line: 3 });
    await expect(streamed(broken, 4)).rejects.toMatchObject({
      line: 3,
      remedy: expect.stringContaining('close the quoted field'),
    });
  });

  it('does not take a file into memory for a quote that never closes', async () => {
    const endless = (async function* () {
      yield Buffer.from('a,b\n1,"');
      for (let i = 0; i < 64; i += 1) yield Buffer.alloc(1024 * 1024, 'x');
    })();
    const read = (async () => {
      for await (const _ of readCsv(endless)) expect.fail('no record is complete');
    })();
    await expect(read).rejects.toMatchObject({ line: 2, remedy: expect.stringContaining('8 MB') });
  });

  it('refuses lines with fewer fields than the header, and a header that names a column twice', () => {
    expect(failure(() => parseCsv('a,b\n1,2\n3\n'))).toMatchObject({ line: 3 });
    expect(failure(() => parseCsv('a,a\n1,2\n')).message).toBe('the header names column "a" twice');
  });

  it('refuses a file that is not UTF-8, naming the line, however the bytes are cut', async () => {
    const bytes = Buffer.from('name,a\nZoë,1\nJosé,2\nAna,3\n');
    const latin1 = Buffer.concat([bytes.subarray(0, 14), Buffer.from('José,2\nAna,3\n', 'latin1')]);
    for (const size of [1, 2, 3, 5, 1000]) {
      await expect(streamed(latin1, size)).rejects.toMatchObject({
        line: 3,
        message: expect.stringContaining('not UTF-8'),
        remedy: expect.stringContaining('save it as UTF-8'),
      });
      expect(await streamed(bytes, size)).toHaveLength(3);
    }
    await expect(streamed(bytes.subarray(0, 10), 4)).rejects.toMatchObject({ line: 2 });
  });
});
