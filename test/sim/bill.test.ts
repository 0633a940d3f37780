import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listPrice, type TokenKind } from '../../src/sim/company/list-prices.ts';
import { money, printMoney, splitMoney } from '../../src/sim/company/money.ts';
import { billedTotals, buildCompany, companyFiles, type Simulator, startSimulator } from '../../src/sim/index.ts';
import { by, elements, exactSum, type Json, unix } from './client.ts';

const company = buildCompany();
const files = companyFiles(company, { baseUrl: 'http://127.0.0.1:9' });
let sim: Simulator;
beforeAll(async () => {
  sim = await startSimulator({ company, faults: [] });
});
afterAll(() => sim.close());

const range = (from: string, to: string) =>
  [
    ['starting_at', `${from}T00:00:00Z`],
    ['ending_at', `${to}T00:00:00Z`],
    ['limit', '31'],
  ] as const;

/** Sums by key, of exact decimal strings. */
function sums(rows: readonly (readonly [key: string, amount: string])[]): Record<string, string> {
  const found = new Map<string, string>();
  for (const [key, amount] of rows) found.set(key, exactSum([found.get(key) ?? '0', amount]));
  return Object.fromEntries([...found].filter(([, amount]) => amount !== '0').sort(([a], [b]) => (a < b ? -1 : 1)));
}

const KINDS: readonly (readonly [TokenKind, string, (r: Json) => number])[] = [
  ['input_uncached', 'uncached_input_tokens', (r) => r.uncached_input_tokens],
  ['cache_write_5m', 'cache_creation.ephemeral_5m_input_tokens', (r) => r.cache_creation.ephemeral_5m_input_tokens],
  ['cache_write_1h', 'cache_creation.ephemeral_1h_input_tokens', (r) => r.cache_creation.ephemeral_1h_input_tokens],
  ['cache_read', 'cache_read_input_tokens', (r) => r.cache_read_input_tokens],
  ['output', 'output_tokens', (r) => r.output_tokens],
];

