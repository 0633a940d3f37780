import { describe, expect, it } from 'vitest';
import { renderText } from '../../../src/core/email/render-text.ts';
import { emailView } from '../../../src/core/email/view.ts';
import { bookNamed, budgetNamed, factsWith } from './sample-facts.ts';

const textOf = (facts = factsWith()) => renderText(emailView(facts));

describe('the monthly mail', () => {
  it('says what was spent, against which budget and against the month before', () => {
    const text = textOf();
    expect(text).toContain('Spent in September 2026: USD 33,869');
    expect(text).toContain('96 % of the budget of USD 35,240, USD 1,371 left');
    expect(text).toContain('+1.5 % against the month before');
  });

  it('gives the next quarter with its interval and what such forecasts were worth', () => {
    const text = textOf();
    expect(text).toContain('Next quarter, Nov 2026 – Jan 2027: USD 111,100');
    expect(text).toContain('80 % interval: USD 103,800 to 119,900');
    expect(text).toContain('Forecasts made at 2 earlier dates missed the quarter total by 4.1 % on average');
    expect(text).toContain('carrying the last 30 days forward missed by 9.8 %');
    expect(text).toContain('take the interval as a rough one');
  });

  it('names three drivers, the largest first, and an unexplained rest only after them', () => {
    const lines = emailView(factsWith()).books[0]!.drivers!.lines;
    expect(lines.map((l) => `${l.amount} ${l.text}`)).toEqual([
      '+6,200 More people use AI tools',
      '−3,300 Tokens cost less',
      '+1,163 Each active person uses more',
    ]);
  });

  it('lists budgets that are over or likely, with months, the highest chance and the sum of expected overruns', () => {
    const { exceeding } = emailView(factsWith()).books[0]!;
    expect(exceeding.lines).toEqual([{ name: 'Mobile', months: 'Oct, Nov', chance: 'certain', overrun: '301' }]);
  });

  it('never shows an uncertain chance as 0 or 100 per cent', () => {
    const sure = budgetNamed('Mobile');
    const budget = { ...sure, outlook: [{ ...sure.outlook[1]!, chance: 0.9999 }] };
    const { exceeding } = emailView(factsWith({ books: [bookNamed('Example Works', [budget])] })).books[0]!;
    expect(exceeding.lines[0]!.chance).toBe('99\u00a0%');
  });

  it('does not round a share near one up to all', () => {
    expect(textOf()).toContain('99.8 % of the tokens have a list price');
  });

  it('shows an owner the own budgets and names them', () => {
    const books = [bookNamed('Mobile', [budgetNamed('Mobile'), budgetNamed('claude_code', 'tool')])];
    const text = textOf(factsWith({ audience: { kind: 'owner', personKey: 'ab12' }, books }));
    expect(text).toContain('the budgets you answer for: Mobile, claude_code');
    expect(text).toContain('Your budgets last month');
    expect(text).toContain('spent 3,564 of 2,390 USD (149 %)');
  });

  it('says so when there is no forecast, no budget, no spend and no check', () => {
    const { scope } = bookNamed('Example Works', []);
    const bare = { ...scope, spent: null, spentBefore: null, budget: null, forecast: null, months: [] };
    const text = textOf(
      factsWith({
        books: [{ currency: 'USD', scope: bare, budgets: [] }],
        quality: {
          completeThrough: null,
          ownedShare: null,
          pricedShare: null,
          checks: 0,
          checksOutside: 0,
          warnings: [],
        },
      }),
    );
    expect(text).toContain('Spent in September 2026: not known');
    expect(text).toContain('Next quarter: no forecast');
    expect(text).toContain('No forecast against budgets has been made.');
    expect(text).toContain('it is not known which days are complete'.replace('it', 'It'));
    expect(text).not.toMatch(/NaN|undefined|null/);
  });

  it('keeps currencies apart', () => {
    const euros = { ...bookNamed('Example Works', []), currency: 'EUR' };
    const text = textOf(factsWith({ books: [...factsWith().books, euros] }));
    expect(text).toContain('Amounts in USD');
    expect(text).toContain('Amounts in EUR');
    expect(text).toContain('Spent in September 2026: EUR 33,869');
  });

  it('carries warnings of the forecast', () => {
    const quality = { ...factsWith().quality, warnings: ['two currencies were found'] };
    expect(textOf(factsWith({ quality }))).toContain('Note: two currencies were found');
  });
});
