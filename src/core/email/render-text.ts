import { isolated } from './clean-text.ts';
import { HARD_BLANK } from './numbers.ts';
import type { BookView, EmailView } from './view-types.ts';

/** The mail as plain text: lines of words and figures, no table that a narrow screen would break. */
export function renderText(view: EmailView): string {
  const lines = [view.title, isolated(view.reader), ''];
  for (const book of view.books) lines.push(...bookText(book));
  lines.push('Data', view.quality, ...view.warnings.map((w) => `Note: ${w}`), '', ...view.footer);
  return `${lines.join('\n')}\n`.replaceAll(HARD_BLANK, ' ');
}

function bookText(book: BookView): string[] {
  const lines: string[] = [];
  if (book.heading !== null) lines.push(book.heading, '');
  if (book.scopeNote !== null) lines.push(isolated(book.scopeNote), '');
  for (const tile of book.tiles) lines.push(`${tile.label}: ${tile.value}`, ...tile.details.map((d) => `  ${d}`), '');
  if (book.forecastSentences.length > 0) lines.push('How good such forecasts were', ...book.forecastSentences, '');
  if (book.drivers !== null) {
    lines.push('What drives the change', book.drivers.intro);
    lines.push(...book.drivers.lines.map((d) => `  ${d.amount} ${book.currency}  ${d.text}`), '');
  }
  lines.push('Who will exceed the budget', book.exceeding.note);
  for (const line of book.exceeding.lines) {
    lines.push(`  ${isolated(line.name)}`);
    lines.push(`    ${line.months}: chance ${line.chance}, expected overrun ${book.currency} ${line.overrun}`);
  }
  lines.push('');
  if (book.budgets !== null) {
    lines.push('Your budgets last month');
    for (const line of book.budgets.lines) {
      lines.push(
        `  ${isolated(line.name)}`,
        `    spent ${line.spent} of ${line.budget} ${book.currency} (${line.used})`,
      );
    }
    if (book.budgets.note !== null) lines.push(`  ${book.budgets.note}`);
    lines.push('');
  }
  return lines;
}
