import { describe, expect, it } from 'vitest';
import { readTable } from '../../../src/core/csv-table.ts';
import { eventOf, forecastEventCells } from '../../../src/core/forecast-config/events.ts';

const read = (text: string) => readTable('forecast_events.csv', text, forecastEventCells);

describe('forecast_events.csv', () => {
  it('reads a change with its scope; empty means all, certain and without a ramp of its own', () => {
    const { lines, problems } = read(
      'effective_date,kind,tool,model,team,value,certainty,source,announced_at\n2026-12-01,price_factor,,m,,0.8,,vendor,2026-10-01\n2026-12-01,headcount_add,,,search,5,0.5,plan,2026-10-01\n',
    );
    expect(problems).toEqual([]);
    expect(lines.map(({ row }) => eventOf(row))).toEqual([
      {
        kind: 'price_factor',
        effectiveDate: '2026-12-01',
        tool: null,
        model: 'm',
        team: null,
        value: 0.8,
        certainty: 1,
        source: 'vendor',
        announcedAt: '2026-10-01',
      },
      {
        kind: 'headcount_add',
        effectiveDate: '2026-12-01',
        tool: null,
        model: null,
        team: 'search',
        value: 5,
        certainty: 0.5,
        source: 'plan',
        announcedAt: '2026-10-01',
      },
    ]);
  });

  it('refuses kinds and shares that do not exist, with the line', () => {
    const { problems } = read(
      'effective_date,kind,value,certainty,source,announced_at\n2026-12-01,price_facto,0.8,50,vendor,2026-10-01\n',
    );
    expect(problems.map((p) => `${p.line} ${p.message}`)).toEqual(['2 kind is "price_facto"', '2 certainty is "50"']);
  });
});
