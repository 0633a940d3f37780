import { quoteLongNumbers } from '../../trino/support/statement.ts';

/** What a statement on Trino gave: texts as Athena prints them, NULL as null. */
export interface TrinoAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly bytesScanned: number;
}

/** A statement that Trino refused, in its own words. */
export class TrinoError extends Error {
  override readonly name = 'TrinoError';
}

interface Page {
  readonly nextUri?: string;
  readonly columns?: TrinoAnswer['columns'];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly errorName: string; readonly message: string };
  readonly stats?: { readonly physicalInputBytes?: number };
}

/** Runs a statement in the catalogue that stands for Athena's, with the database of names without one. */
export async function queryTrino(url: string, database: string, sql: string): Promise<TrinoAnswer> {
  const headers = {
    'X-Trino-User': 'tokenledger',
    'X-Trino-Catalog': 'awsdatacatalog',
    'X-Trino-Schema': database,
    'X-Trino-Time-Zone': 'UTC',
  };
  const rows: (string | null)[][] = [];
  let columns: TrinoAnswer['columns'] = [];
  let bytesScanned = 0;
  let page = await pageOf(fetch(`${url}/v1/statement`, { method: 'POST', headers, body: sql }));
  for (;;) {
    if (page.error !== undefined) throw new TrinoError(`${page.error.errorName}: ${page.error.message}`);
    columns = page.columns ?? columns;
    bytesScanned = page.stats?.physicalInputBytes ?? bytesScanned;
    for (const values of page.data ?? []) rows.push(values.map((v, i) => printed(v, columns[i]!.type)));
    if (page.nextUri === undefined) return { columns, rows, bytesScanned };
    page = await pageOf(fetch(page.nextUri));
  }
}

async function pageOf(request: Promise<Response>): Promise<Page> {
  const response = await request;
  const text = await response.text();
  if (!response.ok) throw new Error(`Trino answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(quoteLongNumbers(text)) as Page;
}

function printed(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object') return JSON.stringify(value);
  if (type === 'double' || type === 'real') return String(value);
  return String(value);
}
