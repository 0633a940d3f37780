import { createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLandedPage } from '../../src/app/ingest/landed-page.ts';
import type {
  FileStream,
  HttpStream,
  LandedPage,
  ParseContext,
  Parsed,
  ParsedRow,
  ParseNote,
  SourceDefinition,
} from '../../src/sources/source.ts';
import { collected, inputFiles } from './input-files.ts';

/** One fixture case: recorded pages of a stream below `test/fixtures/<source>/<stream>`, or input files of a source below `test/fixtures/<source>`. */
export interface FixtureCase {
  readonly name: string;
  readonly folder: string;
}

const fixtures = join(import.meta.dirname, '..', 'fixtures');

/** The cases of a stream; none when there is no folder. */
export function casesOf(source: string, stream: string): FixtureCase[] {
  const folder = join(fixtures, source, stream);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ name: entry.name, folder: join(folder, entry.name) }));
}

/** The landed pages of a case. */
export function pagesOf(fixture: FixtureCase): LandedPage[] {
  return readdirSync(fixture.folder)
    .filter((file) => file.startsWith('page-'))
    .sort()
    .map((file) => readLandedPage(readFileSync(join(fixture.folder, file), 'utf8')));
}

/** Settings of the fixture connections; sources take what they know. */
export const fixtureSettings = { billing_account: 'org-fake', claude_code_workspace: 'wrkspc_01FAKEcode' };

const keyed = (text: string) => createHmac('sha256', 'fixture-key').update(text).digest('hex');

/** The context a run on 2026-06-10 gives to parsers. */
export const fixtureContext: ParseContext = {
  connectionId: 'fixture',
  pseudonym: (_kind, id) => keyed(id.trim().toLowerCase()),
  digest: keyed,
  logicalDay: '2026-06-10',
  settings: fixtureSettings,
};

/** The context of a case: `settings.json` in its folder holds its connection's settings. */
export function contextOf(source: Pick<SourceDefinition, 'settings'>, fixture: FixtureCase): ParseContext {
  const file = join(fixture.folder, 'settings.json');
  if (!existsSync(file)) return fixtureContext;
  const { unit, ...given } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  return { ...fixtureContext, settings: { ...source.settings.parse(given), ...(unit === undefined ? {} : { unit }) } };
}

/** What the stream makes of an answer as the vendor sent it: first what it lets in, then its rows. */
export function parsePage(stream: HttpStream, page: LandedPage, context: ParseContext = fixtureContext): Parsed {
  const body = stream.atTheDoor === undefined ? page.body : stream.atTheDoor(page, context);
  return stream.parse({ ...page, body }, context);
}

/** Rows and notes of all pages of a case, parsed in order. */
export function parsePages(
  stream: HttpStream,
  pages: readonly LandedPage[],
  context: ParseContext = fixtureContext,
): { rows: ParsedRow[]; notes: ParseNote[] } {
  const parsed = pages.map((page) => parsePage(stream, page, context));
  return { rows: parsed.flatMap((p) => p.rows), notes: parsed.flatMap((p) => p.notes) };
}

/** Cases of a file source: folders below `test/fixtures/<source>` with their files in `input`. */
export function fileCasesOf(source: string): FixtureCase[] {
  return casesOf(source, '.').filter(({ folder }) => existsSync(join(folder, 'input')));
}

/** Rows and notes of the input files of a case that the stream accepts. */
export function parseInput(stream: FileStream, fixture: FixtureCase) {
  const files = inputFiles(join(fixture.folder, 'input')).filter(({ path }) => stream.accepts(path));
  return collected(stream.parseFiles(files, { ...fixtureContext, logicalDay: '2026-11-20' }));
}

/** Rows as reviewed text: NULL columns left out, bigints as their digits. */
export function printRows(rows: readonly ParsedRow[]): string {
  const shown = rows.map(({ table, dt, row }) => ({
    table,
    dt,
    row: Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
  }));
  return `${JSON.stringify(shown, (_key, value) => (typeof value === 'bigint' ? value.toString() : value), 2)}\n`;
}
