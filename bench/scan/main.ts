import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { financeViews, publishedMarts } from '../../src/app/build/mart-relation.ts';
import { readModelProject } from '../../src/app/build/model-project.ts';
import { type PublishedState, readPublished } from '../../src/app/build/published-state.ts';
import { createWarehouseViews } from '../../src/app/build/warehouse-views.ts';
import { inputsOf, reachable } from '../../src/core/dbt/graph.ts';
import type { Model, Project } from '../../src/core/dbt/project-types.ts';
import { monthsBack } from '../../src/core/months.ts';
import { folderStore } from '../../src/io/store/folder-store.ts';
import { startTrino, type TrinoServer } from '../../test/trino/support/server.ts';
import { openTrino } from '../../test/trino/support/trino-engine.ts';
import { growLake } from './grow-lake.ts';
import { allColumns, largestTeam, monthOf, ROW_VIEWS, SAMPLED_VIEWS, TEAM_COLUMNS } from './questions.ts';
import { type Measured, SCALED_ROWS, scanTable } from './scan-table.ts';

/** Heading in docs/bi.md that the table stands under. */
const HEADING = '## Bytes per view';
const MONTHS = 12;

/** Measures what Trino reads for each finance view at 100 million usage rows a year, grown from a built project, and writes the table of docs/bi.md. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      project: { type: 'string' },
      write: { type: 'string' },
      sample: { type: 'string', default: '64' },
      views: { type: 'string' },
    },
  });
  if (values.project === undefined) throw new Error('name a built project folder: --project tokenledger-demo');
  const lake = path.resolve(values.project, 'lake');
  const { project } = await readModelProject();
  const { state } = await readPublished(folderStore(lake));
  const usage = Object.entries(state.marts.fct_usage ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const builtRows = usage.reduce((sum, [, build]) => sum + build.rows, 0);
  // The last whole month.
  const [month, { rows }] = usage.at(-2)!;
  const copies = Math.ceil(SCALED_ROWS / MONTHS / rows);
  const sampleCopies = Math.min(copies, Number(values.sample));
  const folder = await mkdtemp(path.join(tmpdir(), 'tl-scan-'));
  const server = await startTrino({}, { heap: 12, query: 8 });
  try {
    const only = values.views?.split(',');
    const views = financeViews(project).filter((view) => only?.includes(view.name) ?? true);
    const of = (isSampled: boolean) => views.filter((v) => SAMPLED_VIEWS.has(v.name) === isSampled);
    const grow = (chosen: readonly Model[], count: number, name: string) =>
      growLake({
        project,
        from: lake,
        published: state,
        to: path.join(folder, name),
        marts: martsOf(project, chosen),
        month,
        months: [...monthsBack(month, MONTHS - 1), month],
        copies: count,
      });
    const measured: Measured[] = [];
    for (const [isSampled, count, name] of [
      [false, copies, 'full'],
      [true, sampleCopies, 'sample'],
    ] as const) {
      if (of(isSampled).length === 0) continue;
      process.stderr.write(`growing the marts of ${of(isSampled).length} views by ${count}\n`);
      const grown = await grow(of(isSampled), count, name);
      const factor = copies / count;
      measured.push(...(await measure(server, path.join(folder, name), project, grown, of(isSampled), month, factor)));
      await rm(path.join(folder, name), { recursive: true, force: true });
    }
    measured.sort((a, b) => (a.view < b.view ? -1 : 1));
    const table = scanTable(measured, { builtRows, builtMonths: usage.length, copies, sampleCopies });
    if (values.write === undefined) process.stdout.write(`${table}\n`);
    else await replaceSection(values.write, table);
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  server: TrinoServer,
  lake: string,
  project: Project,
  state: PublishedState,
  views: readonly Model[],
  month: string,
  factor: number,
): Promise<Measured[]> {
  const engine = await openTrino(server, lake);
  await createWarehouseViews({ engine, project, vars: {}, period: 'all' }, state);
  const bytesOf = async (sql: string) =>
    ((await engine.query(sql)) as unknown as { physicalInputBytes: number }).physicalInputBytes;
  const measured: Measured[] = [];
  for (const view of views) {
    const asked = monthOf(view, month);
    const ofMonth = asked === null ? null : await bytesOf(asked);
    const question = ROW_VIEWS[view.name];
    const isOfTeam = TEAM_COLUMNS[view.name] !== undefined;
    const team = isOfTeam ? String((await engine.query(largestTeam(view.name, month))).rows[0]?.team) : '';
    measured.push({
      view: view.name,
      question: question === undefined ? ofMonth : await bytesOf(question(month, team)),
      month: ofMonth,
      all: asked === null ? await bytesOf(allColumns(view)) : null,
      factor,
    });
    process.stderr.write(`${JSON.stringify(measured.at(-1))}\n`);
  }
  await engine.close();
  return measured;
}

/** Published marts that views read, directly or through other views. */
function martsOf(project: Project, views: readonly Model[]): Set<string> {
  const stored = new Set(publishedMarts(project).map((m) => m.name));
  const inputs = (name: string) => (stored.has(name) ? [] : inputsOf(project.nodes.get(name)!));
  return new Set(views.flatMap((v) => [...reachable(v.name, inputs)]).filter((name) => stored.has(name)));
}

/** Everything below the heading of a page becomes the table. */
async function replaceSection(file: string, table: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const at = text.indexOf(HEADING);
  if (at < 0) throw new Error(`${file} has no heading "${HEADING}"`);
  await writeFile(file, `${text.slice(0, at)}${HEADING}\n\n${table}\n`);
}

await main();
