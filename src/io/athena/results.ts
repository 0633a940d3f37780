import type { ColumnInfo, Datum, GetQueryResultsOutput } from '@aws-sdk/client-athena';
import type { Cell, QueryResult } from '../query-engine.ts';

/** Types whose values a JavaScript number holds exactly. */
const SMALL = new Set(['tinyint', 'smallint', 'integer', 'float', 'real', 'double']);

/**
 * Reads every page of a result. The first row of the first page is the header and is left out; `getPage` gets the token of
 * the page before. Numbers beyond a JavaScript number stay text, a missing value is NULL and an empty text is a text.
 */
export async function readResults(
  getPage: (token: string | undefined) => Promise<GetQueryResultsOutput>,
): Promise<QueryResult> {
  const rows: Record<string, Cell>[] = [];
  let info: readonly ColumnInfo[] = [];
  let token: string | undefined;
  let isFirst = true;
  do {
    const page = await getPage(token);
    if (isFirst) info = page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
    const found = page.ResultSet?.Rows ?? [];
    const values = isFirst && isHeader(found[0]?.Data, info) ? found.slice(1) : found;
    for (const { Data } of values) rows.push(rowOf(Data ?? [], info));
    token = page.NextToken;
    isFirst = false;
  } while (token !== undefined);
  return { columns: info.map((c) => ({ name: c.Name!, type: typeOf(c) })), rows };
}

/** Queries have a header row, statements such as SHOW have none. */
function isHeader(data: readonly Datum[] | undefined, info: readonly ColumnInfo[]): boolean {
  return data !== undefined && data.length === info.length && info.every((c, i) => data[i]?.VarCharValue === c.Name);
}

function rowOf(data: readonly Datum[], info: readonly ColumnInfo[]): Record<string, Cell> {
  return Object.fromEntries(info.map((c, i) => [c.Name!, cellOf(data[i]?.VarCharValue, c.Type ?? 'varchar')]));
}

function cellOf(text: string | undefined, type: string): Cell {
  if (text === undefined) return null;
  if (type === 'boolean') return text === 'true';
  if (SMALL.has(type)) return Number(text);
  // A timestamp always comes with three digits; whole seconds are written without them, as everywhere else here.
  return type.startsWith('timestamp') ? text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') : text;
}

function typeOf({ Type = 'varchar', Precision, Scale }: ColumnInfo): string {
  return Type === 'decimal' ? `decimal(${Precision},${Scale})` : Type;
}
