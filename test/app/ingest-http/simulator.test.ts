import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHttpStream, type WindowEvent } from '../../../src/app/ingest/http-stream.ts';
import { windowsToAsk } from '../../../src/app/ingest/windows.ts';
import { formatDecimal, parseDecimal, sumDecimals } from '../../../src/core/money/decimal.ts';
import { createHttpClient } from '../../../src/io/http/client.ts';
import { billedTotals, buildCompany, DEMO_AS_OF, type Simulator, startSimulator } from '../../../src/sim/index.ts';
import { anthropic } from '../../../src/sources/anthropic/index.ts';
import { openai } from '../../../src/sources/openai/index.ts';
import type { HttpStream, ParseNote, SourceDefinition } from '../../../src/sources/source.ts';
import { instantClock } from '../../support/scripted-server.ts';
import { fixtureContext } from '../../support/source-fixtures.ts';

const company = buildCompany();
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ company });
});
afterAll(() => simulator.close());

/** Reads every stream of a source from the simulated vendor, from the first of the periods to the demo's day. */
async function readAll(source: SourceDefinition) {
  const secret = source.auth!;
  const client = createHttpClient({
    connectionId: source.name,
    baseUrl: `${simulator.url}/${source.name}`,
    credential: { name: secret.secret, value: simulator.keys[secret.secret]!, header: secret.header },
    clock: instantClock(),
    random: () => 0.5,
  });
  const windows = new Map<string, WindowEvent[]>();
  const notes: ParseNote[] = [];
  const ended: string[] = [];
  for (const stream of source.streams as HttpStream[]) {
    const run = {
      stream,
      send: (request: Parameters<typeof client.send>[0]) => client.send(request),
      context: {
        ...fixtureContext,
        connectionId: source.name,
        logicalDay: DEMO_AS_OF,
        settings: { claude_code_workspace: 'none' },
      },
      land: async () => undefined,
      onNote: (note: ParseNote) => notes.push(note),
    };
    const ranges = windowsToAsk({ stream, start: `${PERIODS[0]}-01`, logicalDay: DEMO_AS_OF, covered: new Map() });
    const of: WindowEvent[] = [];
    for await (const event of runHttpStream(run, ranges)) {
      if (event.kind === 'window') of.push(event);
      else ended.push(`${stream.name}: ${event.kind}`);
    }
    windows.set(stream.name, of);
  }
  return { windows, notes, ended };
}

const PERIODS = ['2026-08', '2026-09', '2026-10'];

const CASES: [SourceDefinition, string][] = [
  [anthropic, 'cost_report'],
  [openai, 'costs'],
];

describe.each(CASES)('the simulated vendor of $name', (source, moneyStream) => {
  it('is read completely in spite of its faults, each dollar of the bill once', async () => {
    const { windows, notes, ended } = await readAll(source);
    expect(ended.filter((e) => e.endsWith('stopped'))).toEqual([]);
    const all = [...windows.values()].flat();
    expect(all.filter((w) => w.status === 'error' || w.status === 'incomplete')).toEqual([]);
    const rows = windows.get(moneyStream)!.flatMap((w) => w.rows);
    for (const period of PERIODS) {
      const ours = rows.filter((r) => r.period === period).map((r) => parseDecimal(r.billed_cost as string));
      const billed = Object.entries(billedTotals(company, period, DEMO_AS_OF)).filter(([key]) =>
        key.startsWith(`${source.name}|`),
      );
      expect(billed).toHaveLength(1);
      expect(`${period} ${formatDecimal(sumDecimals(ours))}`).toBe(
        `${period} ${formatDecimal(parseDecimal(billed[0]![1]))}`,
      );
    }
    expect(notes.filter((n) => n.code === 'unknown_field' || n.code === 'unknown_word')).toEqual([]);
    expect(notes.filter((n) => n.code.startsWith('duplicate')).length).toBeGreaterThan(0);
  });
});
