import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileStreamResult, runFileStream } from '../../../src/app/ingest/file-stream.ts';
import { listLanding, readLandedFile } from '../../../src/io/landing.ts';
import type { ObjectStore } from '../../../src/io/object-store.ts';
import { openRawRun } from '../../../src/io/raw-lake.ts';
import { memoryStore } from '../../../src/io/store/memory-store.ts';
import { invoices } from '../../../src/sources/invoices.ts';
import { localLogs } from '../../../src/sources/local-logs/index.ts';
import type { FileStream, InputFile, ParseNote } from '../../../src/sources/source.ts';
import { parseContext, textFile } from '../../support/input-files.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const invoiceStream = invoices.streams[0] as FileStream;
const claudeStream = localLogs.streams[0] as FileStream;
const HEADER =
  'invoice_id,line_id,provider,billing_account,tool,billing_month,charge_category,charge_kind,description,quantity,unit,amount,currency,applies_to';
const invoice = (line: number, month: string, amount: string) =>
  `INV-FAKE,${line},github,acc-FAKE,github_copilot,${month},Purchase,seat,Seats,10,seats,${amount},USD,`;
const session = (id: string, day: string) =>
  JSON.stringify({
    type: 'assistant',
    timestamp: `${day}T10:00:00.000Z`,
    cwd: '/home/dev/private-name',
    requestId: `req_FAKE_${id}`,
    message: {
      id: `msg_FAKE_${id}`,
      model: 'claude-sonnet-5',
      content: 'private words',
      usage: { input_tokens: 3, output_tokens: 1 },
    },
  });

let scratch: Awaited<ReturnType<typeof tempFolder>>;
let store: ObjectStore;
let runs = 0;
beforeEach(async () => {
  scratch = await tempFolder();
  store = memoryStore();
  runs = 0;
});
afterEach(() => scratch.remove());

async function run(source: string, stream: FileStream, files: InputFile[]) {
  runs += 1;
  const notes: ParseNote[] = [];
  const result = await runFileStream({
    source,
    stream,
    files,
    context: parseContext({ actor: 'dev@example.com' }),
    store,
    asOf: `2026110${runs}T000000Z`,
    scratch: `${scratch.path}/${runs}`,
    onNote: (note) => notes.push(note),
  });
  return { result, notes };
}

async function landed(source: string, stream: FileStream): Promise<string[]> {
  const keys: string[] = [];
  const place = { source, connection: 'test', stream: stream.name };
  for await (const { key } of listLanding(store, place)) keys.push(key);
  return keys;
}

async function shape({ windows }: FileStreamResult) {
  const shown: string[] = [];
  for (const window of windows) {
    let rows = 0;
    for await (const _ of window.rows()) rows += 1;
    shown.push(`${window.table} ${window.day} ${rows}/${window.rowCount}`);
  }
  return shown;
}

describe('a file stream', () => {
  it('sorts the rows of all files into windows and gives them back as they were', async () => {
    const files = [
      textFile('a.csv', [HEADER, invoice(1, '2026-09', '390.00'), invoice(2, '2026-10', '400')].join('\n')),
      textFile('b.csv', [HEADER, invoice(3, '2026-09', '-1.5')].join('\n')),
    ];
    const { result } = await run('invoices', invoiceStream, files);
    expect(await shape(result)).toEqual(['cost 2026-09-01 2/2', 'cost 2026-10-01 1/1']);
    const amounts: unknown[] = [];
    for await (const row of result.windows[0]!.rows())
      amounts.push([row.billed_cost, row.provisional, row.tool, row.model]);
    expect(amounts).toEqual([
      ['390', false, 'github_copilot', null],
      ['-1.5', false, 'github_copilot', null],
    ]);
  });

  it('lands a file once, and again only when its bytes change', async () => {
    const file = (amount: string) => textFile('a.csv', `${HEADER}\n${invoice(1, '2026-10', amount)}\n`);
    const first = await run('invoices', invoiceStream, [file('1')]);
    const same = await run('invoices', invoiceStream, [file('1')]);
    expect(same.result.contentHash).toBe(first.result.contentHash);
    expect(await landed('invoices', invoiceStream)).toHaveLength(1);
    const changed = await run('invoices', invoiceStream, [file('2')]);
    expect(changed.result.contentHash).not.toBe(first.result.contentHash);
    expect(await landed('invoices', invoiceStream)).toHaveLength(2);
  });

  it('gives no window at all when one line of a cost file is wrong', async () => {
    const files = [textFile('a.csv', `${HEADER}\n${invoice(1, '2026-10', '1')}\n${invoice(2, '2026-13', '1,0')}\n`)];
    await expect(run('invoices', invoiceStream, files)).rejects.toThrow('a.csv:3: broken CSV');
    await expect(
      run('invoices', invoiceStream, [textFile('a.csv', `${HEADER}\n${invoice(2, '2026-13', '1.0')}\n`)]),
    ).rejects.toThrow('a.csv:2: billing_month is "2026-13" → write the month as YYYY-MM');
  });

  it('names the windows that finance has taken out of the files', async () => {
    const raw = await openRawRun(store, {
      source: 'invoices',
      connection: 'test',
      stream: 'invoices',
      run: '20261101T000000Z-aaaaaaaa',
      dataAsOf: '2026-11-01T00:00:00.000Z',
      logicalDay: '2026-11-01',
    });
    const { result } = await run('invoices', invoiceStream, [
      textFile('a.csv', `${HEADER}\n${invoice(1, '2026-09', '1')}\n`),
    ]);
    await raw.writeWindow('cost', '2026-09-01', result.windows[0]!.rows());
    await raw.commit();
    const later = await run('invoices', invoiceStream, [
      textFile('a.csv', `${HEADER}\n${invoice(1, '2026-10', '1')}\n`),
    ]);
    expect(await shape(later.result)).toEqual(['cost 2026-10-01 1/1']);
    expect(later.result.emptied).toEqual([{ table: 'cost', day: '2026-09-01' }]);
  });

  it('keeps session logs that their tool has deleted, from what was landed of them', async () => {
    const old = textFile('projects/-home-dev-private-name/old.jsonl', `${session('A', '2026-09-01')}\n`);
    const recent = textFile(
      'projects/-home-dev-private-name/new.jsonl',
      `${session('B', '2026-11-01')}\n{"torn "usage" "message"`,
    );
    const first = await run('local-logs', claudeStream, [old, recent]);
    expect(await shape(first.result)).toEqual(['usage 2026-09-01 1/1', 'usage 2026-11-01 1/1']);
    expect(first.notes).toEqual([{ code: 'torn_line', detail: `${recent.path}:2` }]);
    const later = await run('local-logs', claudeStream, [recent]);
    expect(await shape(later.result)).toEqual(['usage 2026-09-01 1/1', 'usage 2026-11-01 1/1']);
    expect(later.result.contentHash).toBe(first.result.contentHash);
  });

  it('lands neither content nor paths of session logs', async () => {
    await run('local-logs', claudeStream, [
      textFile('projects/-home-dev-private-name/s.jsonl', `${session('A', '2026-09-01')}\n`),
    ]);
    const keys = await landed('local-logs', claudeStream);
    expect(keys).toHaveLength(1);
    const texts: string[] = [];
    for await (const chunk of readLandedFile(store, keys[0]!)) texts.push(Buffer.from(chunk).toString());
    expect(`${keys.join()}${texts.join('')}`).not.toMatch(/private words|home/);
    expect(JSON.parse(texts.join(''))).toMatchObject({ repo: expect.stringMatching(/^private-name-[0-9a-f]{8}$/) });
  });
});
