import { addDecimals, compareDecimals, formatDecimal, parseDecimal, ZERO } from '../money/decimal.ts';
import { shortText } from './clean-text.ts';
import type { BudgetFacts, OutlookFacts } from './facts.ts';
import { chance, percent, ratio, shortMonth, wholeAmount } from './numbers.ts';
import type { BookView, BudgetLine } from './view-types.ts';

const KIND_WORDS: Readonly<Record<BudgetFacts['kind'], string>> = {
  company: ' (company)',
  org: '',
  team: '',
  tool: ' (tool)',
  cost_center: ' (cost centre)',
};

/** "Will exceed" is over already, or likely: a chance of one half and more (forecasting rules, budgets). */
const willExceed = (o: OutlookFacts) => o.status === 'over' || o.status === 'likely';

/** A budget's name as the mail shows it, with its kind where it is no team. */
export function budgetName(budget: Pick<BudgetFacts, 'name' | 'kind'>): string {
  return shortText(budget.name, 60) + KIND_WORDS[budget.kind];
}

/** At most `listed` budgets that will probably not hold, the dearest first. */
export function exceedingLines(budgets: readonly BudgetFacts[], listed: number): BookView['exceeding'] {
  const found = budgets
    .map((budget) => {
      const months = budget.outlook.filter(willExceed).sort((a, b) => (a.month < b.month ? -1 : 1));
      const overrun = months.reduce((sum, m) => addDecimals(sum, parseDecimal(m.expectedOverrun)), ZERO);
      return { budget, months, overrun };
    })
    .filter((x) => x.months.length > 0)
    .sort((a, b) => compareDecimals(b.overrun, a.overrun) || (a.budget.name < b.budget.name ? -1 : 1));
  if (found.length === 0) {
    return {
      note: budgets.some((b) => b.outlook.length > 0)
        ? 'No budget is more likely than not to be exceeded.'
        : 'No forecast against budgets has been made.',
      lines: [],
    };
  }
  const more = found.length - listed;
  return {
    note: `Months whose budget is used up already or will be exceeded with a chance of one half and more${more > 0 ? `; ${more} more are in the attachment` : ''}.`,
    lines: found.slice(0, listed).map(({ budget, months, overrun }) => ({
      name: budgetName(budget),
      months: months.map((m) => shortMonth(m.month)).join(', '),
      chance: chance(Math.max(...months.map((m) => m.chance))),
      overrun: wholeAmount(formatDecimal(overrun)),
    })),
  };
}

/** At most `listed` of the reader's budgets in the reported month, the most used first. */
export function budgetLines(budgets: readonly BudgetFacts[], listed: number): BookView['budgets'] {
  const rank = (b: BudgetFacts) => ratio(b.spent, b.budget) ?? -1;
  const shown = [...budgets].sort((a, b) => rank(b) - rank(a) || (a.name < b.name ? -1 : 1)).slice(0, listed);
  const more = budgets.length - shown.length;
  const lines = shown.map((budget): BudgetLine => {
    const used = ratio(budget.spent, budget.budget);
    return {
      name: budgetName(budget),
      spent: budget.spent === null ? 'not known' : wholeAmount(budget.spent),
      budget: budget.budget === null ? 'none' : wholeAmount(budget.budget),
      used: used === null ? '–' : percent(used),
      isOver: used !== null && used > 1,
    };
  });
  return { lines, note: more > 0 ? `${more} more are in the attachment.` : null };
}
