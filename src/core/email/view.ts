import { budgetLines, exceedingLines } from './budget-lines.ts';
import { driverChart, spendChart } from './charts.ts';
import { cleanText, shortText } from './clean-text.ts';
import { effectWords } from './effects.ts';
import type { BookFacts, EmailFacts, ForecastFacts } from './facts.ts';
import { HARD_BLANK, money, monthName, monthSpan, percent, ratio, signedAmount, signedPercent } from './numbers.ts';
import { accuracySentence, budgetSentence, changeSentence, intervalSentence, qualitySentence } from './sentences.ts';
import type { BookView, DriverLine, EmailView, Tile } from './view-types.ts';

/** Characters of a name before it is cut; the attachment has it whole. */
export const NAME_LENGTH = 60;

/** Budgets listed in all books together: a page of them stays below the size at which clients cut a mail. */
const LISTED = 15;

/** Smaller effects would be shown as 0. */
const LEAST_EFFECT = 0.005;

/** Drivers shown in words; the chart and the attachment have all. */
const DRIVERS_SHOWN = 3;

/**
 * Turns the facts of one mail into what its reader sees: every text ready, every figure written out, names cleaned but
 * not yet escaped. Pure; text and HTML are rendered from the same view, so they cannot differ.
 */
export function emailView(facts: EmailFacts): EmailView {
  const company = shortText(facts.company, NAME_LENGTH);
  const month = monthName(facts.period);
  const first = facts.books[0];
  return {
    subject: subjectOf(facts, company, month).replaceAll(HARD_BLANK, ' '),
    preheader: first === undefined ? 'No spend is known for this month.' : preheaderOf(first),
    title: `AI spend in ${month}`,
    reader:
      facts.audience.kind === 'company'
        ? `${company}, whole company`
        : `${company}, the budgets you answer for${first === undefined ? '' : `: ${scopeNames(facts)}`}`,
    books: facts.books.map((book, i) => bookView(book, facts, i)),
    quality: qualitySentence(facts.quality),
    warnings: facts.quality.warnings.map((w) => shortText(w, 240)),
    footer: [
      `Figures as of ${facts.asOf}, from the published warehouse; the attached CSV has every figure unrounded.`,
      'Amounts are what teams spend together. Nobody is ranked, and no single person’s use is shown.',
    ],
  };
}

/** Names of the scopes in the mail, at most three. */
function scopeNames(facts: EmailFacts): string {
  const names = [...new Set(facts.books.flatMap((b) => b.budgets.map((x) => shortText(x.name, 40))))];
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

function subjectOf(facts: EmailFacts, company: string, month: string): string {
  const book = facts.books[0];
  const who = facts.audience.kind === 'company' ? company : shortText(book?.scope.name ?? facts.company, 40);
  if (book?.scope.spent === undefined || book.scope.spent === null) return `${who}: AI spend in ${month}`;
  const used = ratio(book.scope.spent, book.scope.budget);
  const against = used === null ? '' : `, ${percent(used)} of budget`;
  return `${who}: AI spend in ${month} ${money(book.scope.spent, book.currency)}${against}`;
}

function preheaderOf(book: BookFacts): string {
  const { forecast } = book.scope;
  if (forecast === null) return 'No forecast has been made for the next quarter yet.';
  return `Next quarter ${money(forecast.p50, book.currency)}, ${intervalSentence(forecast, book.currency)}`;
}

function bookView(book: BookFacts, facts: EmailFacts, index: number): BookView {
  const { scope, currency } = book;
  const owner = facts.audience.kind === 'owner';
  const listed = Math.max(3, Math.floor(LISTED / facts.books.length));
  const name = shortText(scope.name, NAME_LENGTH);
  return {
    heading: facts.books.length > 1 ? `Amounts in ${currency}` : null,
    scopeNote: owner && book.budgets.length > 1 ? `Figures and charts for ${name}; your other budgets follow.` : null,
    currency,
    tiles: [spentTile(book, facts.period), forecastTile(scope.forecast, currency)],
    spendChart: spendChart(scope.months, currency, `spend-${index}`, name),
    forecastSentences: scope.forecast === null ? [] : [accuracySentence(scope.forecast.accuracy)],
    drivers: scope.forecast === null ? null : driversOf(scope.forecast, currency, index),
    exceeding: exceedingLines(book.budgets, listed),
    budgets: owner ? budgetLines(book.budgets, listed) : null,
  };
}

function spentTile(book: BookFacts, period: string): Tile {
  const { scope, currency } = book;
  const label = `Spent in ${monthName(period)}`;
  if (scope.spent === null) return { label, value: 'not known', details: ['No bill or cost report covers the month.'] };
  const details = [budgetSentence(scope.spent, scope.budget, currency)];
  const change = changeSentence(scope.spent, scope.spentBefore, 'the month before');
  return { label, value: money(scope.spent, currency), details: change === null ? details : [...details, change] };
}

function forecastTile(forecast: ForecastFacts | null, currency: string): Tile {
  if (forecast === null) {
    return { label: 'Next quarter', value: 'no forecast', details: ['Run tokenledger forecast to make one.'] };
  }
  const { quarter, before } = forecast;
  const details = [intervalSentence(forecast, currency)];
  if (forecast.budget !== null) details.push(budgetSentence(forecast.p50, forecast.budget, currency));
  const change = ratio(forecast.p50, before?.spent ?? null);
  if (before !== null && change !== null) {
    details.push(
      `${signedPercent(change - 1)} against ${monthSpan(before.quarter.firstMonth, before.quarter.lastMonth)}`,
    );
  }
  return {
    label: `Next quarter, ${monthSpan(quarter.firstMonth, quarter.lastMonth)}`,
    value: money(forecast.p50, currency),
    details,
  };
}

function driversOf(forecast: ForecastFacts, currency: string, index: number): BookView['drivers'] {
  const { before } = forecast;
  const moving = forecast.drivers
    .filter((d) => Math.abs(Number(d.amount)) >= LEAST_EFFECT)
    .sort((a, b) => Math.abs(Number(b.amount)) - Math.abs(Number(a.amount)) || (a.effect < b.effect ? -1 : 1));
  if (before === null || moving.length === 0) return null;
  const named = [...moving.filter((d) => d.effect !== 'residual'), ...moving.filter((d) => d.effect === 'residual')];
  const lines: DriverLine[] = named.slice(0, DRIVERS_SHOWN).map((driver) => {
    const words = effectWords(driver.effect);
    const up = !driver.amount.startsWith('-');
    return { text: cleanText(up ? words.up : words.down), amount: signedAmount(driver.amount), up };
  });
  const from = `${money(before.spent, currency)} in ${monthSpan(before.quarter.firstMonth, before.quarter.lastMonth)}`;
  return {
    intro: `From ${from} to ${money(forecast.p50, currency)}: the three largest causes. The chart has all of them; together they make the whole difference.`,
    lines,
    chart: driverChart(moving, currency, `drivers-${index}`),
  };
}
