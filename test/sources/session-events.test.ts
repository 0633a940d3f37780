import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sessionEvent } from '../../src/core/contracts/index.ts';
import { sessionEvents } from '../../src/sources/session-events/index.ts';
import type { FileStream } from '../../src/sources/source.ts';
import { collected, inputFiles, parseContext, shown, textFile } from '../support/input-files.ts';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../fixtures/session-events/collector');
const context = parseContext();
const stream = sessionEvents.streams[0] as FileStream;
const input = () => inputFiles(path.join(folder, 'input'));
const lines = async (files = input()) => {
  const kept: string[] = [];
  for (const file of files) {
    for await (const item of stream.evidenceLines!(file, context)) if (typeof item === 'string') kept.push(item);
  }
  return kept;
};

describe('session events of a collector', () => {
  it('give the expected rows, each satisfying the contract under a key of its own', async () => {
    const { rows } = await collected(stream.parseFiles(input(), context));
    for (const { row } of rows) expect(sessionEvent.row.strict().safeParse(row).error).toBeUndefined();
    expect(new Set(rows.map(({ row }) => row.event_key)).size).toBe(rows.length);
    const expected = path.join(folder, 'expected.json');
    if (process.env.UPDATE_FIXTURES === '1') writeFileSync(expected, `${JSON.stringify(rows.map(shown), null, 2)}\n`);
    expect(rows.map(shown)).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
  });

  it('count each line that is no event with its reason and tokens, and never show what it held', async () => {
    const { notes } = await collected(stream.parseFiles(input(), context));
    expect(notes.map(({ code, detail, tokens }) => [code, detail, tokens])).toEqual([
      ['unknown_field', 'events.jsonl: prompt', undefined],
      ['quarantined', 'events.jsonl:5: kind is not what it should be', 7],
      ['quarantined', 'events.jsonl:6: tool_name is not what it should be', 0],
      ['quarantined', 'events.jsonl:7: ts is not what it should be', 0],
      ['quarantined', 'events.jsonl:8: timestamp in the future', 0],
      ['quarantined', 'events.jsonl:9: output is not what it should be', 11],
      ['quarantined', 'events.jsonl:10: no session_id', 14],
      ['quarantined', 'events.jsonl:11: no JSON object', 0],
      ['torn_line', 'events.jsonl:12', undefined],
    ]);
    expect(JSON.stringify(notes)).not.toMatch(/daydream|everything|yesterday/);
  });

  it('land known fields only, and what is landed reads the same again', async () => {
    const kept = await lines();
    expect(kept).toHaveLength(4);
    expect(kept.join('\n')).not.toContain('must stay behind');
    expect(kept[0]).toContain('"actor":"person:pseudonym-of-email-mira@example.com"');
    const again = textFile('lines.ndjson', `${kept.join('\n')}\n`);
    expect(await lines([again])).toEqual(kept);
    const [first, second] = await Promise.all([
      collected(stream.parseFiles(input(), context)),
      collected(stream.parseFiles([again], context)),
    ]);
    expect(second.rows).toEqual(first.rows);
  });

  it('are read from gzip files too, and an event keeps its key whatever file it comes by', async () => {
    const bytes = gzipSync(readFileSync(path.join(folder, 'input', 'events.jsonl')));
    const packed = {
      path: '2026/11/19.jsonl.gz',
      size: bytes.length,
      open: async function* () {
        yield bytes;
      },
    };
    expect(stream.accepts(packed.path)).toBe(true);
    const [plain, unpacked] = await Promise.all([
      collected(stream.parseFiles(input(), context)),
      collected(stream.parseFiles([packed], context)),
    ]);
    expect(unpacked.rows).toEqual(plain.rows);
    const torn = {
      ...packed,
      open: async function* () {
        yield bytes.subarray(0, bytes.length - 20);
      },
    };
    await expect(collected(stream.parseFiles([torn], context))).rejects.toThrow(/gzip data are cut off or damaged/);
  });
});
