import type { Problem } from '../problem.ts';
import type { OrgFile, OrgLines } from './tables.ts';

/** What the loaders of the other files need to know about people. */
export interface People {
  readonly emails: ReadonlySet<string>;
  readonly rows: readonly Record<string, unknown>[];
  readonly problems: readonly Problem[];
}

/** People by pseudonym; an e-mail that two lines claim is a problem of both. Names stay in the file. */
export function loadPeople(lines: OrgLines, personKey: (email: string) => string): People {
  const problems: Problem[] = [];
  const firstLine = new Map<string, number>();
  for (const { line, row } of lines['people.csv']) {
    const earlier = firstLine.get(row.email);
    if (earlier !== undefined) {
      problems.push({
        file: 'people.csv',
        line,
        message: `${row.email} is on line ${earlier} and on line ${line}`,
        remedy: 'an e-mail belongs to one person: remove a line, or correct one of the e-mails',
      });
    }
    firstLine.set(row.email, earlier ?? line);
    if (row.active_from !== null && row.active_to !== null && row.active_to <= row.active_from) {
      problems.push({
        file: 'people.csv',
        line,
        message: `active_from ${row.active_from} is not before active_to ${row.active_to}`,
        remedy: 'active_to is the day after the last day at the company',
      });
    }
  }
  const rows = lines['people.csv'].map(({ row }) => ({
    person_key: personKey(row.email),
    is_bot: row.is_bot,
    active_from: row.active_from,
    active_to: row.active_to,
  }));
  return { emails: new Set(firstLine.keys()), rows, problems };
}

/** Problems of lines that name an e-mail nobody in people.csv has. */
export function unknownPeople(
  file: OrgFile,
  lines: readonly { readonly line: number; readonly email: string | null }[],
  people: People,
): Problem[] {
  return lines
    .filter(({ email }) => email !== null && !people.emails.has(email))
    .map(({ line, email }) => ({
      file,
      line,
      message: `${email} is not in people.csv`,
      remedy: 'add the person to people.csv or correct the e-mail',
    }));
}
