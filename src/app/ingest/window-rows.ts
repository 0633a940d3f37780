import type { DayRange, HttpStream, Parsed, ParsedRow, ParseNote } from '../../sources/source.ts';
import { WindowError } from './window-error.ts';
import { windowDays } from './windows.ts';

type Row = ParsedRow['row'];

/** One (table, day) of a range. */
export interface DayRows {
  readonly table: string;
  readonly day: string;
  readonly rows: readonly Row[];
  /** False when the vendor answered for other days of the range but left this one out. */
  readonly isAnswered: boolean;
}

/** Collects the rows of a range page by page: each key once, only days that were asked, grouped by table and day. */
export class WindowRows {
  readonly notes: ParseNote[] = [];
  private readonly groups = new Map<string, Map<string, Row>>();
  private readonly answered = new Set<string>();
  private listsDays = false;
  private readonly stream: HttpStream;
  private readonly range: DayRange;

  constructor(stream: HttpStream, range: DayRange) {
    this.stream = stream;
    this.range = range;
    const days = windowDays(stream.window, range);
    for (const { name } of stream.tables) for (const day of days) this.groups.set(`${name} ${day}`, new Map());
  }

  note(note: ParseNote): void {
    this.notes.push(note);
  }

  /**
   * Takes a page's rows over. A row met before with equal figures is counted once and noted (a page sent twice);
   * with other figures it throws, because nobody can say which one holds.
   */
  add(parsed: Parsed, title: string): void {
    this.notes.push(...parsed.notes);
    if (parsed.days !== undefined) this.listsDays = true;
    for (const day of parsed.days ?? []) this.answered.add(day);
    let repeated = 0;
    for (const { table, dt, row } of parsed.rows) {
      const group = this.groups.get(`${table} ${dt}`);
      if (group === undefined) {
        this.note({ code: 'outside_window', detail: `${table} ${dt}` });
        continue;
      }
      const key = this.keyOf(table, row);
      const known = group.get(key);
      if (known === undefined) {
        group.set(key, row);
      } else if (isEqual(known, row)) {
        repeated += 1;
      } else {
        throw new WindowError(
          `${title}: ${table} of ${dt} came twice with different figures (key ${key}); the window keeps its previous data, run again`,
          false,
        );
      }
    }
    if (repeated === 0) return;
    if (repeated === parsed.rows.length) this.note({ code: 'duplicate_page', detail: title });
    else for (let i = 0; i < repeated; i += 1) this.note({ code: 'duplicate_row', detail: title });
  }

  /** Every (table, day) of the range in order, also the empty ones. */
  days(): DayRows[] {
    const hasAnswers = this.listsDays && this.answered.size > 0;
    return this.stream.tables.flatMap(({ name }) =>
      windowDays(this.stream.window, this.range).map((day) => ({
        table: name,
        day,
        rows: [...this.groups.get(`${name} ${day}`)!.values()],
        isAnswered: !hasAnswers || this.answered.has(day),
      })),
    );
  }

  private keyOf(table: string, row: Row): string {
    const contract = this.stream.tables.find(({ name }) => name === table)!;
    return contract.key.map((column) => String(row[column])).join(' ');
  }
}

function isEqual(a: Row, b: Row): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
