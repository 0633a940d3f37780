import { describe, expect, it } from 'vitest';
import { formatMoney } from '../../src/cli/output/money.ts';
import { renderTable } from '../../src/cli/output/table.ts';
import { csvLine } from '../../src/core/csv-line.ts';

describe('printed output', () => {
  it('rounds money half away from zero and groups thousands', () => {
    expect([
      formatMoney('1234567.895'),
      formatMoney('-0.005'),
      formatMoney('-0.004'),
      formatMoney('12', 'USD'),
    ]).toEqual(['1,234,567.90', '-0.01', '0.00', '12.00 USD']);
  });

  it('aligns numbers to the right and cuts only text on a narrow terminal', () => {
    const table = renderTable(
      [{ header: 'team' }, { header: 'spend', align: 'right' }],
      [
        ['a-team-with-a-very-long-name', '10.00'],
        ['b', '1,000.00'],
      ],
      22,
    );
    expect(table.split('\n')).toEqual([
      'team             spend',
      '------------  --------',
      'a-team-with…     10.00',
      'b             1,000.00',
    ]);
  });

  it('quotes CSV fields that need it and leaves NULL empty', () => {
    expect(csvLine(['a,b', 'say "hi"', null, 3, true])).toBe('"a,b","say ""hi""",,3,true');
  });
});
