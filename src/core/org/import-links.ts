import { csvLine } from '../csv-line.ts';
import { type Line, readTable } from '../csv-table.ts';
import { compareDecimals, parseDecimal } from '../money/decimal.ts';
import type { Problem } from '../problem.ts';
import { loadLinkOverrides } from './link-overrides.ts';
import { type OrgLines, orgTables } from './tables.ts';

/** Where decisions are kept, below the config folder. */
export const LINK_FILE = 'link_overrides.csv';

const cells = orgTables[LINK_FILE];
const columns = Object.keys(cells) as (keyof typeof cells)[];
type Decision = Line<typeof cells>;

/** What importing decisions would do. */
export interface ImportedLinks {
  /** The config file afterwards; unchanged when nothing is new. */
  readonly text: string;
  readonly added: number;
  /** Decisions that the config file holds already. */
  readonly present: number;
  /** With any of these nothing is to be written. */
  readonly problems: readonly Problem[];
}

/**
 * Appends decisions of a file (same columns) to the text of `link_overrides.csv` (NULL when there is none yet). A decision
 * that stands is never changed: another one about the same session and place is a problem that names both lines. `outcomes`
 * are the published outcome ids, or null when none are known yet.
 */
export function importLinks(
  existing: string | null,
  incoming: { readonly file: string; readonly text: string },
  outcomes: ReadonlySet<string> | null,
): ImportedLinks {
  const standing = existing === null ? { lines: [], problems: [] } : readTable(LINK_FILE, existing, cells);
  const told = readTable(incoming.file, incoming.text, cells);
  const problems = [
    ...standing.problems.map((p) => ({ ...p, file: `config/${p.file}` })),
    ...told.problems,
    ...ownProblems(told.lines).map((p) => ({ ...p, file: incoming.file })),
    ...unknownOutcomes(incoming.file, told.lines, outcomes),
  ];
  const decided = groupByPlace(standing.lines);
  const fresh: Decision[] = [];
  let present = 0;
  for (const [place, lines] of groupByPlace(told.lines)) {
    const before = decided.get(place);
    if (before === undefined) fresh.push(...lines);
    else if (sameDecision(before, lines)) present += lines.length;
    else problems.push(...lines.map((line) => conflict(incoming.file, line, before)));
  }
  const header = headerOf(existing);
  problems.push(...missingColumns(fresh, header));
  if (problems.length > 0 || fresh.length === 0) return { text: existing ?? '', added: 0, present, problems };
  const appended = fresh.map(({ row }) => csvLine(header.map((name) => row[name])));
  const head = existing ?? csvLine(header);
  return { text: `${head.replace(/\n*$/, '')}\n${appended.join('\n')}\n`, added: fresh.length, present, problems };
}

function ownProblems(lines: readonly Decision[]): readonly Problem[] {
  const empty = Object.fromEntries(Object.keys(orgTables).map((file) => [file, []])) as unknown as OrgLines;
  return loadLinkOverrides({ ...empty, [LINK_FILE]: lines }, (email) => email).problems;
}

function unknownOutcomes(
  file: string,
  lines: readonly Decision[],
  outcomes: ReadonlySet<string> | null,
): readonly Problem[] {
  if (outcomes === null) return [];
  return lines
    .filter(({ row }) => !outcomes.has(row.outcome))
    .map(({ line, row }) => ({
      file,
      line,
      message: `outcome ${row.outcome} is not among the ${outcomes.size} published ones`,
      remedy: 'write an outcome_id of fct_outcome, or the best_candidate of fin_orphans_v1',
    }));
}

const placeOf = ({ row }: Decision) => JSON.stringify([row.session, row.repo, row.branch, row.day]);

function groupByPlace(lines: readonly Decision[]): Map<string, Decision[]> {
  const groups = new Map<string, Decision[]>();
  for (const line of lines) groups.set(placeOf(line), [...(groups.get(placeOf(line)) ?? []), line]);
  return groups;
}

/** True when both say the same outcomes with the same weights. */
function sameDecision(before: readonly Decision[], lines: readonly Decision[]): boolean {
  const isSame = (a: Decision, b: Decision) =>
    a.row.outcome === b.row.outcome && compareDecimals(parseDecimal(a.row.weight), parseDecimal(b.row.weight)) === 0;
  return before.length === lines.length && lines.every((line) => before.some((b) => isSame(b, line)));
}

function conflict(file: string, { line, row }: Decision, before: readonly Decision[]): Problem {
  const first = before[0]!;
  return {
    file,
    line,
    message: `session ${row.session} is already decided by ${first.row.who} on line ${first.line} of config/${LINK_FILE}: ${first.row.outcome}`,
    remedy: `change that line by hand if it is wrong, or leave this one out`,
  };
}

function headerOf(existing: string | null): (keyof typeof cells)[] {
  if (existing === null) return columns;
  const names = existing
    .split(/\r?\n/, 1)[0]!
    .replace(/^\uFEFF/, '')
    .split(',');
  return names.map((name) => name.trim() as keyof typeof cells);
}

function missingColumns(fresh: readonly Decision[], header: readonly string[]): readonly Problem[] {
  const needed = columns.filter(
    (name) =>
      !header.includes(name) &&
      fresh.some(({ row }) => row[name] !== null && !(name === 'weight' && row.weight === '1')),
  );
  return needed.map((name) => ({
    file: `config/${LINK_FILE}`,
    line: 1,
    message: `column "${name}" is missing, but the decisions to import use it`,
    remedy: `add it to the header; the header is ${columns.join(',')}`,
  }));
}
