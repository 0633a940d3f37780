import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runFileStream } from '../../../src/app/ingest/file-stream.ts';
import { folderStore } from '../../../src/io/store/folder-store.ts';
import { sources } from '../../../src/sources/index.ts';
import type { FileStream } from '../../../src/sources/source.ts';

/**
 * Reads a made-up billing export of so many megabytes, in lines of about so many characters, never whole on disk or in memory, through the file
 * stream of `focus`; prints rows and peak memory as JSON.
 */
const megabytes = Number(process.argv[2]);
const charactersPerLine = Number(process.argv[3]);
const columns: Record<string, string> = {
  BilledCost: '0.25',
  EffectiveCost: '0.25',
  ListCost: '0.25',
  ContractedCost: '0.25',
  BillingAccountId: '999900001111',
  BillingPeriodStart: '2026-10-01T00:00:00Z',
  BillingPeriodEnd: '2026-11-01T00:00:00Z',
  ChargePeriodStart: '2026-10-01T00:00:00Z',
  ChargePeriodEnd: '2026-10-02T00:00:00Z',
  BillingCurrency: 'USD',
  ProviderName: 'AWS',
  PublisherName: 'AWS',
  InvoiceIssuerName: 'AWS',
  ChargeCategory: 'Usage',
  ServiceCategory: 'AI and Machine Learning',
  ServiceName: 'Amazon Bedrock',
  ResourceId: '',
  ChargeDescription: 'a long description '.repeat(Math.ceil(charactersPerLine / 19)).trim(),
};
const line = (n: number) => `${Object.values({ ...columns, ResourceId: `r-${n}` }).join(',')}\n`;
const lines = Math.floor((megabytes * 1024 * 1024) / line(0).length);

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${Object.keys(columns).join(',')}\n`);
  for (let n = 0; n < lines; n += 500) {
    yield Buffer.from(Array.from({ length: Math.min(500, lines - n) }, (_, i) => line(n + i)).join(''));
  }
}

const scratch = await mkdtemp(path.join(tmpdir(), 'tl-large-'));
const focus = sources.find((s) => s.name === 'focus')!;
const result = await runFileStream({
  source: 'focus',
  stream: focus.streams[0] as FileStream,
  files: [{ path: 'large.csv', size: megabytes * 1024 * 1024, open: bytes }],
  context: { connectionId: 'cloud', pseudonym: (_, id) => id, logicalDay: '2026-10-25', settings: {} },
  store: folderStore(path.join(scratch, 'lake')),
  asOf: '20261025T000000Z',
  scratch,
  onNote: () => {},
});
let rows = 0;
for (const window of result.windows) for await (const _ of window.rows()) rows += 1;
await rm(scratch, { recursive: true, force: true });
process.stdout.write(JSON.stringify({ lines, rows, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) }));
