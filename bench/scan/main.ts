import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { financeViews } from '../../src/app/build/mart-relation.ts';
import { readModelProject } from '../../src/app/build/model-project.ts';
import { type PublishedState, readPublished } from '../../src/app/build/published-state.ts';
import { createWarehouseViews } from '../../src/app/build/warehouse-views.ts';
import { folderStore } from '../../src/io/store/folder-store.ts';
import { startTrino } from '../../test/trino/support/server.ts';
import { openTrino } from '../../test/trino/support/trino-engine.ts';
import { type Measured, scanTable } from './scan-table.ts';

/** Heading in docs/bi.md that the table stands under. */
const HEADING = '## Bytes per view';

/** Measures what Trino reads of a built project for each finance view, one month and everything, and writes the table of docs/bi.md. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { project: { type: 'string' }, write: { type: 'string' } } });
  if (values.project === undefined) throw new Error('name a built project folder: --project tokenledger-demo');
  const lake = path.resolve(values.project, 'lake');
  const { project } = await readModelProject();
  const { state } = await readPublished(folderStore(lake));
  const months = monthsOf(state);
  const server = await startTrino();
  try {
    const engine = await openTrino(server, lake);
    await createWarehouseViews({ engine, project, vars: {}, period: 'all' }, state);
    const month = months.at(-2) ?? months[0]!;
    const bytesOf = async (sql: string) =>
      ((await engine.query(sql)) as unknown as { physicalInputBytes: number }).physicalInputBytes;
    const measured: Measured[] = [];
    for (const view of financeViews(project)) {
      const columns = view.columns.map((c) => c.name);
      const filter = filterOf(columns, month);
      const all = await bytesOf(`SELECT * FROM main.${view.name}`);
      const one = filter === null ? null : await bytesOf(`SELECT * FROM main.${view.name} WHERE ${filter}`);
      measured.push({ view: view.name, filter, all, one });
    }
    await engine.close();
    const rows = Object.values(state.marts.fct_usage ?? {}).reduce((sum, b) => sum + b.rows, 0);
    const table = scanTable(measured, { usageRows: rows, months: months.length });
    if (values.write === undefined) process.stdout.write(`${table}\n`);
    else await replaceSection(values.write, table);
  } finally {
    await server.close();
  }
}

function monthsOf(state: PublishedState): string[] {
  return Object.keys(state.marts.fct_usage ?? {}).sort();
}

/** How people ask for one month of a view; null for views without a time. */
function filterOf(columns: readonly string[], month: string): string | null {
  if (columns.includes('period')) return `period = '${month}'`;
  if (columns.includes('usage_date'))
    return `usage_date >= DATE '${month}-01' AND usage_date < DATE '${month}-01' + INTERVAL '1' MONTH`;
  return null;
}

/** Everything below the heading of a page becomes the table. */
async function replaceSection(file: string, table: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const at = text.indexOf(HEADING);
  if (at < 0) throw new Error(`${file} has no heading "${HEADING}"`);
  await writeFile(file, `${text.slice(0, at)}${HEADING}\n\n${table}\n`);
}

await main();
