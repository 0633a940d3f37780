import type { BookFacts, BudgetFacts, EmailFacts, MonthFacts } from '../../../src/core/email/facts.ts';

const month = (name: string, spent: string | null, forecast: readonly [string, string, string] | null): MonthFacts => ({
  month: name,
  spent,
  forecast: forecast === null ? null : { p10: forecast[0], p50: forecast[1], p90: forecast[2] },
  budget: '36000',
});

/** A budget that has October behind it and November likely to be exceeded. */
export const budgetNamed = (name: string, kind: BudgetFacts['kind'] = 'team'): BudgetFacts => ({
  name,
  kind,
  spent: '3563.77',
  budget: '2390',
  outlook: [
    {
      month: '2026-10',
      p10: '2500',
      p50: '2600',
      p90: '2700',
      budget: '2440',
      chance: 1,
      expectedOverrun: '160',
      status: 'over',
    },
    {
      month: '2026-11',
      p10: '2300',
      p50: '2600',
      p90: '2900',
      budget: '2490',
      chance: 0.71,
      expectedOverrun: '140.5',
      status: 'likely',
    },
    {
      month: '2026-12',
      p10: '2300',
      p50: '2500',
      p90: '2900',
      budget: '2540',
      chance: 0.42,
      expectedOverrun: '60',
      status: 'at_risk',
    },
  ],
});

/** A book whose scope and budget carry the given names. */
export const bookNamed = (scope: string, budgets: readonly BudgetFacts[]): BookFacts => ({
  currency: 'USD',
  scope: {
    name: scope,
    kind: 'company',
    spent: '33869.341295',
    spentBefore: '33359.327269',
    budget: '35240',
    months: [
      month('2026-08', '33359.33', null),
      month('2026-09', '33869.34', null),
      month('2026-10', null, ['33800', '34900', '36000']),
      month('2026-11', null, ['33000', '36100', '39900']),
    ],
    forecast: {
      p10: '103800',
      p50: '111100',
      p90: '119900',
      quarter: { label: 'FY2027-Q4', firstMonth: '2026-11', lastMonth: '2027-01' },
      budget: '111300',
      before: { quarter: { label: 'FY2027-Q2', firstMonth: '2026-05', lastMonth: '2026-07' }, spent: '97726.8' },
      accuracy: { origins: 2, quarterError: 0.041, runRateError: 0.098, coverage80: 0.81, intervalQuality: 'low' },
      drivers: [
        { effect: 'price', amount: '-3300.2' },
        { effect: 'users', amount: '6200.11' },
        { effect: 'residual', amount: '9000' },
        { effect: 'tokens', amount: '1163.29' },
        { effect: 'seats', amount: '310' },
      ],
    },
  },
  budgets,
});

/** Facts of a company mail; everything a test does not care about has a plain value. */
export const factsWith = (change: Partial<EmailFacts> = {}): EmailFacts => ({
  company: 'Example Works',
  audience: { kind: 'company' },
  period: '2026-09',
  asOf: '2026-10-25',
  books: [bookNamed('Example Works', [budgetNamed('Mobile')])],
  quality: {
    completeThrough: '2026-10-22',
    ownedShare: 0.964,
    pricedShare: 0.998,
    checks: 63,
    checksOutside: 2,
    warnings: [],
  },
  ...change,
});
