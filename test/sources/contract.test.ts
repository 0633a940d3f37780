import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contractNamed } from '../../src/core/contracts/index.ts';
import { sources } from '../../src/sources/index.ts';
import {
  type HttpStream,
  type LandedPage,
  type ParseContext,
  type ParsedRow,
  SourceDataError,
  type Stream,
} from '../../src/sources/source.ts';
import {
  casesOf,
  contextOf,
  fileCasesOf,
  pagesOf,
  parseInput,
  parsePage,
  parsePages,
  printRows,
} from '../support/source-fixtures.ts';

const AMOUNTS = ['billed_cost', 'effective_cost', 'list_cost', 'contracted_cost', 'estimated_cost', 'seat_price'];

/** Every field of the body that the parser cannot do without, with the path its error must name. */
function requiredFields(
  stream: HttpStream,
  page: LandedPage,
  context: ParseContext,
): { path: string; body: unknown }[] {
  const found: { path: string; body: unknown }[] = [];
  const visit = (value: unknown, path: string, rebuild: (replaced: unknown) => unknown) => {
    if (Array.isArray(value)) {
      const [first, ...rest] = value;
      if (first !== undefined) visit(first, `${path}[0]`, (replaced) => rebuild([replaced, ...rest]));
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, child] of Object.entries(value)) {
        const { [name]: _removed, ...others } = value as Record<string, unknown>;
        const childPath = path === '' ? name : `${path}.${name}`;
        const body = rebuild(others);
        try {
          parsePage(stream, { ...page, body }, context);
        } catch {
          found.push({ path: childPath, body });
        }
        visit(child, childPath, (replaced) => rebuild({ ...(value as object), [name]: replaced }));
      }
    }
  };
  visit(page.body, '', (replaced) => replaced);
  return found;
}

/** Paths of the lists of an answer that are in no other list. */
function listsIn(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => listsIn(child, path === '' ? name : `${path}.${name}`));
}

/** The body with a field nobody knows in every object. */
function withExtraField(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withExtraField);
  if (typeof value !== 'object' || value === null) return value;
  return {
    ...Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withExtraField(child)])),
    field_of_tomorrow: 1,
  };
}

/** Rows belong to the stream's tables, satisfy their contracts, have keys of their own; amounts carry a currency. Instants in UTC are part of the contract. */
function checkRows(stream: Stream, rows: readonly ParsedRow[]) {
  const seen = new Set<string>();
  const tables = stream.tables.map((t) => t.name);
  for (const { table, dt, row } of rows) {
    expect(tables).toContain(table);
    const contract = contractNamed(table);
    const result = contract.row.strict().safeParse(row);
    expect(result.error?.issues ?? [], `${table} of ${dt}`).toEqual([]);
    const key = [table, dt, ...contract.key.map((column) => row[column])].join(' ');
    expect(seen.has(key), `second row with the key ${key}`).toBe(false);
    seen.add(key);
    expect(dt).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    if (AMOUNTS.some((amount) => row[amount] != null))
      expect(row.currency, 'an amount without currency').toMatch(/^[A-Z]{3}$/);
  }
}

describe.each(sources.map((source) => ({ source })))('source $source.name', ({ source }) => {
  it('names its streams once', () => {
    const names = source.streams.map((stream) => stream.name);
    expect(names).toEqual([...new Set(names)]);
  });

  const httpStreams = source.streams.filter((stream) => stream.kind === 'http');
  describe.each(httpStreams.map((stream) => ({ stream })))('stream $stream.name', ({ stream }) => {
    const cases = casesOf(source.name, stream.name);

    it('has a fixture', () => {
      expect(cases.length, `test/fixtures/${source.name}/${stream.name}/<case>/page-1.json is missing`).toBeGreaterThan(
        0,
      );
    });

    it.each(cases)(
      'turns $name into the expected rows, true to their contract, the same every time',
      async (fixture) => {
        const context = contextOf(source, fixture);
        const { rows } = parsePages(stream, pagesOf(fixture), context);
        checkRows(stream, rows);
        expect(parsePages(stream, pagesOf(fixture), context).rows).toEqual(rows);
        await expect(printRows(rows)).toMatchFileSnapshot(join(fixture.folder, 'expected.json'));
      },
    );

    it.each(cases)('reads $name the same when the vendor adds fields, and notes them', (fixture) => {
      const pages = pagesOf(fixture);
      const context = contextOf(source, fixture);
      const extended = parsePages(
        stream,
        pages.map((page) => ({ ...page, body: withExtraField(page.body) })),
        context,
      );
      expect(extended.rows).toEqual(parsePages(stream, pages, context).rows);
      expect(extended.notes).toContainEqual({ code: 'unknown_field', detail: 'field_of_tomorrow' });
    });

    it.each(cases)('refuses $name without a required field, naming its path', (fixture) => {
      const context = contextOf(source, fixture);
      const required = pagesOf(fixture).flatMap((page) =>
        requiredFields(stream, page, context).map((field) => ({ ...field, page })),
      );
      const lists = pagesOf(fixture).flatMap(({ body }) => listsIn(body, ''));
      const found = lists.filter((list) => required.some((r) => r.path === list));
      expect(found, 'the list of the answer').not.toEqual([]);
      expect(found.some((list) => required.some((r) => r.path.startsWith(`${list}[0]`)))).toBe(true);
      for (const { path, body, page } of required) {
        const parse = () => parsePage(stream, { ...page, body }, context);
        expect(parse).toThrow(SourceDataError);
        expect(parse).toThrow(`field ${path}: `);
      }
    });
  });

  const fileStreams = source.streams.filter((stream) => stream.kind === 'file');
  describe.each(fileStreams.map((stream) => ({ stream })))('file stream $stream.name', ({ stream }) => {
    const cases = fileCasesOf(source.name);

    it('has a fixture it reads rows from', async () => {
      const counts = await Promise.all(cases.map(async (fixture) => (await parseInput(stream, fixture)).rows.length));
      expect(Math.max(0, ...counts), `test/fixtures/${source.name}/<case>/input/ is missing`).toBeGreaterThan(0);
    });

    it.each(cases)('turns $name into rows true to their contract, the same every time', async (fixture) => {
      const { rows } = await parseInput(stream, fixture);
      checkRows(stream, rows);
      expect((await parseInput(stream, fixture)).rows).toEqual(rows);
    });
  });
});