describe('the simulated bill', () => {
  it.each(['2026-02-10', '2026-04-30', '2026-05-01', '2026-07-15', '2026-10-07', '2026-10-24'])(
    'of Anthropic on %s is usage × list price × tier × geography × contract, line by line',
    async (day) => {
      const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
      const [usage] = await elements(sim, 'anthropic', 'usage_report/messages', [
        ...range(day, next),
        ...by('workspace_id', 'api_key_id', 'model', 'service_tier', 'context_window', 'inference_geo'),
      ]);
      const [cost] = await elements(sim, 'anthropic', 'cost_report', [
        ...range(day, next),
        ...by('workspace_id', 'description'),
      ]);
      const contract = day >= '2026-05-01' ? 95n : 100n;
      const expected = usage.results
        .filter((r: Json) => r.service_tier !== 'priority')
        .flatMap((r: Json) =>
          KINDS.filter(([, , count]) => count(r) > 0).map(([kind, word, count]) => {
            const tier = r.service_tier === 'batch' ? 50n : 100n;
            const geo = r.inference_geo === 'us' ? 110n : 100n;
            const pico = listPrice(r.model, kind, day) * BigInt(count(r)) * tier * geo * contract;
            return [
              `${r.workspace_id}|${r.model}|${r.service_tier}|${r.inference_geo}|${word}`,
              printMoney(pico / 1_000_000n, 10),
            ];
          }),
        );
      const printed = cost.results
        .filter((r: Json) => r.cost_type === 'tokens')
        .map((r: Json) => [
          `${r.workspace_id}|${r.model}|${r.service_tier}|${r.inference_geo}|${r.token_type}`,
          r.amount,
        ]);
      expect(Object.keys(sums(printed)).length).toBeGreaterThan(10);
      expect(sums(printed)).toEqual(sums(expected));
    },
  );

  it.each(['2026-07-29', '2026-07-30', '2026-08-20', '2026-08-21', '2026-10-20'])(
    'of OpenAI on %s is usage × list price, halved for batches, with the price cuts on their day',
    async (day) => {
      const window = [
        ['start_time', unix(day)],
        ['end_time', String(Number(unix(day)) + 86_400)],
      ] as const;
      const dims = by('project_id', 'api_key_id', 'model', 'batch');
      const [usage] = await elements(sim, 'openai', 'usage/completions', [...window, ...dims]);
      const [costs] = await elements(sim, 'openai', 'costs', [
        ...window,
        ...by('line_item', 'project_id', 'api_key_id'),
      ]);
      const expected = usage.results.flatMap((r: Json) => {
        const uncached = r.input_uncached_tokens ?? r.input_tokens - r.input_cached_tokens;
        const kinds: [TokenKind, string, number][] = [
          ['input_uncached', 'input_tokens', uncached],
          ['cache_read', 'cached_input_tokens', r.input_cached_tokens],
          ['cache_write_30m', 'cache_write_tokens', r.input_cache_write_tokens ?? 0],
          ['output', 'output_tokens', r.output_tokens],
        ];
        return kinds
          .filter(([, , count]) => count > 0)
          .map(([kind, word, count]) => {
            const full = listPrice(r.model, kind, day) * BigInt(count);
            return [
              `${r.project_id}|${r.api_key_id}|${r.model}${r.batch ? ', batch' : ''}, ${word}`,
              printMoney(r.batch ? full / 2n : full),
            ] as const;
          });
      });
      const printed = costs.results
        .filter((l: Json) => /_tokens$/.test(l.line_item) && !l.line_item.startsWith('text-embedding'))
        .map((l: Json) => [`${l.project_id}|${l.api_key_id}|${l.line_item}`, exactSum([l.amount.value])] as const);
      expect(sums(printed)).toEqual(sums(expected));
    },
  );

  it('cuts the price of one model by 80 % on 30 July', () => {
    expect(listPrice('gpt-5.6-luna', 'output', '2026-07-29')).toBe(money('0.000006'));
    expect(listPrice('gpt-5.6-luna', 'output', '2026-07-30')).toBe(money('0.0000012'));
    expect(() => listPrice('gpt-5.6-luna', 'output', '2026-07-08')).toThrow('no simulated vendor sells');
  });

  it('sums over HTTP and in files to what the vendors billed in a month', async () => {
    const month = '2026-06';
    const totals = billedTotals(company, month);
    const cost = await elements(sim, 'anthropic', 'cost_report', range('2026-06-01', '2026-07-01'));
    const cents = money(exactSum(cost.flatMap((b) => b.results).map((r: Json) => r.amount)));
    expect(printMoney(cents / 100n)).toBe(totals['anthropic|org-northwind']);
    const costs = await elements(sim, 'openai', 'costs', [
      ['start_time', unix('2026-06-01')],
      ['end_time', unix('2026-07-01')],
    ]);
    expect(exactSum(costs.flatMap((b) => b.results).map((r: Json) => r.amount.value))).toBe(
      totals['openai|org-nw-openai'],
    );

    const csv = (path: string): Json[] => {
      const bytes = Buffer.from(files.find((f) => f.path === path)!.bytes);
      return parse(path.endsWith('.gz') ? gunzipSync(bytes) : bytes, { columns: true });
    };
    const cloud = csv(`exports/focus/northwind-focus/data/billing_period=${month}/northwind-focus-00001.csv.gz`);
    const ai = cloud.filter((r) => /Bedrock/.test(r.ServiceName));
    expect(exactSum(ai.map((r) => r.BilledCost))).toBe(totals['aws_bedrock|999900001111']);
    expect(cloud.length - ai.length).toBeGreaterThan(100);
    for (const vendor of ['github-copilot', 'cursor', 'model-gateway']) {
      const lines = csv(`config/invoices/${vendor}.csv`).filter((r) => r.billing_month === month);
      const key = `${lines[0].provider}|${lines[0].billing_account}`;
      expect([key, exactSum(lines.map((r) => r.amount))]).toEqual([key, totals[key]]);
    }
  });

  it('writes FOCUS lines whose costs are price × quantity, with a credit, a tax and a correction', () => {
    const rows: Json[] = files
      .filter((f) => f.path.endsWith('-00001.csv.gz'))
      .flatMap((f) => parse(gunzipSync(Buffer.from(f.bytes)), { columns: true }) as Json[]);
    expect(new Set(rows.map((r) => r.ChargeCategory))).toEqual(new Set(['Usage', 'Credit', 'Tax']));
    expect(rows.filter((r) => r.ChargeClass === 'Correction')).toHaveLength(1);
    for (const r of rows.filter((row) => row.ListUnitPrice !== '')) {
      expect(printMoney((money(r.ListUnitPrice) * money(r.PricingQuantity)) / 10n ** 12n)).toBe(r.ListCost);
      expect(printMoney((money(r.ContractedUnitPrice) * money(r.PricingQuantity)) / 10n ** 12n)).toBe(r.ContractedCost);
    }
    const discounted = rows.filter((r) => r.ListCost !== r.BilledCost && r.ChargeCategory === 'Usage');
    expect(new Set(discounted.map((r) => r.ServiceName))).toEqual(new Set(['Amazon Bedrock']));
  });
});

describe('splitting money', () => {
  it('gives left-over units by largest remainder and keeps the sum and the sign', () => {
    expect(splitMoney(100n, [40n, 30n, 30n, 4n])).toEqual([38n, 29n, 29n, 4n]);
    expect(splitMoney(-10_000n, [1n, 1n, 1n])).toEqual([-3334n, -3333n, -3333n]);
    expect(splitMoney(5n, [0n, 0n])).toEqual([3n, 2n]);
    expect(splitMoney(5n, [])).toEqual([]);
  });

  it('refuses amounts it cannot hold exactly', () => {
    expect(() => money('0.0000000000001')).toThrow('at most 12 decimals');
    expect(() => money('1e-7')).toThrow('not an amount');
  });
});
