import { csvLine } from '../csv-line.ts';
import { cleanText } from './clean-text.ts';
import type { BookFacts, EmailFacts } from './facts.ts';

/** Characters that make a spreadsheet read a text as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

const COLUMNS = ['section', 'scope_kind', 'scope', 'period', 'measure', 'value', 'currency'] as const;

type Line = readonly [
  section: string,
  kind: string,
  scope: string,
  period: string,
  measure: string,
  value: string | number | null,
];

/**
 * Every figure of a mail unrounded, one a line, as CSV (UTF-8, RFC 4180 with CRLF). Names that a spreadsheet would run as
 * a formula get a leading apostrophe; amounts are decimals of our own and stay numbers.
 */
export function attachmentCsv(facts: EmailFacts): string {
  const lines = facts.books.flatMap((book) =>
    bookLines(book, facts.period).map(([section, kind, scope, ...rest]) =>
      csvLine([section, kind, safeCell(cleanText(scope)), ...rest, book.currency]),
    ),
  );
  return `${[csvLine(COLUMNS), ...lines].join('\r\n')}\r\n`;
}

/** A text that a spreadsheet shows as it stands. */
export function safeCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function bookLines(book: BookFacts, period: string): Line[] {
  const { scope } = book;
  const lines: Line[] = [
    ['spend', scope.kind, scope.name, period, 'spent', scope.spent],
    ['spend', scope.kind, scope.name, period, 'budget', scope.budget],
  ];
  for (const m of scope.months) {
    lines.push(['month', scope.kind, scope.name, m.month, 'spent', m.spent]);
    for (const q of ['p10', 'p50', 'p90'] as const) {
      if (m.forecast !== null) lines.push(['month', scope.kind, scope.name, m.month, q, m.forecast[q]]);
    }
    lines.push(['month', scope.kind, scope.name, m.month, 'budget', m.budget]);
  }
  lines.push(...forecastLines(book));
  for (const b of book.budgets) {
    lines.push(
      ['budget', b.kind, b.name, period, 'spent', b.spent],
      ['budget', b.kind, b.name, period, 'budget', b.budget],
    );
    for (const o of b.outlook) {
      lines.push(
        ['outlook', b.kind, b.name, o.month, 'budget', o.budget],
        ['outlook', b.kind, b.name, o.month, 'p10', o.p10],
        ['outlook', b.kind, b.name, o.month, 'p50', o.p50],
        ['outlook', b.kind, b.name, o.month, 'p90', o.p90],
        ['outlook', b.kind, b.name, o.month, 'chance_of_exceeding', o.chance],
        ['outlook', b.kind, b.name, o.month, 'expected_overrun', o.expectedOverrun],
        ['outlook', b.kind, b.name, o.month, 'status', o.status],
      );
    }
  }
  return lines;
}

function forecastLines({ scope }: BookFacts): Line[] {
  const { forecast } = scope;
  if (forecast === null) return [];
  const { quarter, before, accuracy } = forecast;
  const line = (section: string, at: string, measure: string, value: string | number | null): Line => [
    section,
    scope.kind,
    scope.name,
    at,
    measure,
    value,
  ];
  return [
    line('forecast', quarter.label, 'p10', forecast.p10),
    line('forecast', quarter.label, 'p50', forecast.p50),
    line('forecast', quarter.label, 'p90', forecast.p90),
    line('forecast', quarter.label, 'budget', forecast.budget),
    ...(before === null ? [] : [line('forecast', before.quarter.label, 'spent', before.spent)]),
    ...(accuracy === null
      ? []
      : [
          line('accuracy', quarter.label, 'backtest_dates', accuracy.origins),
          line('accuracy', quarter.label, 'mean_error_share', accuracy.quarterError),
          line('accuracy', quarter.label, 'run_rate_error_share', accuracy.runRateError),
          line('accuracy', quarter.label, 'coverage_80', accuracy.coverage80),
        ]),
    ...forecast.drivers.map((d) => line('driver', quarter.label, d.effect, d.amount)),
  ];
}
