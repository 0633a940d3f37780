import type { Cell, QueryResult } from '../../../src/io/query-engine.ts';

/** A finished statement: its rows and how many bytes it read from files. */
export interface StatementResult extends QueryResult {
  readonly physicalInputBytes: number;
}

interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly errorName: string; readonly message: string };
  readonly stats?: { readonly physicalInputBytes?: number };
}

/** Runs one statement over Trino's HTTP protocol and reads all rows, exactly. Throws `<error name>: <message>`. */
export async function runStatement(url: string, catalog: string, sql: string): Promise<StatementResult> {
  const headers = {
    'X-Trino-User': 'tokenledger',
    'X-Trino-Catalog': catalog,
    'X-Trino-Schema': 'main',
    'X-Trino-Time-Zone': 'UTC',
  };
  const rows: Record<string, Cell>[] = [];
  let columns: Page['columns'] = [];
  let bytes = 0;
  let page = await answerOf(await fetch(`${url}/v1/statement`, { method: 'POST', headers, body: sql }));
  for (;;) {
    if (page.error !== undefined) throw new Error(`${page.error.errorName}: ${page.error.message}`);
    columns = page.columns ?? columns;
    bytes = page.stats?.physicalInputBytes ?? bytes;
    for (const values of page.data ?? []) {
      rows.push(Object.fromEntries(columns!.map((c, i) => [c.name, cellOf(values[i], c.type)])));
    }
    if (page.nextUri === undefined) return { columns: columns ?? [], rows, physicalInputBytes: bytes };
    page = await answerOf(await fetch(page.nextUri));
  }
}

async function answerOf(response: Response): Promise<Page> {
  const text = await response.text();
  if (!response.ok) throw new Error(`Trino answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(quoteLongNumbers(text)) as Page;
}

/** Whole numbers of 16 and more digits as text: JSON.parse would round them. Texts and other numbers are left as they are. */
export function quoteLongNumbers(json: string): string {
  const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  return json.replace(token, (found) => (/^-?\d{16,}$/.test(found) ? `"${found}"` : found));
}

function cellOf(value: unknown, type: string): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return type === 'bigint' ? String(value) : value;
  if (typeof value === 'string') return type.startsWith('timestamp') ? value.replace(/\.0+$/, '') : value;
  return typeof value === 'boolean' ? value : JSON.stringify(value);
}
