import { describe, expect, it } from 'vitest';
import { type PriceRow, priceEvents } from '../../../src/core/forecast-config/price-events.ts';

const row = (tokenKind: string, price: number | null, validFrom: string, more: Partial<PriceRow> = {}): PriceRow => ({
  provider: 'v',
  model: 'm',
  tokenKind,
  price,
  validFrom,
  validTo: null,
  knownFrom: validFrom,
  ...more,
});

const MIX = {
  tool: 't',
  provider: 'v',
  model: 'm',
  tokens: new Map([
    ['input', 3],
    ['output', 1],
  ]),
};
const SPAN = { from: '2026-01-01', to: '2027-06-01', asOf: '2026-10-25' };

describe('price changes of models in use', () => {
  it('become a factor on the price of the present mix', () => {
    const prices = [
      row('input', 1, '2025-01-01', { validTo: '2026-12-01' }),
      row('input', 2, '2026-12-01', { knownFrom: '2026-10-01' }),
      row('output', 5, '2025-01-01'),
    ];
    const { events, warnings } = priceEvents([MIX], prices, SPAN);
    expect(events).toEqual([
      expect.objectContaining({
        kind: 'price_factor',
        effectiveDate: '2026-12-01',
        tool: 't',
        model: 'm',
        announcedAt: '2026-10-01',
      }),
    ]);
    expect(events[0]!.value).toBeCloseTo(11 / 8, 12);
    expect(warnings).toEqual([]);
  });

  it('are not known before they were announced, and a cancelled one is none', () => {
    const old = row('input', 1, '2025-01-01');
    const dearer = row('input', 2, '2026-12-01', { knownFrom: '2026-10-01' });
    expect(priceEvents([MIX], [old, { ...dearer, knownFrom: '2026-11-01' }], SPAN).events).toEqual([]);
    const cancelled = row('input', 1, '2026-12-01', { knownFrom: '2026-10-20' });
    expect(priceEvents([MIX], [old, dearer, cancelled], SPAN).events).toEqual([]);
  });

  it('that lead to an unknown price are a warning, not a guess', () => {
    const prices = [
      row('input', 1, '2025-01-01', { validTo: '2026-11-21' }),
      row('input', null, '2026-11-21', { knownFrom: '2026-07-09' }),
    ];
    const { events, warnings } = priceEvents([MIX], prices, SPAN);
    expect(events).toEqual([]);
    expect(warnings).toEqual(['the list price of m is not known from 2026-11-21 on; the present price is carried on']);
  });

  it('do not include the launch of a model', () => {
    expect(priceEvents([MIX], [row('input', 1, '2026-06-01')], SPAN).events).toEqual([]);
  });
});
